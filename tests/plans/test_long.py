"""A report of two hundred pages: nothing is cut silently, and every quote stands where it is said to."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import BaseModel

from extract.grounding import ground
from extract.plans import Brief, make_plan
from extract.prompt import load_prompt
from tests.plans.oracle import Oracle, document
from tests.plans.test_staged import PROMPT, Toll, told

PAGE = 1_800
_REST = "The council met, spoke of roads and of the harvest, and went home. " * 50


class AllTolls(BaseModel):
    tolls: list[Toll]


def test_every_figure_of_two_hundred_pages_is_found_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    places = range(1, 111)
    text = "\n\n".join(f"At least {1000 + n} people were killed there. {_REST}" for n in places)
    assert len(text) > 200 * PAGE
    oracle = Oracle(told)
    plan = make_plan(Brief(load_prompt(str(path)), AllTolls))
    draft = asyncio.run(plan(document(text), oracle.interviewer()))
    assert isinstance(draft.value, AllTolls)
    assert [toll.number for toll in draft.value.tolls] == [1000 + n for n in places]
    found = ground(draft.value, text).evidence
    assert all(text[slice(each.start, each.end)] == each.quote and each.status == "exact" for each in found)
    assert len(found) == len(places)
    assert draft.checks == ()
    assert max(len(turn) for turn, _ in oracle.asked) < PAGE  # no question shows more than some sentences
