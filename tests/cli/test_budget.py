"""`--max-cost`: no document is begun once so much was spent, and every document still has its line."""

from pathlib import Path

from tests.cli.command import Affidavit, at, manifest, outcomes, reports, results
from tests.cli.conftest import ONE_DOLLAR
from tests.loopback import LoopbackServer, ok


def test_the_run_stops_at_the_budget_and_goes_on_with_a_larger_one(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    same = ("extract", reports(work / "in"), "--model", at(priced), "-o", "run", "--concurrency", "1")
    ran = affidavit(*same, "--max-cost", "2")
    assert (ran.code, priced.count) == (5, 2)
    assert list(outcomes(work / "run").values()) == ["ok", "ok", "over_budget", "over_budget", "over_budget"]
    assert [line["usage"]["cost_usd"] for line in results(work / "run")] == [1, 1, 0, 0, 0]
    assert (manifest(work / "run")["status"], manifest(work / "run")["cost_usd"]) == ("over_budget", 2)
    assert "--max-cost" in ran.err
    assert affidavit(*same, "--max-cost", "2", "--resume").code == 5
    assert affidavit(*same, "--max-cost", "9", "--resume").code == 0
    assert (priced.count, list(outcomes(work / "run").values())) == (5, ["ok"] * 5)
    assert manifest(work / "run")["cost_usd"] == 5


def test_what_a_document_cost_before_the_budget_was_spent_is_in_the_cost_of_the_resumed_run(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    answer = priced.script
    priced.script = lambda number, asked: ok("no JSON", usage=ONE_DOLLAR)
    same = ("extract", reports(work / "in", 1), "--model", at(priced), "-o", "run", "--concurrency", "1")
    assert affidavit(*same, "--max-cost", "2").code == 5
    assert (priced.count, manifest(work / "run")["cost_usd"]) == (1, 1)  # asking again may cost more
    for _ in range(2):
        assert affidavit(*same, "--max-cost", "2", "--resume").code == 5
        assert (priced.count, manifest(work / "run")["cost_usd"]) == (2, 2)
    priced.script = answer
    assert affidavit(*same, "--max-cost", "9", "--resume").code == 0
    assert (priced.count, manifest(work / "run")["cost_usd"]) == (3, 3)
    assert results(work / "run")[0]["usage"]["cost_usd"] == 3


def test_a_run_that_ends_on_its_last_dollar_is_finished(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    same = ("extract", reports(work / "in", 2), "--model", at(priced), "-o", "run")
    ran = affidavit(*same, "--max-cost", "2")
    assert (ran.code, manifest(work / "run")["status"]) == (0, "finished")


def test_answers_from_the_cache_cost_nothing_and_say_what_they_saved(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    same = ("extract", reports(work / "in", 2), "--model", at(priced), "-o", "run", "--overwrite")
    affidavit(*same)
    ran = affidavit(*same, "--max-cost", "0.5")
    assert (ran.code, priced.count) == (0, 2)
    totals = manifest(work / "run")["totals"]
    assert (totals["cost_usd"], totals["saved_usd"]) == (0, 2)
    assert "$0.00 (the cache saved $2.00)" in ran.err


def test_a_server_that_does_not_say_what_it_used_ends_the_budget_at_once(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    priced.script = lambda *_: ok(usage=None)
    same = ("extract", reports(work / "in", 3), "--model", at(priced), "-o", "run", "--concurrency", "1")
    ran = affidavit(*same, "--max-cost", "2")
    assert (ran.code, priced.count) == (5, 1)
    assert [line["usage"]["cost_usd"] for line in results(work / "run")] == [None, 0, 0]
