"""The staged plan over a model that answers as told: what it asks, takes, and drops with a word."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from extract.errors import AnswerInvalid, CallTimeout, PromptError
from extract.plans import Brief, make_plan
from extract.plans.draft import Draft
from extract.plans.staged.alone import names_in
from extract.plans.staged.plan import language_of
from extract.prompt import load_prompt
from schemas import Compare, ConflictReport, Cues, Key, Quote, SaidBy
from tests.plans.oracle import Oracle, document

PROMPT = """---
plan: staged
---
# system
{{ question }}
# user
{{ passage }}
"""
SAID = Cues.of({"": "said, according to"})
HARM = Cues.of({"killed": "kill*, dead, died", "wounded": "wound*, hurt"})


class Speaker(BaseModel):
    name: Annotated[str | None, Compare.name(), Key] = None
    kind: Annotated[Literal["nobody", "person", "body"], Cues.of({}, otherwise="nobody")]


class Toll(BaseModel):
    quote: Quote
    harm: Annotated[Literal["killed", "wounded"], Key, HARM]
    number: Annotated[int | None, Compare.number(), Key]
    number_max: Annotated[int | None, Compare.number(upper_of="number"), Key] = None
    exactly: Annotated[
        Literal["yes", "at_least"], Cues.of({"at_least": "at least"}, otherwise="yes", near="figure")
    ]
    people: str | None = None
    source: Annotated[Speaker, SaidBy, SAID]


class Tolls(BaseModel):
    tolls: list[Toll] = Field(max_length=3)


def told(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answers by the words next to the mark, as a sensible model would."""
    if "figure" in properties:
        options = properties["figure"]["enum"]
        near = turn[turn.index("**") :]
        figure = "wounded" if re.match(r"\*\*\w+\*\* (?:were )?(?:wounded|hurt)", near) else options[0]
        return {"people": None, "figure": figure}
    if "speaker" in properties:
        match = re.search(r"said (Ada Rool|the ministry)", turn)
        return {"speaker": match[1] if match else None}
    return {"name": "Ada Rool" if "Ada" in turn else None, "kind": "person"}


def run(
    text: str,
    oracle: Oracle,
    tmp_path: Path,
    schema: type[BaseModel] = Tolls,
    prompt: str = PROMPT,
    **meta: Any,
) -> Draft:
    path = tmp_path / "p.md"
    path.write_text(prompt, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), schema))
    return asyncio.run(plan(document(text, **meta), oracle.interviewer()))


def tolls(draft: Draft) -> list[dict[str, Any]]:
    return [toll.model_dump(exclude_none=True) for toll in draft.value.tolls]  # type: ignore[attr-defined]


class Counted(Toll):
    number: Annotated[int | None, Compare.number(), Key, Cues.of({"": "bed*, lorr*"})]


class Counts(BaseModel):
    tolls: list[Counted]


def test_what_a_count_never_counts_is_not_asked_about(tmp_path: Path) -> None:
    oracle = Oracle(told)
    text = "A blast killed 12 bed and linen women in three lorries and hit four hospital beds, of which two."
    found = tolls(run(text, oracle, tmp_path, Counts))
    asked = [turn for turn, names in oracle.asked if "figure" in names]
    assert [each["number"] for each in found] == [12, 2]
    assert all("**three**" not in turn and "**four**" not in turn for turn in asked)


