"""Free words, by the words that they share."""

import pytest

from evals.comparators import About
from evals.comparators.text import alike, compare, words_of


@pytest.mark.parametrize(
    ("gold", "predicted", "verdict"),
    [
        ("Migrants", "the migrants", "correct"),
        ("spokesman for the ministry", "ministry spokesman", "correct"),
        ("spokeswoman", "spokesperson", "correct"),
        ("women and children", "children, women", "correct"),
        ("migrants", "migrants and refugees", "partial"),
        ("detention centre for migrants", "detention centre", "correct"),  # F1 of .8
        ("detention centre for displaced migrants", "detention centre", "partial"),
        ("migrants", "fighters", "incorrect"),
        ("people who were told of the strike", "people who were not told of the strike", "partial"),
        ("staff of the ward that did know", "staff of the ward that didn’t know", "partial"),
        ("the 3 guards of gate 2 on duty that night", "the 3 guards of gate 4 on duty that night", "partial"),
        ("难民营", "难民", "correct"),
        ("难民", "士兵", "incorrect"),
        ("of the", "of the", "correct"),
        ("of the", "with a", "incorrect"),
    ],
)
def test_shared_words_decide(gold: str, predicted: str, verdict: str) -> None:
    assert compare(gold, predicted, About()).verdict == verdict
    assert compare(predicted, gold, About()) == compare(gold, predicted, About())


def test_similarity_is_the_f1_of_the_words() -> None:
    assert alike("migrants", "migrants and refugees").similarity == pytest.approx(2 / 3)


def test_numbers_and_negations_turn_the_meaning() -> None:
    assert words_of("not 12 of the guards").turning == {"not", "12"}
