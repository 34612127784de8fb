from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from extract.errors import PromptTooLong
from extract.grounding import ground
from extract.plans import Brief, make_plan
from extract.plans.draft import Draft
from extract.plans.pieces import OVERLAP, merge, split
from extract.prompt import load_prompt
from schemas import Key, Quote, SaidBy
from tests.plans.oracle import Oracle, document

PROMPT = "---\ndescription: d\n---\n# user\n{{ text }}\n"


class Place(BaseModel):
    name: str | None = None
    country: str | None = None


class Death(BaseModel):
    quote: Quote
    number: Annotated[int, Key]


class Deaths(BaseModel):
    place: Place = Place()
    deaths: list[Death] = Field(max_length=60)


@given(st.text(alphabet="abc .\n", min_size=4 * OVERLAP, max_size=8 * OVERLAP))
def test_two_pieces_are_the_text_and_share_their_border(text: str) -> None:
    pieces = split(text)
    assert pieces is not None
    first, second = pieces
    assert text.startswith(first)
    assert text.endswith(second)
    assert len(first) + len(second) > len(text)
    assert max(len(first), len(second)) < len(text)


def test_a_text_is_parted_between_paragraphs() -> None:
    paragraphs = [f"Paragraph {n} " + "word " * 60 for n in range(20)]
    pieces = split("\n\n".join(paragraphs))
    assert pieces is not None
    assert pieces[1].startswith("Paragraph ")


def test_a_short_text_is_not_parted() -> None:
    assert split("short") is None


def report(pages: int) -> str:
    """Pages of text with one death toll each, in order, and an emoji to move the offsets."""
    filler = "The rain went on and the road was closed again to all but carts. " * 40
    return "\n\n".join(
        f"\U0001f4c4 Page {n}. On that day {n} people died in the town. {filler}" for n in range(1, pages + 1)
    )


def by_page(limit: int) -> Oracle:
    """A model that reads no more than `limit` characters and finds each toll that it is shown."""

    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if len(turn) > limit:
            raise PromptTooLong("the prompt is too long")
        words = turn.split("On that day ")[1:]
        numbers = [int(part.split()[0]) for part in words]
        return {
            "place": {
                "name": "Tarn" if "Page 1." in turn else None,
                "country": "Marolia" if "Page 9." in turn else None,
            },
            "deaths": [{"quote": f"{n} people died in the town", "number": n} for n in numbers],
        }

    return Oracle(answers)


def run(text: str, oracle: Oracle, tmp_path: Path) -> Draft:
    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), Deaths))
    return asyncio.run(plan(document(text), oracle.interviewer()))


def test_a_long_report_is_read_in_pieces_and_nothing_is_lost(tmp_path: Path) -> None:
    text = report(50)
    draft = run(text, by_page(20_000), tmp_path)
    found = draft.value
    assert isinstance(found, Deaths)
    assert [death.number for death in found.deaths] == list(range(1, 51))
    assert found.place == Place(name="Tarn", country="Marolia")
    grounding = ground(found, text)
    assert [e.status for e in grounding.evidence] == ["exact"] * 50
    assert all(text[e.start : e.end] == e.quote for e in grounding.evidence)


def test_what_a_list_cannot_hold_is_named(tmp_path: Path) -> None:
    draft = run(report(70), by_page(20_000), tmp_path)
    assert isinstance(draft.value, Deaths)
    assert len(draft.value.deaths) == 60
    assert {check.why for check in draft.checks if check.action == "dropped"} == {"the schema allows 60"}


def test_a_window_smaller_than_any_piece_is_told(tmp_path: Path) -> None:
    with pytest.raises(PromptTooLong):
        run(report(3), by_page(100), tmp_path)


def test_what_both_pieces_say_is_there_once() -> None:
    one = Deaths(deaths=[Death(quote="five died", number=5)])
    other = Deaths(deaths=[Death(quote="died five", number=5), Death(quote="six died", number=6)])
    value, checks = merge(one, other)
    assert isinstance(value, Deaths)
    assert [death.number for death in value.deaths] == [5, 6]
    assert [check.action for check in checks] == ["merged"]


class Said(BaseModel):
    quote: Quote
    number: Annotated[int, Key]
    source: Annotated[str, SaidBy]


class Sayings(BaseModel):
    tolls: list[Said]


@pytest.mark.parametrize(
    ("quote", "source", "kept"),
    [
        ("two policemen died", "police", 2),  # another toll by somebody else
        ("said two soldiers were killed", "army", 1),  # the words of the border, cut otherwise
        ("two soldiers were killed", "the army", 1),
        ("two dead soldiers", "army", 1),  # said again
    ],
)
def test_claims_of_two_pieces_are_one_by_their_words_or_by_who_says_it(
    quote: str, source: str, kept: int
) -> None:
    one = Said(quote="two soldiers were killed", number=2, source="army")
    other = Said(quote=quote, number=2, source=source)
    value, _ = merge(Sayings(tolls=[one]), Sayings(tolls=[other]))
    assert isinstance(value, Sayings)
    assert len(value.tolls) == kept
