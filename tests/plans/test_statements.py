"""Statements: quote first, then who says it, and of whom it is said in a question of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from extract.plans import Brief, make_plan
from extract.plans.draft import Draft
from extract.prompt import load_prompt
from schemas import Compare, Cues, Key, Quote, SaidBy
from tests.plans.oracle import Oracle, document

PROMPT = """---
plan: staged
---
# system
{{ question }}
# user
{{ passage }}
# ask charges.accused
Who did it?
"""
SAID = Cues.of({"": "said, blamed, denied"})


class Speaker(BaseModel):
    name: Annotated[str | None, Compare.name(), Key] = None
    kind: Annotated[Literal["nobody", "somebody"], Cues.of({}, otherwise="nobody")]


class Charge(BaseModel):
    """Who is said to have done it."""

    quote: Quote
    claimant: Annotated[Speaker, SaidBy, Key, SAID]
    stance: Annotated[Literal["blames", "denies"], Key, Cues.of({"blames": "blam*, fired", "denies": "den*"})]
    accused: Annotated[str | None, Compare.name(), Key] = None


class Charges(BaseModel):
    charges: list[Charge]


def run(text: str, oracle: Oracle, tmp_path: Path) -> Draft:
    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), Charges))
    return asyncio.run(plan(document(text), oracle.interviewer()))


def answers(quote: str, speaker: str | None, accused: str | None, *, asked: str = "the mayor") -> Any:
    def told(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "charges" in properties:
            stance = "denies" if "denied" in turn else "blames"
            return {"charges": [{"quote": quote, "speaker": speaker, "stance": stance}]}
        if "accused" in properties:
            return {"accused": accused}
        if "speaker" in properties:
            return {"speaker": asked}
        return {"name": None, "kind": "somebody"}

    return told


def charges(draft: Draft) -> list[dict[str, Any]]:
    found = draft.value.charges  # type: ignore[attr-defined]
    return [each.model_dump(exclude_none=True) for each in found]


def test_the_accused_is_asked_for_apart_where_the_prompt_has_a_section(tmp_path: Path) -> None:
    oracle = Oracle(answers("denied the charge", "The army", "army"))
    (found,) = charges(run("The army denied the charge.", oracle, tmp_path))
    assert found["accused"] == "army"
    (turn,) = [turn for turn, names in oracle.asked if names == ("accused",)]
    assert turn == "**The army denied the charge**."  # with whom it is about, though the quote leaves it out


def test_the_marks_begin_behind_another_word_of_saying(tmp_path: Path) -> None:
    oracle = Oracle(answers("the rebels had fired", "The mayor", "rebels"))
    run("The mayor said that the rebels had fired.", oracle, tmp_path)
    (turn,) = [turn for turn, names in oracle.asked if names == ("accused",)]
    assert turn == "The mayor said that **the rebels had fired**."


def test_the_word_may_stand_in_the_singular(tmp_path: Path) -> None:
    oracle = Oracle(answers("a rebel rocket was fired", None, "rebels"))
    (found,) = charges(run("He said a rebel rocket was fired.", oracle, tmp_path))
    assert found["accused"] == "rebel"


def test_an_accused_who_is_not_there_is_left_out_with_a_word(tmp_path: Path) -> None:
    oracle = Oracle(answers("The army denied the charge", "The army", "navy"))
    draft = run("The army denied the charge.", oracle, tmp_path)
    assert "accused" not in charges(draft)[0]
    assert ("charges.accused", "dropped") in [(check.path, check.action) for check in draft.checks]


def test_who_stands_only_in_what_is_said_is_not_who_says_it(tmp_path: Path) -> None:
    oracle = Oracle(answers("rebels had fired on it", "rebels", "rebels", asked="the mayor"))
    run("On Monday, the mayor said that rebels had fired on it.", oracle, tmp_path)
    assert ("speaker",) in [names for _, names in oracle.asked]
    oracle = Oracle(answers("rebels had fired on it", "the mayor", "rebels"))
    run("On Monday, the mayor said that rebels had fired on it.", oracle, tmp_path)
    assert ("speaker",) not in [names for _, names in oracle.asked]


def test_a_quote_that_was_cut_off_within_a_word_is_whole_words_of_the_article(tmp_path: Path) -> None:
    oracle = Oracle(answers("blamed the shelling of the old market on the reb", "The mayor", "rebels"))
    (found,) = charges(
        run("The mayor blamed the shelling of the old market on the rebels.", oracle, tmp_path)
    )
    assert found["quote"] == "blamed the shelling of the old market on the"
    assert [names for _, names in oracle.asked].count(("charges",)) == 1  # nothing is asked again


def test_null_in_quotation_marks_is_nobody(tmp_path: Path) -> None:
    oracle = Oracle(answers("blamed the rebels", "null", "rebels"))
    draft = run("The mayor blamed the rebels.", oracle, tmp_path)
    assert charges(draft)[0]["claimant"] == {"kind": "nobody"}
    assert draft.checks == ()
