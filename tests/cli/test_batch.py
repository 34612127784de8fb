"""`extract --batch`: the results of a run by single calls, whatever goes wrong with the batches."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.batches import BatchServer, coded, missing
from tests.cli.command import (
    Affidavit,
    Serve,
    article_in,
    at,
    manifest,
    outcomes,
    process,
    quoting,
    reports,
    results,
    wait_until,
)
from tests.cli.test_staged import ARTICLE, told
from tests.loopback import Behaviour, body, ok, status

Batching = Callable[..., BatchServer]


def apart_from_time(line: dict[str, Any]) -> dict[str, Any]:
    usage = {name: value for name, value in line["usage"].items() if name != "seconds"}
    return {**line, "usage": usage}


def same_results(one: Path, two: Path) -> bool:
    return [*map(apart_from_time, results(one))] == [*map(apart_from_time, results(two))]


def of_article(number: int, asked: Mapping[str, Any]) -> bool:
    return f"Report {number} " in article_in(asked)


def erring(behaviours: Mapping[int, Iterator[Behaviour]]) -> Callable[..., Behaviour]:
    """A script: for some articles each of these in turn, then the right answer, as for all the others."""

    def behave(count: int, asked: Mapping[str, Any]) -> Behaviour:
        how = next((found for number, found in behaviours.items() if of_article(number, asked)), iter(()))
        return next(how, quoting(count, asked))

    return behave


def test_a_run_by_batches_ends_with_the_results_of_a_run_by_single_calls(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = batching(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server))
    ran = affidavit(*same, "-o", "run", "--batch")
    assert (ran.code, len(server.batches), server.calls["POST files"]) == (0, 1, 1), ran.err
    by_batch = in_order(server)
    for transport in ("lean", "openai"):
        monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / f"cache of {transport}"))
        server.requests.clear()
        assert affidavit(*same, "-o", transport, "--transport", transport).code == 0
        assert same_results(work / "run", work / transport)
        assert in_order(server) == by_batch
    assert (manifest(work / "run")["batch"], manifest(work / "lean")["batch"]) == (True, False)
    assert not list((work / "run" / "journal").glob("batch-*"))
    assert not list((work / "run" / "journal").glob("answers-*"))


def in_order(server: BatchServer) -> list[str]:
    """The requests as text, whatever the order of their names and theirs."""
    return sorted(json.dumps(each.body, sort_keys=True) for each in server.requests)


def test_the_answers_are_in_the_cache_for_runs_of_either_kind(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(quoting)
    same = ("extract", reports(work / "in", 3), "--model", at(server))
    assert affidavit(*same, "-o", "run", "--batch").code == 0
    assert affidavit(*same, "-o", "again").code == 0
    assert affidavit(*same, "-o", "batch", "--batch").code == 0
    assert affidavit(*same, "-o", "offline", "--batch", "--offline").code == 0
    assert (server.count, len(server.batches)) == (3, 1)
    assert all(line["usage"]["cached"] for line in results(work / "batch"))


def test_small_questions_go_out_in_successive_batches(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = batching(told)
    (work / "in").mkdir()
    for number in range(3):
        (work / "in" / f"{number}.txt").write_text(f"Report {number}. {ARTICLE}\n")
    same = ("extract", work / "in", "--model", at(server), "--prompt", "conflict_report/staged")
    ran = affidavit(*same, "-o", "run", "--batch")
    assert ran.code == 0, ran.err
    assert 1 < len(server.batches) < len(server.lines)
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / "another"))
    assert affidavit(*same, "-o", "single").code == 0
    assert same_results(work / "run", work / "single")


def test_an_invalid_answer_is_asked_again_in_a_further_batch(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = ok('{"event": 5}')
    server = batching(erring({1: iter([wrong]), 2: iter([wrong] * 3)}))
    same = ("extract", reports(work / "in", 3), "--model", at(server))
    assert affidavit(*same, "-o", "run", "--batch").code == 3
    assert list(outcomes(work / "run").values()) == ["ok", "ok", "invalid"]
    assert (len(server.batches), len(server.lines)) == (3, 3 + 2 + 1)
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / "another"))
    server.script = erring({1: iter([wrong]), 2: iter([wrong] * 3)})
    assert affidavit(*same, "-o", "single").code == 3
    assert same_results(work / "run", work / "single")


@pytest.mark.parametrize(
    "fault",
    [
        status(429),
        status(500),
        missing(),
        coded("batch_expired"),
        body('{"choices": "none"}'),
        {"do": "line", "text": '{"custom_id": "cut o'},
    ],
    ids=["429", "500", "missing", "expired", "malformed", "unreadable"],
)
def test_what_would_be_sent_again_goes_into_a_further_batch(
    affidavit: Affidavit, batching: Batching, work: Path, fault: Behaviour
) -> None:
    server = batching(erring({1: iter([fault])}))
    ran = affidavit("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    assert (ran.code, list(outcomes(work / "run").values())) == (0, ["ok"] * 3), ran.err
    assert sorted(server.submitted.values()) == [1, 1, 2]
    assert sum(manifest(work / "run")["totals"]["faults"].values()) == 1


def test_a_request_that_fails_each_time_ends_after_the_usual_tries(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_TRIES", "3")
    server = batching(erring({1: iter([status(500)] * 9)}))
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(server), "-o", "run", "--batch")
    assert (ran.code, len(server.batches)) == (3, 3)
    failed = results(work / "run")[1]
    assert (failed["outcome"], failed["error"]) == (
        "api_error",
        "the server answered 500: scripted (tried 3 times)",
    )


def test_a_request_that_is_rejected_is_not_sent_again(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(erring({1: iter([status(400, message="no such parameter")])}))
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(server), "-o", "run", "--batch")
    assert (ran.code, len(server.batches)) == (3, 1)
    failed = results(work / "run")[1]
    assert failed["outcome"] == "api_error"
    assert "400: no such parameter" in failed["error"]


def test_many_rejections_end_no_run_in_which_others_are_answered(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(lambda number, asked: quoting(number, asked) if number == 0 else status(400))
    ran = affidavit("extract", reports(work / "in", 30), "--model", at(server), "-o", "run", "--batch")
    assert (ran.code, list(outcomes(work / "run").values()).count("api_error")) == (3, 29)


def test_a_batch_in_which_everything_is_rejected_ends_the_run(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(lambda *_: status(401, message="who are you?"))
    ran = affidavit("extract", reports(work / "in", 4), "--model", at(server), "-o", "run", "--batch")
    assert ran.code == 1
    assert "error: every call fails: the server answered 401: who are you?" in ran.err
    assert set(outcomes(work / "run").values()) <= {"cancelled", "api_error"}


def test_what_expired_with_its_batch_is_asked_in_the_next(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    def half(number: int, asked: dict[str, Any]) -> Behaviour:
        return missing() if number in (1, 2) else quoting(number, asked)

    server = batching(half, fates=["expired"])
    ran = affidavit("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    assert (ran.code, len(server.batches), len(server.lines)) == (0, 2, 5), ran.err
    assert manifest(work / "run")["totals"]["faults"] == {"batch_expired": 2}


def test_a_cancelled_batch_leaves_its_documents_to_resume(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    def some(number: int, asked: dict[str, Any]) -> Behaviour:
        left = {1: coded("batch_cancelled"), 2: missing()}
        return left.get(number) or quoting(number, asked)

    server = batching(some, fates=["cancelled"])
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    assert affidavit(*same).code == 3
    assert sorted(outcomes(work / "run").values()) == ["cancelled", "cancelled", "ok"]
    assert affidavit(*same, "--resume").code == 0
    assert sorted(server.submitted.values()) == [1, 2, 2]


def test_a_batch_that_is_refused_stops_the_run_with_one_line(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(fates=[("failed", "model_not_found", "The model does not exist")])
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    ran = affidavit(*same)
    assert ran.code == 1
    assert "error: batch_0 was refused: The model does not exist\n  hint: " in ran.err
    assert "Traceback" not in ran.err
    assert list(outcomes(work / "run").values()) == ["cancelled"] * 3
    assert affidavit(*same, "--resume").code == 0


def test_where_the_provider_holds_too_much_already_a_batch_waits_for_another_to_end(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_BATCH_SIZE", "2")
    too_much = ("failed", "token_limit_exceeded", "Enqueued token limit reached")
    server = batching(quoting, fates=["completed", too_much], held=True)
    same = ("extract", reports(work / "in", 4), "--model", at(server), "-o", "run", "--batch")
    with process(*same) as running:
        wait_until(lambda: len(server.batches) == 2)
        server.held = False
        _, err = running.communicate()
    assert (running.returncode, len(server.batches)) == (0, 3), err
    assert sorted(server.submitted.values()) == [1, 1, 2, 2]


@pytest.mark.parametrize("name", ["POST files", "POST batches", "GET batches/", "GET files"])
@pytest.mark.parametrize("fault", [status(503), status(429), {"do": "made"}, {"do": "half"}])
def test_a_fault_on_the_way_there_or_back_costs_nothing(
    affidavit: Affidavit, batching: Batching, work: Path, name: str, fault: Behaviour
) -> None:
    server = batching(quoting, hiccups={name: [fault]})
    ran = affidavit("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    assert (ran.code, list(outcomes(work / "run").values())) == (0, ["ok"] * 3), ran.err
    assert not server.hiccups[name]
    assert set(server.submitted.values()) == {1}


def test_where_the_batch_api_cannot_be_reached_the_run_stops_and_can_be_resumed(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(quoting, hiccups={"GET batches/": [status(500)] * 6})
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    ran = affidavit(*same)
    assert ran.code == 1
    assert "error: the Batch API fails: the server answered 500" in ran.err
    assert list(outcomes(work / "run").values()) == ["cancelled"] * 3
    assert affidavit(*same, "--resume").code == 0
    assert set(server.submitted.values()) == {1}


def test_a_batch_that_is_too_large_to_upload_is_told_with_the_remedy(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(hiccups={"POST files": [status(413)]})
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(server), "-o", "run", "--batch")
    assert ran.code == 1
    assert "hint: Lower AFFIDAVIT_BATCH_SIZE" in ran.err


def test_a_server_without_a_batch_api_is_told_in_one_line(
    affidavit: Affidavit, serve: Serve, batching: Batching, work: Path
) -> None:
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(serve()), "-o", "run", "--batch")
    assert ran.code == 2
    assert "has no Batch API" in ran.err
    assert "hint: Leave --batch out" in ran.err
    ran = affidavit("extract", work / "in", "--model", "local/smollm2-135m", "-o", "two", "--batch")
    assert (ran.code, (work / "two").exists()) == (2, False)
    assert ran.err.startswith("error: local/smollm2-135m runs on this machine: it has no Batch API\n  hint: ")


def test_a_batch_holds_no_more_than_its_size_and_several_are_under_way(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_BATCH_SIZE", "2")
    server = batching(quoting, held=True)
    same = ("extract", reports(work / "in", 5), "--model", at(server), "-o", "run", "--batch")
    with process(*same) as running:
        wait_until(lambda: len(server.batches) == 3)
        server.held = False
        _, err = running.communicate()
    assert running.returncode == 0, err
    assert sorted(len(each["lines"]) for each in server.batches.values()) == [1, 2, 2]


def test_the_first_ctrl_c_leaves_the_batches_to_the_provider_and_resume_fetches_them(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(quoting, held=True)
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    with process(*same) as running:
        wait_until(lambda: server.calls["GET batches/"] > 0)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert running.returncode == 130
    assert "interrupted: batches go on at the provider, --resume fetches them" in err
    assert "Traceback" not in err
    assert list(outcomes(work / "run").values()) == ["cancelled"] * 3
    server.held = False
    ran = affidavit(*same, "--resume")
    assert (ran.code, list(outcomes(work / "run").values())) == (0, ["ok"] * 3), ran.err
    assert set(server.submitted.values()) == {1}
    assert not any(line["usage"]["cached"] for line in results(work / "run"))


def test_what_is_in_batches_is_not_asked_by_single_calls_as_well(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(quoting, hiccups={"GET batches/": [status(500)] * 6})
    same = ("extract", reports(work / "in", 2), "--model", at(server), "-o", "run")
    assert affidavit(*same, "--batch").code == 1
    for how in ("--resume", "--overwrite"):
        ran = affidavit(*same, how)
        assert (ran.code, server.count) == (2, 0)
        assert "error: run has 1 batches whose answers are not fetched yet\n  hint: give --batch" in ran.err
    assert affidavit(*same, "--overwrite", "--batch").code == 0
    assert affidavit(*same, "--overwrite").code == 0
    assert set(server.submitted.values()) == {1}


def test_a_run_by_single_calls_is_resumed_by_batch(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(quoting)
    folder = reports(work / "in", 2)
    same = ("extract", folder, "--model", at(server), "-o", "run")
    assert affidavit(*same).code == 0
    reports(folder, 4)
    assert affidavit(*same, "--resume", "--batch").code == 0
    assert (len(server.lines), manifest(work / "run")["batch"]) == (2, True)


def test_what_nobody_asks_for_any_more_is_fetched_all_the_same(
    affidavit: Affidavit, batching: Batching, work: Path
) -> None:
    server = batching(quoting, hiccups={"GET batches/": [status(500)] * 6})
    same = ("extract", reports(work / "in", 3), "--model", at(server), "--batch")
    assert affidavit(*same, "-o", "run").code == 1
    assert affidavit(*same, "-o", "run", "--resume", "--limit", "1").code == 0
    assert affidavit(*same, "-o", "run", "--resume", "--limit", "1").code == 0
    assert affidavit(*same, "-o", "other").code == 0
    assert set(server.submitted.values()) == {1}
    assert [line["usage"]["cached"] for line in results(work / "other")] == [True] * 3


def test_the_state_of_the_batches_is_told(
    affidavit: Affidavit, batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.cli.progress.PLAIN_SECONDS", 0.0)
    server = batching(quoting)
    ran = affidavit("extract", reports(work / "in", 3), "--model", at(server), "-o", "run", "--batch")
    assert "3 in flight · 1 batch, 0 of 3 done" in ran.err
    log = (work / "run" / "journal" / "run.log").read_text()
    assert "batch batch_0: 3 requests submitted" in log
    assert "batch batch_0: completed, 3 of 3 answered" in log