def test_what_the_model_says_is_counted_decides_as_well(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = dict(told(turn, properties))
        return answer | {"people": "beds"} if "figure" in properties else answer

    draft = run("The blast in the ward with its beds killed, in all, 12.", Oracle(answers), tmp_path, Counts)
    assert tolls(draft) == []
    assert [check.why for check in draft.checks] == ["what it counts is of another kind"]


TEXT = (
    "At least 12 people were killed and 30 wounded in the town, said Ada Rool of the clinic, "
    "who is 34 years old."
)


def test_each_figure_becomes_a_claim_on_its_own_words(tmp_path: Path) -> None:
    found = tolls(run(TEXT, Oracle(told), tmp_path))
    assert [(each["harm"], each["number"], each["exactly"], each["quote"]) for each in found] == [
        ("killed", 12, "at_least", "At least 12 people were killed"),
        ("wounded", 30, "yes", "30 wounded"),
    ]
    assert all(each["quote"] in TEXT for each in found)
    assert found[0]["source"] == {"name": "Ada Rool", "kind": "person"}


def test_only_terms_whose_words_stand_near_are_offered(tmp_path: Path) -> None:
    offered: list[Any] = []

    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "figure" in properties:
            offered.append(properties["figure"]["enum"])
        return told(turn, properties)

    run("The blast killed 12 of the men.", Oracle(answers), tmp_path)
    assert offered == [["killed", "none"]]


def test_what_the_next_word_says_is_not_asked(tmp_path: Path) -> None:
    oracle = Oracle(told)
    found = tolls(run("The blast left 12 dead and 30 wounded in the town.", oracle, tmp_path))
    assert [(toll["harm"], toll["number"]) for toll in found] == [("killed", 12), ("wounded", 30)]
    assert not oracle.asked


@pytest.mark.parametrize(
    ("share", "kept"),
    [({"killed": 0.2, "none": 0.8}, False), ({"killed": 0.7, "none": 0.3}, True)],
)
def test_a_figure_is_dropped_where_the_model_is_sure_enough_that_it_counts_nothing(
    share: Mapping[str, float], kept: bool, tmp_path: Path
) -> None:
    oracle = Oracle(lambda turn, properties: {"people": None, "figure": "none"}, shares={"none": share})
    assert bool(tolls(run("The blast killed all of those in the 12 tents.", oracle, tmp_path))) is kept


def test_a_figure_that_counts_nothing_of_the_kind_is_none(tmp_path: Path) -> None:
    oracle = Oracle(lambda turn, properties: {"people": None, "figure": "none"})
    assert not tolls(run("The blast killed all in the 12 tents.", oracle, tmp_path))


def test_without_a_word_for_what_happened_nothing_is_asked(tmp_path: Path) -> None:
    oracle = Oracle(told)
    run("The council has 12 members and met in the hall on the hill.", oracle, tmp_path)
    assert not oracle.asked


def test_nobody_is_asked_for_where_nobody_speaks(tmp_path: Path) -> None:
    oracle = Oracle(told)
    found = tolls(run("The blast killed 12 people in the town.", oracle, tmp_path))
    assert found[0]["source"] == {"kind": "nobody"}
    assert [properties for _, properties in oracle.asked] == [("people", "figure")]


def test_a_speaker_who_is_not_there_is_asked_again_then_left_out(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"speaker": "Karl Wend"} if "speaker" in properties else told(turn, properties)

    draft = run(TEXT, Oracle(answers), tmp_path)
    assert {toll["source"]["kind"] for toll in tolls(draft)} == {"nobody"}
    assert [(check.action, check.said) for check in draft.checks][:2] == [
        ("asked_again", "Karl Wend"),
        ("dropped", "Karl Wend"),
    ]


def test_who_is_known_in_full_elsewhere_is_known_in_full_everywhere(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "speaker" in properties:
            return {"speaker": "Rool" if "Rool said" in turn else "Ada Rool"}
        if "name" in properties:
            return {"name": "Ada Rool" if "Ada" in turn else "Rool", "kind": "person"}
        return told(turn, properties)

    text = "The blast killed 12 of them, said Ada Rool in the clinic.\n\nRool said 30 were hurt in the town."
    found = tolls(run(text, Oracle(answers), tmp_path))
    assert [toll["source"]["name"] for toll in found] == ["Ada Rool", "Ada Rool"]


def test_two_people_of_one_surname_stay_two(tmp_path: Path) -> None:
    def two(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        who = next((name for name in ("Ahmed Ali", "Hassan Ali", "Ali") if name in turn), None)
        if "speaker" in properties:
            return {"speaker": who}
        if "name" in properties:
            return {"name": who, "kind": "body" if who == "Ahmed Ali" else "person"}
        return told(turn, properties)

    text = "Nine people were killed, said Hassan Ali. Four people were killed, said Ahmed Ali."
    found = tolls(run(text, Oracle(two), tmp_path))
    assert [each["source"]["name"] for each in found] == ["Hassan Ali", "Ahmed Ali"]


def test_marks_in_the_first_part_of_a_sentence_move_nothing(tmp_path: Path) -> None:
    oracle = Oracle(told)
    run("**Nine** were hurt, **he** said, and Ada Rool said 12 people were killed.", oracle, tmp_path)
    asked = [turn for turn, names in oracle.asked if names == ("speaker",)]
    assert any(turn.startswith("Ada Rool said **12 people were killed**") for turn in asked)


def test_words_beside_the_figure_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        said = dict(told(turn, properties))
        return said | {"people": "soldiers"} if "people" in said else said

    draft = run("In the town 12 were killed on the road.", Oracle(answers), tmp_path)
    assert all("people" not in toll for toll in tolls(draft))
    assert {(check.path, check.action) for check in draft.checks} == {("tolls.people", "dropped")}


def test_what_is_said_twice_is_kept_with_its_source(tmp_path: Path) -> None:
    text = "A blast killed 12 people in the town.\n\nThe blast killed 12 people in the market, said Ada Rool."
    draft = run(text, Oracle(told), tmp_path)
    assert [toll["source"]["kind"] for toll in tolls(draft)] == ["person"]
    assert [check.action for check in draft.checks] == ["merged"]


def test_more_than_the_schema_allows_is_dropped_with_a_word(tmp_path: Path) -> None:
    text = " ".join(
        f"In the town of {name} the blast killed {n} people." for n, name in enumerate("ABCDE", 11)
    )
    draft = run(text, Oracle(told), tmp_path)
    assert len(tolls(draft)) == 3
    assert [check.why for check in draft.checks] == ["the schema allows 3"] * 2


def test_a_range_has_both_ends(tmp_path: Path) -> None:
    found = tolls(run("The blast killed 30 to 40 people in the town.", Oracle(told), tmp_path))
    assert (found[0]["number"], found[0]["number_max"]) == (30, 40)


def test_confidence_is_the_models_own(tmp_path: Path) -> None:
    draft = run("The blast killed 12 people in the town.", Oracle(told, logprob=-0.01), tmp_path)
    (sure,) = [each for each in draft.confidence if each.path == "tolls[0]"]
    assert sure.probability == pytest.approx(2.718281828 ** (-0.01 * len("killed")))


def test_asked_several_times_confidence_is_what_the_answers_agree_on(tmp_path: Path) -> None:
    answered: list[str] = []

    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        answered.append(turn)
        return {"people": None, "figure": "none" if len(answered) == 2 else "killed"}

    prompt = PROMPT.replace("plan: staged", "plan: staged\nconsistency: 4")
    draft = run("The blast killed 12 in the town.", Oracle(answers), tmp_path, prompt=prompt)
    assert len(answered) == 4
    assert draft.confidence[0].probability == 3 / 4


def test_a_failure_in_the_middle_keeps_count_of_what_was_paid(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "speaker" in properties:
            raise CallTimeout("no answer")
        return told(turn, properties)

    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), Tolls))
    interviewer = Oracle(answers).interviewer()
    with pytest.raises(CallTimeout):
        asyncio.run(plan(document(TEXT), interviewer))
    assert len(interviewer.attempts) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Al menos 12 personas murieron el martes, dijo el hospital.", "es"),
        ("قُتل 12 شخصًا في قصف على السوق.", "ar"),
    ],
)
def test_other_languages_are_asked_without_cues(text: str, language: str, tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "speaker" in properties:
            return {"speaker": None}
        return {"people": None, "figure": "killed"}

    (toll,) = tolls(run(text, Oracle(answers), tmp_path, language=language))
    assert toll["number"] == 12
    assert toll["quote"] in text


def test_in_other_languages_nothing_is_decided_by_words_that_are_not_there(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "exactly" in properties:
            return {"exactly": "at_least"}
        return {"speaker": None} if "speaker" in properties else {"people": None, "figure": "killed"}

    prompt = PROMPT + "\n# ask tolls.exactly\n\nHow exact?\n"
    text = "Al menos 12 personas murieron el martes en la ciudad, dijo el hospital."
    (toll,) = tolls(run(text, Oracle(answers), tmp_path, prompt=prompt))
    assert toll["exactly"] == "at_least"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Au moins 12 personnes ont été tuées lundi dans une frappe, a annoncé le ministère.", "fr"),
        ("Boko Haram kills 20 in attacks on villages in Borno, Nigeria", "en"),
        ("Kabul blast: 12 dead", "en"),
        ("Gunmen killed at least 12 soldiers near Oster Monday. Rebels have hit the town before.", "en"),
        ("UP TO 30 PEOPLE MAY HAVE BEEN KILLED IN A RAID ON THE TOWN OF OSTER.", "en"),
        ("Legalább 12 ember meghalt hétfőn egy légicsapásban, közölte a minisztérium.", "hu"),
    ],
)
def test_the_language_of_a_text_that_does_not_say_it(text: str, language: str) -> None:
    assert language_of(document(text)) == language
    assert language_of(document(text, language="ar-SY")) == "ar"


