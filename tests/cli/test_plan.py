"""`affidavit plan`: what a run would take, and not one call."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Affidavit, Serve, at, manifest, reports
from tests.loopback import LoopbackServer, ok


def planned(affidavit: Affidavit, *arguments: Any) -> dict[str, Any]:
    ran = affidavit("plan", *arguments, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_before_the_first_run_it_is_a_guess_in_a_wide_range(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    found = planned(affidavit, reports(work / "in", 4), "--model", at(priced))
    assert (found["documents"], found["cached"], priced.count) == (4, 0, 0)
    assert found["calls"] == {"low": 4, "expected": 4, "high": 12}
    for name in ("input_tokens", "output_tokens", "cost_usd"):
        assert 0 < found[name]["low"] < found[name]["expected"] < found[name]["high"]
    assert found["seconds"]["expected"] is None
    assert "four characters a token" in found["basis"]


def test_recorded_answers_cost_nothing_and_show_what_the_others_will_take(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    folder = reports(work / "in", 12)
    same = (folder, "--model", at(priced))
    assert affidavit("extract", *same, "--limit", "4", "-o", "run").code == 0
    found = planned(affidavit, *same)
    assert (found["documents"], found["cached"], priced.count) == (12, 4, 4)
    assert found["calls"]["expected"] == 8
    assert found["cost_usd"]["expected"] == pytest.approx(8, rel=0.01)
    assert found["cost_usd"]["low"] <= found["cost_usd"]["expected"] <= found["cost_usd"]["high"]
    assert found["basis"] == "what 4 documents with recorded answers took"
    assert affidavit("extract", *same, "-o", "rest").code == 0
    assert manifest(work / "rest")["cost_usd"] == pytest.approx(found["cost_usd"]["expected"], rel=0.01)
    nothing = planned(affidavit, *same)
    assert (nothing["cached"], nothing["calls"]["high"], nothing["cost_usd"]["high"]) == (12, 0, 0)
    assert nothing["basis"] == "every answer is recorded"


def test_the_time_follows_from_recorded_calls_and_from_the_limits(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: ok(delay=0.2))
    same = (reports(work / "in", 40), "--model", at(server))
    affidavit("extract", *same, "--limit", "4", "-o", "run")
    alone = planned(affidavit, *same, "--concurrency", "1")["seconds"]["expected"]
    assert 36 * 0.2 <= alone < 36 * 2  # a busy machine may take longer for a call than its server does
    many = planned(affidavit, *same, "--concurrency", "4")["seconds"]["expected"]
    assert many == pytest.approx(alone / 4, rel=0.01)
    assert planned(affidavit, *same, "--rpm", "6")["seconds"]["expected"] == pytest.approx(360)


def test_an_unknown_price_is_unknown_and_not_nothing(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    found = planned(affidavit, reports(work / "in", 1), "--model", at(serve()))
    assert found["cost_usd"] == {"low": None, "expected": None, "high": None}
    ran = affidavit("plan", work / "in", "--model", at(serve()))
    assert ran.code == 0
    assert "US dollars         unknown       unknown       unknown" in ran.out


def test_inputs_without_text_are_counted_apart(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    folder = reports(work / "in", 2)
    (folder / "empty.txt").touch()
    found = planned(affidavit, folder, "--model", at(serve()))
    assert (found["documents"], found["failed"], found["calls"]["expected"]) == (3, 1, 2)


def test_small_questions_cannot_be_counted_before_some_were_asked(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 3), "--model", at(serve()), "--prompt", "conflict_report/staged")
    before = planned(affidavit, *same)
    assert (before["calls"]["low"], before["calls"]["expected"]) == (3, None)
    assert affidavit("extract", *same, "--limit", "1", "-o", "run").code == 0
    after = planned(affidavit, *same)
    run = manifest(work / "run")["totals"]
    assert after["calls"]["expected"] == pytest.approx(2 * run["calls"], rel=0.2)
    assert after["input_tokens"]["expected"] == pytest.approx(2 * run["input_tokens"], rel=0.2)
