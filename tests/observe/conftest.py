"""The command's fixtures, and OpenTelemetry's that keep in memory what they are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from opentelemetry.metrics import Meter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Tracer

from tests.cli.conftest import affidavit, hasty, serve, work  # noqa: F401


@dataclass
class Memory:
    """What a run told. `points` of a metric are its data points by name."""

    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    reader: InMemoryMetricReader = field(default_factory=InMemoryMetricReader)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.spans if span.name == name]

    def document(self, document_id: str) -> ReadableSpan:
        [found] = [span for span in self.spans if said(span).get("affidavit.document.id") == document_id]
        return found

    def below(self, parent: ReadableSpan) -> list[ReadableSpan]:
        """Its children, in the order in which they began."""
        found = [span for span in self.spans if span.parent and span.parent.span_id == _id(parent)]
        return sorted(found, key=lambda span: span.start_time or 0)

    def points(self) -> dict[str, list[Any]]:
        data = self.reader.get_metrics_data()
        assert data is not None
        [resource] = data.resource_metrics
        return {
            metric.name: list(metric.data.data_points)
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


def said(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def _id(span: ReadableSpan) -> int:
    assert span.context is not None
    return span.context.span_id


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """OpenTelemetry is switched on, and what it is told stays here."""
    kept = Memory()
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(kept.exporter))
    meters = MeterProvider([kept.reader], shutdown_on_exit=False)

    @contextmanager
    def opened() -> Iterator[tuple[Tracer, Meter]]:
        yield tracers.get_tracer("test"), meters.get_meter("test")

    monkeypatch.setattr("extract.observe.otel.opened", opened)
    return kept