def test_two_tolls_in_one_sentence_by_one_source_stay_two(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        said = dict(told(turn, properties))
        whom = "civilians" if "civ" in turn.partition("**")[2][:20] else "soldiers"
        return said | {"people": whom} if "people" in said else said

    text = "Two soldiers and two civilians were killed in the town of Oster, said Ada Rool."
    found = tolls(run(text, Oracle(answers), tmp_path))
    assert [(each["number"], each["people"]) for each in found] == [(2, "soldiers"), (2, "civilians")]
    assert [each["source"]["name"] for each in found] == ["Ada Rool", "Ada Rool"]


def test_marks_in_the_article_are_no_marks_of_ours(tmp_path: Path) -> None:
    oracle = Oracle(told)
    run("The **blast** killed 12 **people** in the town.", oracle, tmp_path)
    assert oracle.asked[0][0].count("**") == 2


def test_a_schema_that_the_stages_cannot_fill_is_refused_at_once(tmp_path: Path) -> None:
    class Bare(BaseModel):
        words: list[str]

    with pytest.raises(PromptError, match="cannot fill words"):
        run("Text.", Oracle(told), tmp_path, schema=Bare)


def test_an_article_that_says_nothing_is_still_a_report(tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            **_nulls(properties),
            **({"sub_event_type": "Other"} if "sub_event_type" in properties else {}),
        }

    draft = run("Rain fell on the hills of the north.", Oracle(answers), tmp_path, schema=ConflictReport)
    report = draft.value
    assert isinstance(report, ConflictReport)
    assert report.event.sub_event_type == "Other"
    assert (report.casualties, report.attributions, report.event.date, report.event.place) == (
        [],
        [],
        None,
        None,
    )


def test_parts_rest_on_words_of_the_article(tmp_path: Path) -> None:
    place = {"quote": "hills of the north", "site": None, "settlement": "Karvela", "admin": None}
    target = {"quote": "the bridge", "description": "bridge", "kind": "transport"}

    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "sub_event_type" not in properties:
            return _nulls(properties)
        whole = {**place, "country": None, "geo_precision": 3}
        return {"sub_event_type": "Other", "place": whole, "target": target, "means": None}

    draft = run("Rain fell on the hills of the north.", Oracle(answers), tmp_path, schema=ConflictReport)
    event = draft.value.event  # type: ignore[attr-defined]
    assert event.place.quote == "hills of the north"
    assert event.place.settlement is None
    assert event.target is None
    assert [check.action for check in draft.checks] == ["asked_again", *["dropped"] * 4]


def test_the_quote_of_a_part_is_in_the_letters_of_the_article(tmp_path: Path) -> None:
    place = {"quote": "the market of Oster", "site": None, "settlement": "Oster", "admin": None}
    means = {"quote": "airstrike", "weapon": "airstrike"}

    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "sub_event_type" not in properties:
            return _nulls(properties)
        whole = {**place, "country": None, "geo_precision": 3}
        return {"sub_event_type": "Other", "place": whole, "target": None, "means": means}

    text = "AIRSTRIKES HIT THE MARKET OF OSTER. The airstrikes went on."
    event = run(text, Oracle(answers), tmp_path, schema=ConflictReport).value.event  # type: ignore[attr-defined]
    assert (event.place.quote, event.means.quote) == ("THE MARKET OF OSTER", "airstrikes")


@pytest.mark.parametrize("short", [True, False])
def test_what_is_cut_off_costs_no_more_than_it_was_asked_for(short: bool, tmp_path: Path) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "sub_event_type" in properties and (len(properties) > 1 or not short):
            return {"sub_event_type": "no such type"}
        if "figure" in properties:
            return {"population": None, "figure": "killed"}
        return {"speaker": None} if "speaker" in properties else _nulls(properties)

    text = "Ada Rool said that a blast killed 12 people in Oster."
    if not short:
        with pytest.raises(AnswerInvalid):
            run(text, Oracle(answers), tmp_path, schema=ConflictReport)
        return
    draft = run(text, Oracle(answers), tmp_path, schema=ConflictReport)
    report = draft.value
    assert isinstance(report, ConflictReport)
    assert [each.number_min for each in report.casualties] == [12]
    assert "unanswered" in {check.action for check in draft.checks}


@pytest.mark.parametrize(
    ("words", "published", "day"),
    [
        ("5/3/2024", "2024-05-04", dt.date(2024, 5, 3)),
        ("5/3/2024", "2024-04-20", dt.date(2024, 3, 5)),
        ("3/5/2024", "2024-04-20", dt.date(2024, 3, 5)),
    ],
)
def test_of_two_readings_of_a_date_the_latest_past_one_is_meant(
    words: str, published: str, day: dt.date, tmp_path: Path
) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "quote" in properties and "sub_event_type" not in properties:
            return {"quote": words}
        return _nulls(properties)

    draft = run(
        f"Rain fell on {words}.", Oracle(answers), tmp_path, schema=ConflictReport, published=published
    )
    assert draft.value.event.date.date == day  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["Sana’a", "Ma'rib", "N'Djamena", "Şırnak", "Łódź", "Port-au-Prince"])
