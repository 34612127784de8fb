"""Evidence: the same place in the article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparators import CORRECT, INCORRECT, About, Match
from evals.comparators.quote import compare

Span = tuple[int, int]


def match(gold: Span | None, predicted: Span | None, words: tuple[str, str] = ("x", "y")) -> Match:
    return compare(*words, About(spans=(gold, predicted)))


@pytest.mark.parametrize(
    ("predicted", "verdict"),
    [
        ((10, 30), "correct"),
        ((10, 50), "correct"),  # half of the union
        ((10, 51), "partial"),  # a code point less than half
        ((15, 25), "correct"),
        ((29, 60), "partial"),
        ((30, 60), "incorrect"),  # they only touch
        ((0, 10), "incorrect"),
        ((500, 520), "incorrect"),
    ],
)
def test_the_overlap_decides(predicted: Span, verdict: str) -> None:
    assert match((10, 30), predicted).verdict == verdict


def test_the_same_words_elsewhere_are_other_evidence() -> None:
    assert match((10, 30), (110, 130), words=("nine died", "nine died")) == INCORRECT


def test_a_quote_that_is_not_in_the_article_is_incorrect() -> None:
    assert match((10, 30), None, words=("nine died", "nine died")) == INCORRECT


def test_a_whole_sentence_around_the_evidence_is_liker_than_a_fringe() -> None:
    around, fringe = match((50, 60), (0, 100)), match((50, 60), (59, 69))
    assert around.verdict == fringe.verdict == "partial"
    assert around.similarity > fringe.similarity


@pytest.mark.parametrize(
    ("gold", "predicted", "verdict"),
    [
        ("nine people died", "Nine people  died", "correct"),
        ("nine people died", "people died", "correct"),
        ("at least nine people died in the blast", "nine people", "partial"),
        ("nine people died", "ten people died", "incorrect"),
        ("killed nine", "nine", "partial"),
        ("nineteen died", "nine", "incorrect"),
    ],
)
def test_where_golds_place_is_not_known_the_words_decide(gold: str, predicted: str, verdict: str) -> None:
    assert match(None, (3, 9), words=(gold, predicted)).verdict == verdict


@given(*[st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda at: (at[0], sum(at))) for _ in "ab"])
def test_neither_side_is_favoured_and_only_overlap_counts(one: Span, other: Span) -> None:
    found = match(one, other)
    assert found == match(other, one)
    overlap = set(range(*one)) & set(range(*other))
    union = set(range(*one)) | set(range(*other))
    assert (found == CORRECT) == (len(overlap) * 2 >= len(union))
    assert (found.similarity > 0) == bool(overlap)
