"""What a run tells OpenTelemetry: which spans, one below the other, with what on them; and what it counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

from tests.cli.command import Affidavit, Serve, at, by_article, outcomes, reports
from tests.loopback import LoopbackServer, hang, ok, refusal, reset, status
from tests.observe.conftest import Memory, said

CHAT = "chat test-model"


def observed(affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setenv("AFFIDAVIT_OTEL", "1")
    return affidavit("extract", *arguments, "-o", "run", "--overwrite").code


def address(server: LoopbackServer) -> dict[str, Any]:
    host, port = server.url.removeprefix("http://").removesuffix("/v1").split(":")
    return {"server.address": host, "server.port": int(port)}


def errors(spans: list[ReadableSpan]) -> list[str | None]:
    return [said(span).get("error.type") for span in spans]


@pytest.fixture
def mixed(serve: Serve) -> LoopbackServer:
    """Reports 0 to 4: answered, answered before, asked again, refused once, refused for good."""
    return serve(
        by_article(
            {
                "Report 2": iter([ok("no JSON at all")]),
                "Report 3": iter([status(429, retry_after=0)]),
                "Report 4": status(400, message="no such parameter"),
            }
        )
    )


@pytest.mark.usefixtures("hasty")
def test_a_document_is_a_span_of_the_run_and_each_call_that_was_sent_one_of_its_document(
    affidavit: Affidavit,
    monkeypatch: pytest.MonkeyPatch,
    memory: Memory,
    mixed: LoopbackServer,
    work: Path,
) -> None:
    folder = reports(work / "in", 5)
    assert affidavit("extract", folder / "1.txt", "--model", at(mixed), "-o", "before").code == 0
    assert memory.spans == ()
    assert observed(affidavit, monkeypatch, folder, "--model", at(mixed)) == 3
    [run] = memory.named("run")
    assert run.parent is None
    assert said(run) == {
        "affidavit.run.id": "run",
        "gen_ai.request.model": "test-model",
        "affidavit.schema": "schemas:ConflictReport",
        "affidavit.prompt": "conflict_report/default",
        "affidavit.run.status": "finished",
        "affidavit.run.documents": 5,
    }
    documents = memory.below(run)
    assert [span.name for span in documents] == ["document"] * 5
    told = {name: said(memory.document(name)) for name in "01234"}
    assert {name: each["affidavit.outcome"] for name, each in told.items()} == outcomes(work / "run")
    calls = {name: memory.below(memory.document(name)) for name in told}
    assert {name: len(found) for name, found in calls.items()} == {"0": 1, "1": 0, "2": 2, "3": 2, "4": 1}
    assert {span.name for found in calls.values() for span in found} == {CHAT}
    assert len(memory.named(CHAT)) == mixed.count - 1  # the one before was not watched
    assert (told["1"]["affidavit.cached_answers"], told["1"]["affidavit.calls"]) == (1, 0)
    assert (told["2"]["affidavit.cached_answers"], told["2"]["affidavit.calls"]) == (0, 2)
    assert errors(calls["3"]) == ["429", None]
    assert errors(calls["4"]) == ["400"]
    assert {span.status.status_code for name in "0123" for span in [memory.document(name)]} == {
        StatusCode.UNSET
    }
    assert memory.document("4").status.status_code is StatusCode.ERROR
    assert told["4"]["error.type"] == "api_error"


def test_a_call_tells_what_the_conventions_ask_for(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, memory: Memory, serve: Serve, work: Path
) -> None:
    usage = {
        "prompt_tokens": 900,
        "completion_tokens": 50,
        "prompt_tokens_details": {"cached_tokens": 700},
    }
    server = serve(lambda *_: ok(usage=usage))
    assert observed(affidavit, monkeypatch, reports(work / "in", 1), "--model", at(server)) == 0
    [call] = memory.named(CHAT)
    asked = server.requests[0].body
    assert call.kind is SpanKind.CLIENT
    assert said(call) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "test-model",
        "gen_ai.request.temperature": asked["temperature"],
        "gen_ai.request.max_tokens": asked["max_tokens"],
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "test-model",
        "gen_ai.response.id": "chatcmpl-loopback",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 900,
        "gen_ai.usage.output_tokens": 50,
        "gen_ai.usage.cache_read.input_tokens": 700,
        **address(server),
    }


def test_durations_and_tokens_are_counted_in_the_buckets_that_the_conventions_advise(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, memory: Memory, mixed: LoopbackServer, work: Path
) -> None:
    folder = reports(work / "in", 5)
    assert affidavit("extract", folder / "1.txt", "--model", at(mixed), "-o", "before").code == 0
    assert observed(affidavit, monkeypatch, folder, "--model", at(mixed)) == 3
    points = memory.points()
    common = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "test-model",
        **address(mixed),
    }
    counted = {
        frozenset(point.attributes.items()): point.count
        for point in points["gen_ai.client.operation.duration"]
    }
    answered = {**common, "gen_ai.response.model": "test-model"}
    assert counted == {
        frozenset(answered.items()): 4,
        frozenset({**common, "error.type": "429"}.items()): 1,
        frozenset({**common, "error.type": "400"}.items()): 1,
    }
    seconds = points["gen_ai.client.operation.duration"][0].explicit_bounds
    assert seconds == pytest.approx(
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
    )
    tokens = {point.attributes["gen_ai.token.type"]: point for point in points["gen_ai.client.token.usage"]}
    assert {kind: point.count for kind, point in tokens.items()} == {"input": 4, "output": 4}
    assert tokens["input"].sum == sum(said(span).get("gen_ai.usage.input_tokens", 0) for span in memory.spans)
    assert list(tokens["input"].explicit_bounds) == [4**power for power in range(14)]
    by_outcome = {
        point.attributes["affidavit.outcome"]: point.value for point in points["affidavit.documents"]
    }
    assert by_outcome == {"ok": 4, "api_error": 1}
    assert [point.value for point in points["affidavit.cached_answers"]] == [1]


@pytest.mark.parametrize(
    ("fault", "called", "flags"),
    [
        (status(503), "503", ()),
        (reset(), "connection", ()),
        (hang(), "timeout", ("--timeout", "0.2")),
        ({"do": "body", "text": "<html>"}, "malformed", ()),
    ],
)
@pytest.mark.usefixtures("hasty")
def test_what_a_call_failed_of_is_one_of_few_words(
    affidavit: Affidavit,
    monkeypatch: pytest.MonkeyPatch,
    memory: Memory,
    serve: Serve,
    work: Path,
    fault: Any,
    called: str,
    flags: tuple[str, ...],
) -> None:
    monkeypatch.setenv("AFFIDAVIT_TRIES", "1")
    server = serve(lambda *_: fault)
    observed(affidavit, monkeypatch, reports(work / "in", 1), "--model", at(server), *flags)
    calls = memory.named(CHAT)
    assert errors(calls) == [called]
    assert {span.status.status_code for span in calls} == {StatusCode.ERROR}


def test_a_run_that_was_stopped_is_told_as_failed(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, memory: Memory, serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: status(401))
    assert observed(affidavit, monkeypatch, reports(work / "in", 6), "--model", at(server)) == 1
    [run] = memory.named("run")
    assert run.status.status_code is StatusCode.ERROR
    assert (said(run)["affidavit.run.status"], said(run)["error.type"]) == ("stopped", "stopped")


def test_no_span_holds_what_was_asked_or_answered_nor_a_key_nor_a_message(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, memory: Memory, serve: Serve, work: Path
) -> None:
    monkeypatch.setenv("AFFIDAVIT_API_KEY", "sk-secret-0123456789")

    def repeats(number: int, asked: dict[str, Any]) -> Any:
        return [refusal("I will not repeat Dreel."), status(400, message="Dreel"), ok("Dreel")][number % 3]

    server = serve(repeats)
    assert observed(affidavit, monkeypatch, reports(work / "in", 6), "--model", at(server)) == 3
    assert len(memory.named("document")) == 6
    everything = "".join(span.to_json() for span in memory.spans) + str(memory.points())
    for secret in ("Dreel", "people were killed", "sk-secret", "article"):
        assert secret not in everything
