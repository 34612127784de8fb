"""Lists in claims, lists in objects, claims said twice, and what gold leaves open or empty."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from evals.comparators import About, comparator
from evals.evaluation import EvaluatedDocument
from evals.figures import main_figures
from evals.labels.gold import GoldDocument
from evals.score.counts import counts_of
from evals.score.document import Judged, score_document
from evals.score.plan import plan_of, scored_fields
from extract.errors import SchemaError
from schemas import ConflictReport
from schemas.annotations import Compare, Key, SaidBy, Weight


class Part(BaseModel):
    name: Annotated[str, Compare.exact(), Key]
    count: int | None = None


class Detail(BaseModel):
    colour: str | None = None
    parts: list[Part] = []


class Thing(BaseModel):
    kind: Annotated[Literal["bomb", "fire"], Key]
    tags: list[Annotated[str, Compare.exact()]] = []
    parts: list[Part] = []
    detail: Detail | None = None


class Place(BaseModel):
    town: str | None = None


class Report(BaseModel):
    title: str | None = None
    place: Place | None = None
    things: list[Thing] = []


def judged(
    schema: type[BaseModel], gold: Mapping[str, Any], answer: Mapping[str, Any], **marks: Any
) -> Judged:
    return score_document(plan_of(schema), GoldDocument("d", gold, **marks), answer)


def figures(
    schema: type[BaseModel], gold: Mapping[str, Any], answer: Mapping[str, Any], **marks: Any
) -> dict[str, float | None]:
    found = judged(schema, gold, answer, **marks)
    document = EvaluatedDocument("d", "ok", counts_of(found.claims, nulls=found.nulls))
    named = main_figures(scored_fields(plan_of(schema)))
    return {name: figure.value([document]) for name, figure in named.items()}


def bomb(*parts: str, **more: Any) -> dict[str, Any]:
    return {"kind": "bomb", "parts": [{"name": name} for name in parts], **more}


def test_claims_that_differ_in_their_lists_alone_are_paired_by_them() -> None:
    gold = {"things": [bomb("bank"), bomb("embassy"), bomb()]}
    for order in itertools.permutations(gold["things"]):
        found = figures(Report, gold, {"things": list(order)})
        assert (found["F1"], found["strict"]) == (1.0, 1.0)


def test_lists_that_are_right_in_part_tell_which_claim_answers_which() -> None:
    gold = {"things": [bomb("bank"), bomb("embassy"), bomb("school")]}
    answers = [bomb("bank", "zoo"), bomb("embassy", "yard"), bomb("attic", "school")]
    for order in itertools.permutations(answers):
        verdicts = [each.verdict for each in judged(Report, gold, {"things": list(order)}).claims]
        assert "missing" not in verdicts
        assert verdicts.count("spurious") == 3


def test_of_two_as_near_the_sure_one_is_answered() -> None:
    gold = {"things": [bomb(tags=["a"]), bomb(tags=["b"])]}
    for unsure, answered in (("things[0]", "things[1]"), ("things[1]", "things[0]")):
        (paired,) = [
            each.gold_path
            for each in judged(Report, gold, {"things": [bomb()]}, unsure={unsure}).claims
            if each.predicted_path == "things[0]"
        ]
        assert paired == answered


def test_of_two_alike_the_sure_one_is_answered_whichever_comes_first() -> None:
    gold = {"things": [bomb("bank"), bomb("bank")]}
    values = [
        figures(Report, gold, {"things": [bomb("bank")]}, unsure={f"things[{n}]"})["F1"] for n in (0, 1)
    ]
    assert values == [1.0, 1.0]


def test_a_list_in_an_object_in_a_claim_is_scored() -> None:
    gold = {"things": [bomb(detail={"colour": "red", "parts": [{"name": "fuse", "count": 2}]})]}
    wrong = {"things": [bomb(detail={"colour": "red", "parts": [{"name": "clock"}, {"name": "wire"}]})]}
    assert figures(Report, gold, gold)["F1"] == 1.0
    found = judged(Report, gold, wrong)
    verdicts = sorted(c.verdict for c in found.claims if c.kind == "things[].detail.parts[]")
    assert verdicts == ["missing", "spurious", "spurious"]


class Either(BaseModel):
    items: list[Part | Place]


def test_where_two_models_may_stand_the_fields_of_both_are_scored() -> None:
    gold = {"items": [{"town": "Oster"}]}
    assert figures(Either, gold, {"items": [{"town": "Selm"}]})["F1"] == 0.0
    assert figures(Either, gold, gold)["F1"] == 1.0


class Nested(BaseModel):
    rows: list[list[Part]]


class Mixed(BaseModel):
    rows: list[Part | str]


class Sources(BaseModel):
    rows: Annotated[list[Part], SaidBy]


@pytest.mark.parametrize("schema", [Nested, Mixed, Sources])
def test_what_cannot_be_scored_is_refused_and_not_passed_over(schema: type[BaseModel]) -> None:
    with pytest.raises(SchemaError, match=r"rows is .* cannot be scored") as refused:
        plan_of(schema)
    assert refused.value.hint


class Marked(BaseModel):
    note: Annotated[list[list[Part]] | None, Compare.unscored()] = None
    heavy: Annotated[Part | None, Weight(3)] = None
    items: list[Where] = []


class Where(BaseModel):
    place: Annotated[Place, Key]
    said_by: Annotated[str | None, Compare.name(), SaidBy, Key] = None
    parts: Sequence[Part] = ()


def test_marks_on_objects_hold_for_what_is_in_them() -> None:
    Marked.model_rebuild()
    fields = scored_fields(plan_of(Marked))
    assert "note[]" not in fields
    assert fields["heavy.name"]["weight"] == 3
    gold = {
        "items": [{"place": {"town": "Oster"}, "said_by": "Ida Ven", "parts": [{"name": "a"}, {"name": "b"}]}]
    }
    town = {"items": [{**gold["items"][0], "place": {"town": "Selm"}}]}
    speaker = {"items": [{**gold["items"][0], "said_by": "Jon Arl"}]}
    turned = {"items": [{**gold["items"][0], "parts": [{"name": "b"}, {"name": "a"}]}]}
    for answer, strict in ((town, 0.0), (speaker, 2 / 3), (turned, 1.0), (gold, 1.0)):
        assert figures(Marked, gold, answer)["strict"] == pytest.approx(strict)


def test_what_gold_is_unsure_of_costs_nothing_whatever_is_said_there() -> None:
    gold = {"title": None, "place": None, "things": [bomb("bank", tags=["x"])]}
    more = {"things": [bomb("bank", "school", tags=["x", "y"])]}
    sure = figures(Report, gold, more)["F1"]
    assert sure is not None
    assert sure < 1.0
    for unsure in ({"things[0].tags", "things[0].parts"}, {"things"}):
        assert figures(Report, gold, more, unsure=unsure)["F1"] in (1.0, None)
    placed = {**gold, "place": {"town": "Oster"}}
    assert figures(Report, gold, placed, unsure={"place"})["F1"] == 1.0
    assert figures(Report, gold, placed)["F1"] != 1.0


def claim(source: str, **more: Any) -> dict[str, Any]:
    return {
        "quote": "40 killed",
        "harm": "killed",
        "number_min": 40,
        "qualifier": "exact",
        "source": {"organisation": source, "source_type": "government"},
        "scope": "this_event",
        **more,
    }


def test_a_claim_said_twice_answers_one_claim_of_gold() -> None:
    """Two bodies give the same toll; the first body's claim twice is no answer to the second's."""
    gold = {"casualties": [claim("Health Ministry"), claim("Red Crescent")]}
    once = figures(ConflictReport, gold, {"casualties": [claim("Health Ministry")]})
    twice = figures(ConflictReport, gold, {"casualties": [claim("Health Ministry")] * 2})
    assert once["strict"] == pytest.approx(2 / 3)
    for name in ("F1", "precision", "recall", "strict", "lenient"):
        assert (twice[name] or 0) <= (once[name] or 0), name
    assert (
        figures(ConflictReport, {"casualties": [claim("A")] * 2}, {"casualties": [claim("A")] * 2})["F1"]
        == 1.0
    )


Word = Annotated[str, Compare.exact()]


class Item(BaseModel):
    kind: Annotated[Word, Key]
    a: Word
    b: Word
    c: Word
    d: Word


class Items(BaseModel):
    items: list[Item]


def test_an_exact_pair_is_not_broken_up_for_two_middling_ones() -> None:
    """Crosswise the two pairs would be .57 and .86 alike, more than 1.0 and nothing."""
    one, two, three = (dict(zip("abcd", words, strict=True)) for words in ("pqrs", "pxyz", "wqrs"))
    gold = {"items": [{"kind": "x", **one}, {"kind": "x", **two}]}
    answer = {"items": [{"kind": "x", **three}, {"kind": "x", **one}]}
    pairs = {(each.gold_path, each.predicted_path) for each in judged(Items, gold, answer).claims}
    assert ("items[0]", "items[1]") in pairs


@pytest.mark.parametrize(
    ("answer", "rate"),
    [
        ({"title": None, "place": None, "things": []}, 0.0),
        ({"title": "x", "place": None, "things": []}, 1 / 3),
        ({"title": None, "place": {"town": "Oster"}, "things": [bomb()]}, 2 / 3),
    ],
)
def test_hallucination_is_the_share_of_empty_fields_objects_and_lists_that_are_filled(
    answer: dict[str, Any], rate: float
) -> None:
    gold = {"title": None, "place": None, "things": []}
    assert figures(Report, gold, answer)["hallucination"] == pytest.approx(rate)


def test_a_list_with_something_in_it_is_not_empty_in_gold() -> None:
    gold = {
        "title": "t",
        "place": {"town": "Oster"},
        "things": [bomb("bank", tags=["x"], detail={"colour": "red"})],
    }
    more = {**gold, "things": [bomb("bank", tags=["x", "zebra"], detail={"colour": "red"})]}
    assert judged(Report, gold, more).nulls == (0, 2)  # the part's count, and the detail's parts


def test_the_list_s_word_for_unknown_is_nothing_also_among_the_alternatives() -> None:
    gold = {"casualties": [claim("A", population_status="civilian")]}
    answer = {"casualties": [claim("A", population_status="unknown")]}
    allowed = {"casualties[0].population_status": ("unknown",)}
    found = judged(ConflictReport, gold, answer, alternatives=allowed)
    cells = [cell for each in found.claims for cell in each.cells if cell.outcome == "missing"]
    assert cells == []


@pytest.mark.parametrize("empty", ["", "  ", float("nan"), None])
def test_nothing_is_nothing_however_it_is_written(empty: Any) -> None:
    gold = {"title": None, "things": [bomb(tags=[empty])]}
    found = figures(Report, gold, {"title": empty, "things": [bomb(tags=[])]})
    assert (found["F1"], found["hallucination"]) == (1.0, 0.0)


def test_whole_numbers_are_equal_only_if_they_are() -> None:
    compare = comparator("number")
    assert compare(2_000_000_000, 2_000_000_002, About()).verdict == "incorrect"
    assert compare(0.1 + 0.2, 0.3, About()).verdict == "correct"


def test_a_number_just_over_the_range_that_gold_allows_is_still_the_same_claim() -> None:
    gold = {"casualties": [claim("A", number_min=10)]}
    found = judged(
        ConflictReport,
        gold,
        {"casualties": [claim("A", number_min=41)]},
        ranges={"casualties[0].number_min": (10, 40)},
    )
    assert [each.verdict for each in found.claims if each.kind == "casualties[]"] == ["wrong"]


def test_what_gold_also_accepts_decides_between_claims_that_say_the_same() -> None:
    """Whichever of two alike stands first, the one that accepts the other answer as well gets it."""
    plain, open_ = bomb(detail={"colour": "red"}), bomb(detail={"colour": "red"})
    answer = {"things": [bomb(detail={"colour": "blue"}), bomb(detail={"colour": "green"})]}
    for place in (0, 1):
        found = figures(
            Report,
            {"things": [plain, open_]},
            answer,
            alternatives={f"things[{place}].detail.colour": ("blue",)},
        )
        assert found["F1"] == pytest.approx(3 / 4)


def test_an_answer_that_is_right_by_an_alternative_is_paired_however_far_from_gold_s_own() -> None:
    gold = {"casualties": [claim("A"), claim("A", harm="wounded", number_min=7)]}
    answer = {"casualties": [claim("A", number_min=400), claim("A", harm="wounded", number_min=7)]}
    found = judged(ConflictReport, gold, answer, alternatives={"casualties[0].number_min": (400,)})
    assert [each.verdict for each in found.claims if each.kind == "casualties[]"] == ["strict", "strict"]


def test_which_of_two_alike_is_answered_does_not_depend_on_where_an_unsure_part_stands() -> None:
    gold = {"things": [bomb("bank"), bomb("bank")]}
    values = [
        figures(Report, gold, {"things": [bomb("bank")]}, unsure={f"things[{place}].parts[0]"})
        for place in (0, 1)
    ]
    assert values[0] == values[1]
