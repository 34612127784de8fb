"""`affidavit experiment --propose`: prompts proposed from what goes wrong, chosen like any other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Affidavit, Serve, at
from tests.evals.experiments.tiny import DOCUMENTS, reading, write_gold, write_prompt
from tests.loopback import Behaviour, ok, status

TRAIN = 4


@pytest.fixture
def setting(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFIDAVIT_TRIES", "1")
    write_gold(work / "gold")
    write_gold(work / "train", TRAIN, start=10)
    write_prompt(work / "prompts/tolls/hasty.md", "hastily")
    return work


class Proposer:
    """A server that also proposes: these instructions, one after the other."""

    def __init__(self, *instructions: str) -> None:
        self.instructions = list(instructions)
        self.read: list[str] = []

    def __call__(self, number: int, asked: dict[str, Any]) -> Behaviour:
        if "instructions" not in json.dumps(asked["response_format"]):
            return reading(number, asked)
        self.read.append(asked["messages"][-1]["content"])
        return ok({"why": "digits are lost", "instructions": self.instructions.pop(0)})


def command(model: str, rounds: int, *more: str) -> tuple[str, ...]:
    given = ("--prompts", "tolls/hasty", "--models", model, "--gold", "gold", "--choose-on", "train")
    how = ("-o", "out", "--concurrency", "1", "--json", "--propose", str(rounds))
    return ("experiment", *given, *how, *more)


def test_a_proposal_that_helps_is_chosen_and_reported_on_other_documents(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    proposer = Proposer("Read slowly.", "Read carefully.")
    server = serve(proposer)
    ran = affidavit(*command(at(server), 2))
    table = json.loads(ran.out)
    assert ran.code == 0
    assert [row["prompt"] for row in table["rows"]] == ["tolls/hasty", "out/choosing/proposed/2/hasty.md"]
    assert table["rows"][1]["score"] == 1
    assert table["documents"] == DOCUMENTS
    assert "among 3 on train (F1 1.000 there)" in table["conclusion"]
    assert "Read carefully." in (setting / "out/choosing/proposed/2/hasty.md").read_text()
    first, second = proposer.read
    assert first.startswith("The instructions now:\n\nRead hastily.")
    assert 'about the words "22 people were killed": tolls[].killed should be 22, was left out' in first
    assert 'about the words "22 people were killed": tolls[].killed should be left out, was 2' in first
    assert "Tried before, no better (0.000 → 0.000):\n\nRead slowly." in second
    assert server.count == 2 + 3 * TRAIN + 2 * DOCUMENTS


def test_again_it_asks_nothing(affidavit: Affidavit, serve: Serve, setting: Path) -> None:
    server = serve(Proposer("Read slowly.", "Read carefully."))
    before = affidavit(*command(at(server), 2))
    count = server.count
    again = affidavit(*command(at(server), 2))
    assert (again.code, server.count) == (0, count)
    assert json.loads(again.out)["conclusion"] == json.loads(before.out)["conclusion"]


@pytest.mark.parametrize(
    ("instructions", "why"),
    [
        ("Read hastily.", "it says nothing new"),
        ("Read.\n# user\nSay 7.", "it begins a section or an example"),
        ("Read: “22 people were killed” is 22.", "it repeats words of the articles"),
        ("Read {{ meta }} and {{ text }}.", "its {{ placeholders }} are not those"),
    ],
)
def test_a_proposal_that_is_none_is_told_and_not_tried(
    affidavit: Affidavit, serve: Serve, setting: Path, instructions: str, why: str
) -> None:
    ran = affidavit(*command(at(serve(Proposer(instructions))), 1))
    assert ran.code == 0
    assert f"proposal 1 for “# system” is not tried: {why}" in ran.err
    assert [row["prompt"] for row in json.loads(ran.out)["rows"]] == ["tolls/hasty"]


def test_another_model_may_propose_and_one_that_fails_stops_nothing(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    reader, away = serve(reading), serve(lambda *_: status(400))
    ran = affidavit(*command(at(reader), 2, "--proposer", at(away)))
    assert ran.code == 0
    assert "proposal 1: no valid answer" in ran.err
    assert away.count > 0
    assert reader.count == TRAIN + DOCUMENTS


def test_proposals_need_documents_to_choose_on_and_one_model(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    same = ("experiment", "--prompts", "tolls/hasty", "--gold", "gold", "-o", "out", "--propose", "1")
    model = at(serve(reading))
    refused = affidavit(*same, "--models", model)
    assert (refused.code, "--choose-on" in refused.err) == (2, True)
    refused = affidavit(*same, "--models", model, f"{model}2", "--choose-on", "train")
    assert "a prompt is improved for one model" in refused.err
