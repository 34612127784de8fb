"""`affidavit experiment --choose-on`: chosen on one gold set, reported on another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Affidavit, Serve
from tests.evals.experiments.tiny import DOCUMENTS, reading, write_gold, write_prompt

TRAIN = 4
Arguments = tuple[str, ...]


@pytest.fixture
def setting(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFIDAVIT_TRIES", "1")
    write_gold(work / "gold")
    write_gold(work / "train", TRAIN, start=10)
    for name, manner in (("hasty", "hastily"), ("careful", "carefully"), ("quick", "quickly")):
        write_prompt(work / f"prompts/tolls/{name}.md", manner)
    return work


def command(url: str, *prompts: str, choose_on: str = "train") -> Arguments:
    named = tuple(f"tolls/{prompt}" for prompt in prompts)
    given = ("--prompts", *named, "--models", f"{url}#m", "--gold", "gold", "--choose-on", choose_on)
    return ("experiment", *given, "-o", "out", "--concurrency", "1", "--json")


def told(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_best_on_one_set_and_the_first_are_reported_on_the_other(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    ran = affidavit(*command(server.url, "hasty", "careful", "quick"))
    table = told(ran.out)
    assert (ran.code, server.count) == (0, 3 * TRAIN + 2 * DOCUMENTS)
    assert [row["prompt"] for row in table["rows"]] == ["tolls/hasty", "tolls/careful"]
    assert (table["gold"]["name"], table["documents"]) == ("gold", DOCUMENTS)
    assert "tolls/careful" in table["chosen"]
    assert "among 3 on train (F1 1.000 there)" in table["conclusion"]
    assert json.loads((setting / "out/experiment.json").read_text()) == table
    choosing = json.loads((setting / "out/choosing/experiment.json").read_text())
    assert [row["prompt"] for row in choosing["rows"]] == ["tolls/hasty", "tolls/careful", "tolls/quick"]


def test_again_it_calls_nothing(affidavit: Affidavit, serve: Serve, setting: Path) -> None:
    server = serve(reading)
    affidavit(*command(server.url, "hasty", "careful"))
    before = server.count
    again = affidavit(*command(server.url, "hasty", "careful"))
    assert (again.code, server.count) == (0, before)


def test_where_the_first_is_the_best_it_is_reported_alone(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    table = told(affidavit(*command(server.url, "careful", "hasty")).out)
    assert [row["prompt"] for row in table["rows"]] == ["tolls/careful"]


def test_a_document_in_both_sets_is_refused_before_a_call(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    ran = affidavit(*command(server.url, "careful", "hasty", choose_on="gold"))
    assert (ran.code, server.count) == (2, 0)
    assert f"share {DOCUMENTS} documents, such as d0" in ran.err


def test_a_row_without_a_score_leaves_nothing_to_choose(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    (setting / "prompts/tolls/quick.md").write_text("no front matter", encoding="utf-8")
    server = serve(reading)
    ran = affidavit(*command(server.url, "careful", "quick"))
    assert ran.code == 2
    assert "nothing can be chosen: tolls/quick" in ran.err
