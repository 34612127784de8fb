"""Events with parts: found sentence by sentence, gathered, their mentions copied from the article."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from extract.errors import PromptError
from extract.plans import Brief, make_plan
from extract.plans.draft import Draft
from extract.prompt import load_prompt
from schemas import Compare, Cues, Key, Quote
from tests.plans.oracle import Oracle, document

PROMPT = "---\nplan: staged\n---\n# system\n{{ question }}\n# user\n{{ passage }}\n"
KIND = Cues.of({"FIRE": "fire, burn*", "FLOOD": "flood*"})


class Thing(BaseModel):
    name: Annotated[Quote, Key]
    number: Annotated[int | None, Compare.number(supported=False)] = None
    state: Annotated[Literal["gone", "hurt"] | None, Cues.of({"gone": "destroyed", "hurt": "damaged"})] = None


class Disaster(BaseModel):
    """A fire or a flood."""

    kind: Annotated[Literal["FIRE", "FLOOD"], Key, KIND]
    stage: Annotated[Literal["done", "feared"], Cues.of({"feared": "fear*"}, otherwise="done")]
    day: Annotated[dt.date | None, Compare.date(supported=False)] = None
    town: Annotated[str | None, Compare.place()] = None
    causes: list[Quote]
    things: list[Thing]


class Disasters(BaseModel):
    disasters: list[Disaster] = Field(max_length=2)


def run(text: str, answers: Any, tmp_path: Path, schema: type[BaseModel] = Disasters, **meta: Any) -> Draft:
    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), schema))
    oracle = answers if isinstance(answers, Oracle) else Oracle(answers)
    return asyncio.run(plan(document(text, **meta), oracle.interviewer()))


def sensible(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    if "kind" in properties:
        return {"kind": "none" if "every year" in turn else properties["kind"]["enum"][0]}
    if "things" in properties:
        words = ("three barns", "Barns", "mill", "lightning", "bridge")
        named = [word for word in words if word in turn]
        return {
            "causes": [n for n in named if n == "lightning"],
            "things": [n for n in named if n != "lightning"],
        }
    return {"town": next((town for town in ("Oster", "Tarn") if town in turn), None)}


def told(draft: Draft) -> list[dict[str, Any]]:
    found = draft.value.disasters  # type: ignore[attr-defined]
    return [each.model_dump(exclude_none=True) for each in found]


def test_sentences_on_one_event_become_one_record(tmp_path: Path) -> None:
    text = (
        "A fire destroyed three barns in Oster. Barns burn every year. "
        "Lightning or not, the fire also damaged a mill, by lightning, the mayor said."
    )
    assert told(run(text, sensible, tmp_path)) == [
        {
            "kind": "FIRE",
            "stage": "done",
            "town": "Oster",
            "causes": ["lightning"],
            "things": [
                {"name": "three barns", "number": 3, "state": "gone"},
                {"name": "mill", "state": "hurt"},
            ],
        }
    ]


def test_mentions_are_the_words_of_the_article_also_in_capitals(tmp_path: Path) -> None:
    text = "A FIRE ON MONDAY DESTROYED THREE BARNS IN OSTER. THE FIRE SPREAD TO A MILL."
    (found,) = told(run(text, lambda turn, properties: sensible(turn.lower(), properties), tmp_path))
    assert all(each["name"] in text for each in found["things"])
    assert found["things"]


def test_events_of_two_kinds_or_two_days_are_two(tmp_path: Path) -> None:
    text = "A fire destroyed a mill on 3 May 2020. A flood took a bridge. A fire hit a mill on 9 May 2020."
    found = told(run(text, sensible, tmp_path, published="2020-05-10"))
    assert [(each["kind"], each.get("day")) for each in found] == [
        ("FIRE", dt.date(2020, 5, 3)),
        ("FLOOD", None),
    ]
    checks = run(text, sensible, tmp_path, published="2020-05-10").checks
    assert [(check.action, check.why) for check in checks] == [("dropped", "the schema allows 2")]


def test_sentences_far_apart_are_on_one_event_only_if_they_share_a_mention(tmp_path: Path) -> None:
    between = "The council met. It was late. Nobody came."
    two = f"A fire destroyed a mill. {between} A fire damaged a bridge."
    assert len(told(run(two, sensible, tmp_path))) == 2
    one = f"A fire destroyed a mill. {between} The fire left the mill and a bridge damaged."
    (found,) = told(run(one, sensible, tmp_path))
    assert [thing["name"] for thing in found["things"]] == ["mill", "bridge"]


def test_a_body_may_be_named_within_the_words_for_its_members(tmp_path: Path) -> None:
    def both(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "things" in properties:
            return {"causes": ["members of the Red Front"], "things": ["Red Front"]}
        return sensible(turn, properties)

    (found,) = told(run("The fire was set by members of the Red Front.", both, tmp_path))
    assert (found["causes"], found["things"]) == (["members of the Red Front"], [{"name": "Red Front"}])


def test_the_longer_of_words_that_are_equally_near_decide(tmp_path: Path) -> None:
    class Barn(Thing):
        state: Annotated[
            Literal["hurt", "whole"] | None, Cues.of({"hurt": "damage*", "whole": "no damage"})
        ] = None

    class Loss(Disaster):
        things: list[Barn]  # type: ignore[assignment]

    class Losses(BaseModel):
        disasters: list[Loss]

    (found,) = told(run("The fire did no damage to the mill.", sensible, tmp_path, Losses))
    assert found["things"] == [{"name": "mill", "state": "whole"}]


def test_a_mention_that_the_model_doubts_is_left_out(tmp_path: Path) -> None:
    for share, things in ((0.9, ["mill"]), (0.5, [])):
        oracle = Oracle(sensible, shares={'"mill"': {'"mill"': share, "]": 1 - share}})
        draft = run("A fire destroyed a mill, by lightning.", oracle, tmp_path)
        assert [thing["name"] for each in told(draft) for thing in each["things"]] == things
        assert [check.action for check in draft.checks] == ["dropped"] * (1 - len(things))


def test_a_sentence_without_such_words_is_not_asked_about(tmp_path: Path) -> None:
    oracle = Oracle(sensible)
    assert told(run("The mill closed. The bridge was painted.", oracle, tmp_path)) == []
    assert oracle.asked == []


def test_mentions_that_are_not_there_are_asked_again_then_left_out(tmp_path: Path) -> None:
    def inventive(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "things" in properties:
            return {"causes": ["a dragon"], "things": ["mill", "it"]}
        return sensible(turn, properties)

    draft = run("It was late. A fire destroyed a mill.", inventive, tmp_path)
    assert [thing["name"] for thing in told(draft)[0]["things"]] == ["mill"]
    assert told(draft)[0]["causes"] == []
    assert [(check.path, check.action) for check in draft.checks] == [
        ("disasters", "asked_again"),
        ("disasters.causes", "dropped"),
        ("disasters.things", "dropped"),  # "it"
    ]


def test_a_kind_that_the_model_is_unsure_of_is_weighed(tmp_path: Path) -> None:
    for share, found in ((0.6, 0), (0.4, 1)):
        oracle = Oracle(sensible, shares={"FIRE": {"FIRE": 1 - share, "none": share}})
        draft = run("A fire destroyed a mill.", oracle, tmp_path)
        assert len(told(draft)) == found
        assert [round(each.probability, 2) for each in draft.confidence] == [1 - share] * found


@pytest.mark.parametrize(("text", "asked"), [("", 0), ("Сгорел дом.", 2), ("احترق المنزل في البلدة.", 2)])
def test_texts_that_the_cues_do_not_speak_for_are_asked_about_all_the_same(
    text: str, asked: int, tmp_path: Path
) -> None:
    oracle = Oracle(sensible)
    assert told(run(text, oracle, tmp_path)) == []
    assert len(oracle.asked) == asked


def test_a_list_that_nothing_points_to_is_refused(tmp_path: Path) -> None:
    class Plain(BaseModel):
        names: list[Quote]

    class Plains(BaseModel):
        plains: list[Plain]

    with pytest.raises(PromptError, match="cannot fill plains"):
        run("A mill.", sensible, tmp_path, Plains)
