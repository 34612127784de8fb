"""What a server does wrong, seen from the command: the line of its document, the exit code, the requests."""

import re
from itertools import repeat
from pathlib import Path

import pytest

from tests.cli.command import (
    Affidavit,
    Serve,
    article_in,
    at,
    by_article,
    manifest,
    outcomes,
    reports,
    results,
)
from tests.loopback import (
    Behaviour,
    body,
    content_filter,
    context_length_exceeded,
    hang,
    length_unless,
    ok,
    refusal,
    reset,
    status,
    truncated_body,
)

pytestmark = pytest.mark.usefixtures("hasty")


def asked_about(server: object, words: str) -> int:
    return sum(words in article_in(each.body) for each in server.requests)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("passing", "requests", "attempts"),
    [
        pytest.param([status(500)] * 3, 4, 1, id="500 three times"),
        pytest.param([status(502), status(503), status(504), status(529)], 5, 1, id="every 5xx"),
        pytest.param([reset(), reset()], 3, 1, id="connection reset"),
        pytest.param([truncated_body()], 2, 1, id="connection ends in the body"),
        pytest.param([body("<html>Bad gateway</html>")], 2, 1, id="no JSON at all"),
        pytest.param([status(429)], 2, 1, id="429 without a wish"),
        pytest.param([ok('{"event": ')], 2, 2, id="malformed answer"),
        pytest.param([ok({"event": {}}), ok("Sorry!")], 3, 3, id="answers that break the schema"),
        pytest.param([length_unless(5200)], 2, 2, id="cut off without more room"),
    ],
)
def test_a_passing_fault_is_made_good(
    affidavit: Affidavit,
    serve: Serve,
    work: Path,
    passing: list[Behaviour],
    requests: int,
    attempts: int,
) -> None:
    server = serve(by_article({"Report 1": iter(passing)}))
    ran = affidavit("extract", reports(work / "in", 3), "--model", at(server), "-o", "run")
    assert ran.code == 0, ran.err
    assert outcomes(work / "run") == {"0": "ok", "1": "ok", "2": "ok"}
    assert asked_about(server, "Report 1") == requests
    assert results(work / "run")[1]["attempts"] == attempts


FINAL = [
    pytest.param(status(500), "api_error", 6, 0, "500", id="500 for ever"),
    pytest.param(reset(), "api_error", 6, 0, "tried 6 times", id="reset for ever"),
    pytest.param(ok("no JSON"), "invalid", 3, 3, "in 3 attempts", id="invalid for ever"),
    pytest.param(length_unless(10**9), "truncated", 2, 2, "cut off at 5200 tokens", id="cut off for ever"),
    pytest.param(refusal(), "refused", 1, 1, "declined: I cannot help", id="refusal"),
    pytest.param(content_filter(), "refused", 1, 1, "content filter", id="content filter"),
    pytest.param(context_length_exceeded(), "too_long", 1, 0, "maximum context length", id="too long"),
    pytest.param(status(400, message="no such field"), "api_error", 1, 0, "no such field", id="400"),
    pytest.param(status(401), "api_error", 1, 0, "401", id="401"),
    pytest.param(status(404, message="no such model"), "api_error", 1, 0, "no such model", id="404"),
    pytest.param(status(429, code="insufficient_quota"), "api_error", 1, 0, "429", id="out of credit"),
    pytest.param(status(429, retry_after=3600), "api_error", 1, 0, "asks to wait 3600 s", id="long wait"),
]


@pytest.mark.parametrize(("fault", "outcome", "requests", "attempts", "said"), FINAL)
def test_a_lasting_fault_is_one_document_s_and_the_others_go_on(
    affidavit: Affidavit,
    serve: Serve,
    work: Path,
    fault: Behaviour,
    outcome: str,
    requests: int,
    attempts: int,
    said: str,
) -> None:
    server = serve(by_article({"Report 1": repeat(fault)}))
    ran = affidavit("extract", reports(work / "in", 3), "--model", at(server), "-o", "run")
    assert ran.code == 3
    assert outcomes(work / "run") == {"0": "ok", "1": outcome, "2": "ok"}
    failed = results(work / "run")[1]
    assert said in failed["error"]
    assert said in ran.err
    assert (failed["attempts"], failed["extraction"]) == (attempts, None)
    assert asked_about(server, "Report 1") == requests
    assert re.search(rf"^1 × {outcome}: ", ran.err, re.MULTILINE)


