"""Statements clause by clause: which are asked about, which kinds are offered, what becomes the quote."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from extract.plans import Brief, make_plan
from extract.plans.draft import Draft
from extract.prompt import load_prompt
from schemas import Compare, Cues, Key, Quote, SaidBy, Sayer
from tests.plans.oracle import Oracle, document
from tests.plans.test_statements import PROMPT, Speaker

STANCE = Cues.of({"blames": "blam*, accus*", "retorts": "accus*", "denies": "den*", "silent": "not respond*"})
SAYER = Sayer(own=("silent",), in_turn=(("blames", "retorts"),), of_speaker=("denies",), of_last=("silent",))
SAID = Cues.of({"": "said, blamed, denied, accused, report*, stat*"})
SECTION = PROMPT + "# ask charges.stance\nWhat do the marked words say?\n"


class Charge(BaseModel):
    """Who is said to have done it."""

    quote: Quote
    claimant: Annotated[Speaker, SaidBy, Key, SAID]
    stance: Annotated[Literal["blames", "retorts", "denies", "silent"], Key, STANCE, SAYER]
    accused: Annotated[str | None, Compare.name(), Key] = None


class Charges(BaseModel):
    charges: list[Charge]


def drafted(text: str, tmp_path: Path, oracle: Oracle, **meta: Any) -> Draft:
    path = tmp_path / "p.md"
    path.write_text(SECTION, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), Charges))
    return asyncio.run(plan(document(text, **meta), oracle.interviewer()))


def told(
    stances: Mapping[str, str],
    accused: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Any:
    """Answers by the words that are marked."""

    def answer(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        words = turn.split("**")[1] if "**" in turn else turn
        if "stance" in properties:
            return {"stance": stances.get(words, "other")}
        if "accused" in properties:
            return {"accused": next((who for part, who in (accused or {}).items() if part in words), None)}
        if "speaker" in properties:
            return {"speaker": next((who for part, who in (names or {}).items() if part in turn), None)}
        return {"name": words.removeprefix("the ").removeprefix("The "), "kind": "somebody"}

    return answer


def found(draft: Draft) -> list[tuple[str, str, str | None, str | None]]:
    charges = draft.value.charges  # type: ignore[attr-defined]
    return [(each.quote, each.stance, each.accused, each.claimant.name) for each in charges]


def asked(oracle: Oracle, name: str) -> list[str]:
    return [turn for turn, names in oracle.asked if names == (name,)]


TEXT = "Shells hit Tarn on Friday. The mayor blamed the rebels, who denied it, and called for calm."


def test_each_clause_with_words_for_it_is_asked_about_once_and_is_the_quote(tmp_path: Path) -> None:
    oracle = Oracle(
        told(
            {"The mayor blamed the rebels": "blames", "who denied it": "denies"},
            {"blamed": "rebels", "denied": "rebels"},
            {"blamed the rebels**": "The mayor", "denied it**": "rebels"},
        )
    )
    assert found(drafted(TEXT, tmp_path, oracle)) == [
        ("blamed the rebels", "blames", "rebels", "mayor"),
        ("denied it", "denies", "rebels", "rebels"),
    ]
    assert len(asked(oracle, "speaker")) == 1  # "The mayor" stands before "blamed"
    assert asked(oracle, "stance") == [
        "**The mayor blamed the rebels**, who denied it, and called for calm.",
        "The mayor blamed the rebels, **who denied it**, and called for calm.",
    ]


def test_only_kinds_whose_words_stand_in_the_clause_are_offered(tmp_path: Path) -> None:
    offered: list[Any] = []

    def answer(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "stance" in properties:
            offered.append(properties["stance"]["enum"])
        return told({})(turn, properties)

    assert found(drafted(TEXT, tmp_path, Oracle(answer))) == []
    assert offered == [["blames", "other"], ["denies", "other"]]


def test_in_another_language_every_sentence_is_asked_about_with_every_kind(tmp_path: Path) -> None:
    oracle = Oracle(told({"El alcalde culpó a los rebeldes": "blames"}, {"culpó": "rebeldes"}))
    draft = drafted("Hubo disparos. El alcalde culpó a los rebeldes.", tmp_path, oracle, language="es")
    assert [each[:3] for each in found(draft)] == [("El alcalde culpó a los rebeldes", "blames", "rebeldes")]
    assert len(asked(oracle, "stance")) == 2


def test_nobody_is_asked_for_who_says_what_the_report_itself_states(tmp_path: Path) -> None:
    oracle = Oracle(told({"The army did not respond": "silent"}, {"army": "army"}))
    text = "The army did not respond, officials said."
    assert [each[1:] for each in found(drafted(text, tmp_path, oracle))] == [("silent", "army", None)]
    assert asked(oracle, "speaker") == []


@pytest.mark.parametrize(("accused", "kind"), [("mayor", "retorts"), ("army", "blames")])
def test_who_is_accused_and_accuses_does_so_in_turn(tmp_path: Path, accused: str, kind: str) -> None:
    oracle = Oracle(
        told(
            {
                "The rebels blamed the mayor not the army": "blames",
                "The mayor accused the rebels": "blames",
            },
            {"blamed": accused, "accused": "rebels"},
            {"blamed": "The rebels", "accused": "The mayor"},
        )
    )
    text = "The rebels blamed the mayor not the army. The mayor accused the rebels."
    draft = drafted(text, tmp_path, oracle)
    assert [each[1] for each in found(draft) if each[3] == "mayor"] == [kind]


def test_other_is_taken_only_where_the_model_is_rather_sure(tmp_path: Path) -> None:
    for other, count in ((0.75, 1), (0.9, 0)):
        shares = {"other": {"other": other, "blames": 1 - other}}
        oracle = Oracle(told({}, {"blamed": "rebels"}), logprob=-0.1, shares=shares)
        draft = drafted("The mayor blamed the rebels.", tmp_path, oracle)
        assert len(found(draft)) == count


def test_a_denial_that_names_nobody_is_of_who_denies(tmp_path: Path) -> None:
    oracle = Oracle(told({"The navy denied it": "denies"}, {}, {"denied": "The navy"}))
    assert [each[1:] for each in found(drafted("The navy denied it.", tmp_path, oracle))] == [
        ("denies", "navy", "navy")
    ]


def test_what_answers_a_charge_is_about_whom_it_named(tmp_path: Path) -> None:
    oracle = Oracle(
        told(
            {"The mayor blamed the rebels": "blames", "They did not respond": "silent"},
            {"blamed": "rebels"},
            {"blamed": "The mayor"},
        )
    )
    draft = drafted("The mayor blamed the rebels. They did not respond.", tmp_path, oracle)
    assert [each[1:3] for each in found(draft)] == [("blames", "rebels"), ("silent", "rebels")]


def test_nobody_accuses_himself(tmp_path: Path) -> None:
    oracle = Oracle(told({"The navy blamed it": "blames"}, {"blamed": "The navy"}))
    assert [each[1:] for each in found(drafted("The navy blamed it.", tmp_path, oracle))] == [
        ("blames", None, "navy")
    ]


def test_what_is_dropped_decides_nothing_about_others(tmp_path: Path) -> None:
    oracle = Oracle(
        told(
            {"The navy blamed the mayor": "blames", "The mayor blamed the rebels": "blames"},
            {"blamed the mayor": "navy", "blamed the rebels": "rebels"},
        )
    )
    draft = drafted("The navy blamed the mayor. The mayor blamed the rebels.", tmp_path, oracle)
    assert [each[1:3] for each in found(draft)] == [("blames", None), ("blames", "rebels")]


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        ("The report by the mayor blamed the rebels.", "report by the mayor", "blamed the rebels"),
        ("In a statement the navy blamed the rebels.", None, "blamed the rebels"),
    ],
)
def test_a_noun_is_no_word_of_saying(tmp_path: Path, text: str, speaker: str | None, quote: str) -> None:
    oracle = Oracle(told({text[:-1]: "blames"}, {"blamed": "rebels"}))
    assert [(each[3], each[0]) for each in found(drafted(text, tmp_path, oracle))] == [(speaker, quote)]
