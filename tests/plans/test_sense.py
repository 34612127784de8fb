"""What a claim needs to be one, and what it is where nobody says it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from extract.plans import Brief, make_plan
from extract.plans.draft import Draft
from extract.prompt import load_prompt
from schemas import Compare, Cues, Key, Needed, Quote, SaidBy, Sayer
from tests.plans.oracle import Oracle, document
from tests.plans.test_statements import PROMPT, SAID, Speaker

STANCE = Cues.of({"blames": "blam*, accus*, hit by", "states": "hit by", "silent": "not respond*"})
SAYER = Sayer(unsaid=(("blames", "states"),), hedges="suspected", of_subject=("silent",))
WHO = ("blames", "states")


class Charge(BaseModel):
    """Who is said to have done it."""

    quote: Annotated[Quote, Needed("stance", WHO, words="attack*, shell*")]
    claimant: Annotated[Speaker, SaidBy, Key, SAID]
    stance: Annotated[Literal["blames", "states", "silent"], Key, STANCE, SAYER]
    accused: Annotated[str | None, Compare.name(), Key, Needed("stance", WHO)] = None


class Charges(BaseModel):
    charges: list[Charge]


def drafted(
    text: str,
    tmp_path: Path,
    *,
    quote: str,
    speaker: str | None = None,
    stance: str = "blames",
    accused: str | None = "rebels",
    asked: str | None = None,
    language: str = "en",
) -> Draft:
    """What becomes of a text with one statement, as the model is made to see it."""

    def told(turn: str, properties: dict[str, Any]) -> dict[str, Any]:
        if "charges" in properties:
            holds = quote in turn
            return {"charges": [{"quote": quote, "speaker": speaker, "stance": stance}] if holds else []}
        if "accused" in properties:
            return {"accused": accused}
        if "speaker" in properties:
            return {"speaker": asked}
        return {"name": None, "kind": "somebody"}

    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), Charges))
    return asyncio.run(plan(document(text, language=language), Oracle(told).interviewer()))


def found(draft: Draft) -> list[tuple[str, str | None]]:
    return [(each.stance, each.accused) for each in draft.value.charges]  # type: ignore[attr-defined]


def dropped(draft: Draft) -> list[str]:
    return [check.why for check in draft.checks if check.action == "dropped"]


def test_a_charge_without_an_act_is_none(tmp_path: Path) -> None:
    quote = "accused the rebels of bad faith"
    draft = drafted("He accused the rebels of bad faith.", tmp_path, quote=quote, asked="mayor")
    assert found(draft) == []
    assert dropped(draft) == ["no word there that stance states needs"]


def test_the_act_may_stand_in_the_sentence_before_where_somebody_speaks(tmp_path: Path) -> None:
    text = "The attack hit a school. The mayor blamed the rebels."
    assert found(drafted(text, tmp_path, quote="blamed the rebels", speaker="The mayor")) == [
        ("blames", "rebels")
    ]
    assert found(drafted(text, tmp_path, quote="blamed the rebels")) == []


def test_a_charge_that_names_nobody_is_none(tmp_path: Path) -> None:
    text = "The mayor blamed them for the attack."
    draft = drafted(text, tmp_path, quote="blamed them", speaker="The mayor", accused=None)
    assert found(draft) == []
    assert dropped(draft) == ["accused is needed where stance is blames"]


@pytest.mark.parametrize("nobody", ["those responsible", "the perpetrators", "they"])
def test_words_for_whoever_did_it_name_nobody(tmp_path: Path, nobody: str) -> None:
    text = f"The mayor blamed {nobody} for the attack."
    draft = drafted(text, tmp_path, quote=f"blamed {nobody}", speaker="The mayor", accused=nobody)
    assert found(draft) == []


def test_what_nobody_says_is_the_report_s_own(tmp_path: Path) -> None:
    text = "The school was hit by rebels in an attack."
    assert found(drafted(text, tmp_path, quote="hit by rebels")) == [("states", "rebels")]


def test_what_is_suspected_is_not_the_report_s_own(tmp_path: Path) -> None:
    text = "The school was hit by suspected rebels in an attack."
    assert found(drafted(text, tmp_path, quote="hit by suspected rebels")) == [("blames", "rebels")]


def test_the_speaker_that_was_left_out_is_asked_for_before_that(tmp_path: Path) -> None:
    text = "The school was hit by rebels in an attack, the mayor said."
    draft = drafted(text, tmp_path, quote="hit by rebels", stance="states", asked="the mayor")
    assert found(draft) == [("blames", "rebels")]


def test_in_another_language_what_the_report_states_stays_so(tmp_path: Path) -> None:
    text = "Los rebeldes atacaron la escuela."
    draft = drafted(text, tmp_path, quote=text[:-1], stance="states", accused="rebeldes", language="es")
    assert found(draft) == [("states", "rebeldes")]


def test_words_about_their_subject_name_it(tmp_path: Path) -> None:
    text = "A spokesman for the Red Front did not respond."
    draft = drafted(text, tmp_path, quote="did not respond", stance="silent", accused=None)
    assert found(draft) == [("silent", "Red Front")]


def test_english_words_decide_nothing_in_another_language(tmp_path: Path) -> None:
    text = "El alcalde culpó a los rebeldes."
    draft = drafted(text, tmp_path, quote="culpó a los rebeldes", accused="rebeldes", language="es")
    assert found(draft) == [("blames", "rebeldes")]
