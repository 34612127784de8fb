"""A run tells a collector on this machine by OTLP over HTTP, and goes on all the same where there is none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.cli.command import Affidavit, Ran, Serve, at, manifest, outcomes, reports

KEY = "sk-secret-0123456789"
TELL = """
import sys
from extract.cli.app import run
code = run(sys.argv[1:])
print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@dataclass
class Collector:
    """Takes what OTLP/HTTP brings, and keeps the bytes by path."""

    url: str
    bodies: dict[str, list[bytes]] = field(default_factory=dict)

    @property
    def spans(self) -> list[Any]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies.get("/v1/traces", [])]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    @property
    def services(self) -> set[str]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies.get("/v1/traces", [])]
        return {
            attribute.value.string_value
            for request in requests
            for resource in request.resource_spans
            for attribute in resource.resource.attributes
            if attribute.key == "service.name"
        }

    @property
    def metrics(self) -> set[str]:
        requests = [
            ExportMetricsServiceRequest.FromString(body) for body in self.bodies.get("/v1/metrics", [])
        ]
        return {
            metric.name
            for request in requests
            for resource in request.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.bodies.setdefault(self.path, []).append(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


def extracted(*arguments: str | Path, code: str = TELL, **variables: str) -> Ran:
    """`affidavit extract` in a process of its own, with these environment variables."""
    told = subprocess.run(
        [sys.executable, "-c", code, "extract", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "AFFIDAVIT_API_KEY": KEY, **variables},
        timeout=100,
    )
    return Ran(told.returncode, told.stdout, told.stderr)


def test_a_collector_gets_spans_and_metrics_and_no_word_of_an_article(
    collector: Collector, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 3), "--model", at(serve()), "-o", "run")
    ran = extracted(*same, AFFIDAVIT_OTEL="1", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    assert ran.code == 0, ran.err
    spans = collector.spans
    assert sorted(span.name for span in spans) == ["chat test-model"] * 3 + ["document"] * 3 + ["run"]
    assert len({span.trace_id for span in spans}) == 1
    by_id = {span.span_id: span.name for span in spans}
    parents = {(span.name, by_id.get(span.parent_span_id)) for span in spans}
    assert parents == {("run", None), ("document", "run"), ("chat test-model", "document")}
    assert collector.services == {"affidavit"}
    assert collector.metrics >= {
        "gen_ai.client.operation.duration",
        "gen_ai.client.token.usage",
        "affidavit.documents",
    }
    everything = b"".join(body for bodies in collector.bodies.values() for body in bodies)
    for secret in (KEY, "Dreel", "people were killed", "<article>"):
        assert secret.encode() not in everything


def test_opentelemetrys_own_variables_name_the_service_and_leave_a_kind_out(
    collector: Collector, serve: Serve, work: Path
) -> None:
    (work / "affidavit.toml").write_text("otel = true\n")
    ran = extracted(
        *(reports(work / "in", 1), "--model", at(serve()), "-o", "run"),
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
        OTEL_SERVICE_NAME="newsroom",
        OTEL_METRICS_EXPORTER="none",
    )
    assert ran.code == 0, ran.err
    assert collector.services == {"newsroom"}
    assert collector.metrics == set()


def test_without_the_switch_nothing_of_opentelemetry_is_imported_or_sent(
    collector: Collector, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 1), "--model", at(serve()), "-o", "run")
    ran = extracted(*same, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    assert ran.code == 0, ran.err
    assert "opentelemetry" not in ran.err.splitlines()[-1].split()
    assert collector.bodies == {}


@pytest.mark.parametrize("deaf", ["refuses", "never answers"])
def test_a_collector_out_of_reach_neither_stops_nor_holds_up_a_run_and_is_told_of_once(
    serve: Serve, work: Path, deaf: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"
        if deaf == "refuses":
            listening.close()
        begun = time.monotonic()
        ran = extracted(
            *(reports(work / "in", 20), "--model", at(serve()), "-o", "run"),
            AFFIDAVIT_OTEL="1",
            OTEL_EXPORTER_OTLP_ENDPOINT=endpoint,
            OTEL_BSP_SCHEDULE_DELAY="50",
        )
        took = time.monotonic() - begun
    assert ran.code == 0, ran.err
    assert set(outcomes(work / "run").values()) == {"ok"}
    assert took < 30  # the exporter itself would try for longer than that, batch after batch
    assert ran.err.count("OpenTelemetry") == (1 if deaf == "refuses" else 0)
    assert "Traceback" not in ran.err


def test_what_is_missing_is_named_in_one_line_before_anything_is_begun(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    monkeypatch.setenv("AFFIDAVIT_OTEL", "1")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http", None)
    ran = affidavit("extract", reports(work / "in", 1), "--model", at(serve()), "-o", "run")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "error: OpenTelemetry is not installed"
    assert "pip install 'affidavit[otel]'" in ran.err
    assert not (work / "run").exists()


def test_variables_that_make_no_sense_are_named(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    monkeypatch.setenv("AFFIDAVIT_OTEL", "1")
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "-1")
    ran = affidavit("extract", reports(work / "in", 1), "--model", at(serve()), "-o", "run")
    assert ran.code == 2
    assert "OpenTelemetry cannot be set up" in ran.err


HOST = """
import json, sys
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from extract.cli.app import run
kept = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(kept))
trace.set_tracer_provider(provider)
with trace.get_tracer("host").start_as_current_span("job"):
    code = run(sys.argv[1:])
print(json.dumps([[span.name, span.parent is None] for span in kept.get_finished_spans()]))
sys.exit(code)
"""


def test_the_provider_of_the_program_around_it_is_used_and_none_besides(
    collector: Collector, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 1), "--model", at(serve()), "-o", "run")
    ran = extracted(*same, code=HOST, AFFIDAVIT_OTEL="1", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    assert ran.code == 0, ran.err
    spans = json.loads(ran.out.splitlines()[-1])
    assert spans == [["chat test-model", False], ["document", False], ["run", False], ["job", True]]
    assert collector.bodies == {}
    assert manifest(work / "run")["status"] == "finished"