def test_names_are_offered_whole(name: str) -> None:
    assert list(names_in(f"Shells hit {name} today.")) == ["Shells", name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Patlama Şırnak şehrinde oldu.", ["Patlama Şırnak"]),
        ("Jana śmiertelnie raniono w Łodzi.", ["Jana", "Łodzi"]),
        ("Взрыв прогремел в городе Алеппо, сообщил Иван Петров.", ["Взрыв", "Алеппо", "Иван Петров"]),
    ],
)
def test_names_end_where_small_letters_begin(text: str, names: list[str]) -> None:
    assert list(names_in(text)) == names


LONE = (
    PROMPT
    + """
# ask place.admin

Which province?
"""
)


class Where(BaseModel):
    quote: Quote
    settlement: str | None = None
    admin: str | None = None
    country: str | None = None


class Event(BaseModel):
    place: Where | None = None


@pytest.mark.parametrize("hasty", ["Marolia", None])
def test_a_field_left_open_or_filled_in_a_hurry_is_asked_by_itself_of_the_names_there_are(
    tmp_path: Path, hasty: str | None
) -> None:
    def answers(turn: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        if "country" in properties:
            return {"quote": "Tarn in Marolia", "settlement": "Tarn", "admin": hasty, "country": "Marolia"}
        offered.extend(option["enum"] for option in properties["admin"]["anyOf"] if "enum" in option)
        assert turn.endswith("where: Tarn in Marolia, Tarn, Marolia")
        return {"admin": "Selm"}

    offered: list[list[str]] = []
    text = "Shells hit Tarn in Marolia on Friday. Tarn is the largest town of Selm, a Marolian clinic said."
    draft = run(text, Oracle(answers), tmp_path, schema=Event, prompt=LONE)
    assert draft.value.place.admin == "Selm"  # type: ignore[attr-defined]
    assert offered == [["Shells", "Selm"]]
    plain = run(text, Oracle(answers), tmp_path, schema=Event)
    assert plain.value.place.admin == hasty  # type: ignore[attr-defined]


def _nulls(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a model says that found nothing: an invented string where it must say one."""

    def empty(shape: Mapping[str, Any]) -> Any:
        if "enum" in shape or "const" in shape:
            return shape.get("const", shape.get("enum", [None])[0])
        return [] if shape.get("type") == "array" else "nothing" if shape.get("type") == "string" else None

    return {name: empty(shape) for name, shape in properties.items()}