@pytest.mark.parametrize(
    ("http_status", "hint"),
    [(400, "check the parameters"), (401, "OPENAI_API_KEY"), (403, "may not use"), (404, "URL ends in /v1")],
)
def test_a_rejected_request_is_not_sent_again_and_the_hint_says_what_to_mend(
    affidavit: Affidavit, serve: Serve, work: Path, http_status: int, hint: str
) -> None:
    server = serve(lambda *_: status(http_status, message="we do not\nlike you"))
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(server), "-o", "run")
    assert (ran.code, server.count) == (3, 2)
    assert f"2 × api_error: the server answered {http_status}: we do not like you\n    hint: " in ran.err
    assert all(hint in line["hint"] and hint in ran.err for line in results(work / "run"))


def test_a_key_that_is_refused_stops_the_run_and_all_of_it_is_resumed(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: status(401, message="no such key"))
    same = ("extract", reports(work / "in", 40), "--model", at(server), "-o", "run", "--concurrency", "4")
    ran = affidavit(*same)
    assert ran.code == 1
    assert (
        "error: every call fails: the server answered 401: no such key\n  hint: Set OPENAI_API_KEY" in ran.err
    )
    assert "Then go on with --resume" in ran.err
    assert "Traceback" not in ran.err
    assert server.count <= 3 + 4
    assert outcomes(work / "run") == dict.fromkeys(map(str, range(40)), "cancelled")
    assert manifest(work / "run")["status"] == "stopped"
    server.script = lambda *_: ok()
    assert affidavit(*same, "--resume").code == 0
    assert set(outcomes(work / "run").values()) == {"ok"}


def test_documents_that_are_refused_do_not_stop_the_others(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    refused = {f"Report {number}": status(403) for number in (3, 4, 5, 6)}
    server = serve(by_article(refused))
    same = ("extract", reports(work / "in", 9), "--model", at(server), "-o", "run", "--concurrency", "1")
    assert affidavit(*same).code == 3
    assert sorted(outcomes(work / "run").values()) == ["api_error"] * 4 + ["ok"] * 5


def test_every_fault_that_was_overcome_is_counted_by_its_kind(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    faults = [status(429), status(500), reset(), truncated_body(), body("{nope"), status(503, retry_after=0)]
    ran = affidavit("extract", reports(work / "in", 9), "--model", at(serve(faults)), "-o", "run")
    assert ran.code == 0
    told = {"429": 1, "500": 1, "connection": 2, "malformed": 1, "503": 1}
    assert manifest(work / "run")["totals"]["faults"] == told
    assert "sent again after: 1 429 · 1 500 · 1 503 · 2 connection · 1 malformed" in ran.err


def test_the_wait_that_a_429_asks_for_is_kept(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    server = serve([status(429, retry_after=0.7), status(429, retry_after=0.4)])
    assert affidavit("extract", reports(work / "in", 1), "--model", at(server), "-o", "run").code == 0
    first, second, third = (each.at for each in server.requests)
    assert second - first >= 0.7
    assert third - second >= 0.4


def test_a_server_that_hangs_is_given_up_after_the_timeout(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_TRIES", "1")
    server = serve(by_article({"Report 1": hang()}))
    folder = reports(work / "in", 3)
    ran = affidavit("extract", folder, "--model", at(server), "-o", "run", "--timeout", "1")
    assert ran.code == 3
    assert outcomes(work / "run") == {"0": "ok", "1": "timeout", "2": "ok"}
    assert "within 1 s" in results(work / "run")[1]["error"]
    assert server.count == 3


def test_no_server_at_all_is_said_with_its_address(
    affidavit: Affidavit, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_TRIES", "2")
    ran = affidavit("extract", reports(work / "in", 2), "--model", "http://127.0.0.1:1#m", "-o", "run")
    assert ran.code == 3
    assert set(outcomes(work / "run").values()) == {"api_error"}
    assert "Check that a server runs at http://127.0.0.1:1/v1" in ran.err
