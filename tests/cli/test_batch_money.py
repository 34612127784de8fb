"""Half the price, and a budget that a batch keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.batches import BatchServer
from tests.cli.command import Affidavit, at, manifest, outcomes, reports, results
from tests.cli.conftest import ONE_DOLLAR
from tests.loopback import ok

Batching = Callable[..., BatchServer]


@pytest.fixture
def dollar(batching: Batching, work: Path, monkeypatch: pytest.MonkeyPatch) -> BatchServer:
    """A server each of whose answers costs a dollar, and half of that in a batch."""
    server = batching(lambda *_: ok(usage=ONE_DOLLAR))
    write_price(work, server, batch=0.5)
    monkeypatch.setenv("AFFIDAVIT_PRICES", "prices.json")
    return server


def write_price(work: Path, server: BatchServer, **more: float) -> None:
    price = {"input": 1000, "output": 2000, **more}
    (work / "prices.json").write_text(json.dumps({"models": {at(server): price, "openai/m": price}}))


def test_calls_in_a_batch_cost_what_the_price_file_says_and_half_at_openai(
    affidavit: Affidavit, dollar: BatchServer, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = reports(work / "in", 2)

    def costs(model: str, name: str) -> Any:
        monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / f"cache {name}"))
        assert affidavit("extract", folder, "--model", model, "--batch", "-o", name).code == 0
        return manifest(work / name)["cost_usd"]

    assert costs(at(dollar), "run") == 1
    assert [line["usage"]["cost_usd"] for line in results(work / "run")] == [0.5, 0.5]
    write_price(work, dollar)
    assert costs(at(dollar), "unsaid") == 2
    monkeypatch.setenv("OPENAI_BASE_URL", dollar.url)
    assert costs("openai/m", "openai") == 1


def test_plan_shows_the_price_of_batches_and_no_time(
    affidavit: Affidavit, dollar: BatchServer, work: Path
) -> None:
    same = (reports(work / "in", 6), "--model", at(dollar))
    assert affidavit("extract", *same, "--limit", "2", "--batch", "-o", "run").code == 0
    single, batch = (json.loads(affidavit("plan", *same, *how, "--json").out) for how in ((), ("--batch",)))
    assert (single["cost_usd"]["expected"], batch["cost_usd"]["expected"]) == (
        pytest.approx(4, rel=0.01),
        pytest.approx(2, rel=0.01),
    )
    assert batch["seconds"] == single["seconds"] == {"low": None, "expected": None, "high": None}
    assert "answered within 24 hours" in affidavit("plan", *same, "--batch").out


def test_a_batch_holds_only_as_many_requests_as_the_budget_does(
    affidavit: Affidavit, dollar: BatchServer, work: Path
) -> None:
    same = ("extract", reports(work / "in", 5), "--model", at(dollar), "-o", "run", "--batch")
    ran = affidavit(*same, "--max-cost", "1")
    assert ran.code == 5
    assert sorted(outcomes(work / "run").values()) == [
        "ok",
        "ok",
        "over_budget",
        "over_budget",
        "over_budget",
    ]
    assert manifest(work / "run")["cost_usd"] == 1
    assert affidavit(*same, "--max-cost", "9", "--resume").code == 0
    assert set(dollar.submitted.values()) == {1}
    assert manifest(work / "run")["cost_usd"] == 2.5


def test_what_was_submitted_before_a_stop_counts_in_the_budget_of_the_next_start(
    affidavit: Affidavit, dollar: BatchServer, work: Path
) -> None:
    folder = reports(work / "in", 2)
    same = ("extract", folder, "--model", at(dollar), "-o", "run", "--batch", "--resume")
    dollar.hiccups["GET batches/"] = [{"do": "status", "status": 500}] * 6
    assert affidavit(*same).code == 1
    reports(folder, 4)
    ran = affidavit(*same, "--max-cost", "1")
    assert (ran.code, len(dollar.lines)) == (5, 2), ran.err
    assert list(outcomes(work / "run").values()) == ["ok", "ok", "over_budget", "over_budget"]
    assert manifest(work / "run")["cost_usd"] == 1
