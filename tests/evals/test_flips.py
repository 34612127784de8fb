"""What has changed between two evaluations, cell by cell and claim by claim."""

from dataclasses import asdict

import pytest

from evals.flips import Flip, counted, flips
from evals.score.cells import Cell, Claim, Outcome
from tests.evals.judged import claim, document, lone

RIGHT = claim(0, number=("correct", 40, 40))
WRONG = claim(0, number=("incorrect", 40, 42), quote="forty or so died")


def between(a: tuple[Claim, ...], b: tuple[Claim, ...]) -> list[Flip]:
    return list(flips([(document("d", *a), document("d", *b))]))


def test_a_cell_that_got_worse_is_told_with_both_values_and_the_words() -> None:
    assert between((RIGHT,), (WRONG,)) == [
        Flip(
            document_id="d",
            change="worse",
            field="deaths[].number",
            where="deaths[0].number",
            gold=40,
            a=40,
            b=42,
            a_outcome="correct",
            b_outcome="incorrect",
            gold_quote="forty died",
            a_quote="forty died",
            b_quote="forty or so died",
        )
    ]


def test_the_other_way_round_it_got_better() -> None:
    (flip,) = between((WRONG,), (RIGHT,))
    assert (flip.change, flip.a, flip.b) == ("better", 42, 40)


@pytest.mark.parametrize(
    ("a", "b", "change"),
    [
        ("correct", "partial", "worse"),
        ("partial", "incorrect", "worse"),
        ("noncommittal", "spurious", "worse"),
        ("missing", "correct", "better"),
        ("incorrect", "missing", None),
        ("correct", "noncommittal", None),
    ],
)
def test_what_counts_as_a_change_is_the_credit_of_the_outcome(
    a: Outcome, b: Outcome, change: str | None
) -> None:
    gold = None if "spurious" in (a, b) else 40
    found = between((claim(0, number=(a, gold, 1)),), (claim(0, number=(b, gold, 2)),))
    assert [flip.change for flip in found] == ([change] if change else [])


def test_what_gold_is_unsure_of_never_flips() -> None:
    assert between((claim(0, number=("unscored", 40, 1)),), (claim(0, number=("unscored", 40, 40)),)) == []


def test_claims_are_paired_by_their_place_in_gold_not_by_their_order() -> None:
    first, second = claim(0, number=("correct", 1, 1)), claim(1, number=("correct", 2, 2))
    assert between((first, second), (second, first)) == []


def test_a_claim_that_b_does_not_have_is_missing_cell_by_cell_and_empty_fields_stay_right() -> None:
    a = claim(0, number=("correct", 40, 40), town=("noncommittal", None, None))
    (flip,) = between((a,), (lone("missing", number=40, town=None),))
    assert (flip.field, flip.b, flip.b_outcome) == ("deaths[].number", None, "missing")
    assert (flip.gold_quote, flip.b_quote) == ("forty died", None)


def test_a_document_without_any_claim_has_lost_them_all() -> None:
    a = claim(0, number=("correct", 40, 40), town=("noncommittal", None, None))
    (flip,) = between((a,), ())
    assert (flip.field, flip.gold, flip.b_outcome) == ("deaths[].number", 40, "missing")


def test_an_invented_claim_is_told_whole_with_its_words() -> None:
    invented = lone("spurious", quote="seven million", number=7, town=None)
    assert between((RIGHT,), (RIGHT, invented)) == [
        Flip(
            document_id="d",
            change="worse",
            field="deaths[]",
            where=None,
            gold=None,
            a=None,
            b={"number": 7},
            a_outcome="noncommittal",
            b_outcome="spurious",
            b_quote="seven million",
        )
    ]
    (gone,) = between((invented,), ())
    assert (gone.change, gone.a, gone.b, gone.a_quote) == ("better", {"number": 7}, None, "seven million")


def test_an_invented_claim_that_both_have_is_no_change_and_a_second_one_is() -> None:
    seven, eight = (lone("spurious", number=number) for number in (7, 8))
    assert between((seven, eight), (eight, seven)) == []
    assert [flip.b for flip in between((seven,), (seven, seven))] == [{"number": 7}]


def test_of_a_list_of_values_an_added_one_goes_by_its_value() -> None:
    def given(*values: str) -> Claim:
        path = "deaths[0].names[0]"
        cells = (Cell("deaths[].names[]", "spurious", None, value, None, path) for value in values)
        return Claim("deaths[]", "wrong", "deaths[0]", "deaths[0]", 1.0, tuple(cells))

    (flip,) = between((given("X"),), (given("X", "Y"),))
    assert (flip.change, flip.where, flip.b) == ("worse", None, "Y")


def test_the_quote_is_that_of_the_innermost_object() -> None:
    def nested(outcome: Outcome) -> Claim:
        cells = (
            Cell("event.quote", "correct", "outer", "outer", "event.quote", "event.quote", evidence=True),
            Cell("event.place.quote", "correct", "inner", "inner", "q", "q", evidence=True),
            Cell("event.place.town", outcome, "X", "X", "event.place.town", "event.place.town"),
            Cell("event.placement", outcome, "Y", "Y", "event.placement", "event.placement"),
        )
        return Claim("event", "wrong", "event", "event", 1.0, cells)

    town, placement = between((nested("correct"),), (nested("incorrect"),))
    assert (town.gold_quote, placement.gold_quote) == ("inner", "outer")


def test_they_are_counted_by_direction() -> None:
    found = [*between((RIGHT,), (WRONG,)), *between((WRONG,), (RIGHT,)), *between((RIGHT,), ())]
    assert counted(found) == {"worse": 2, "better": 1}
    assert asdict(found[0])["document_id"] == "d"
