"""MUC-4 mentions: the mention itself, or a telling part of it."""

import pytest

from evals.comparators import About
from evals.comparators.entity import compare


@pytest.mark.parametrize(
    ("gold", "predicted", "verdict"),
    [
        ("THE GUERRILLAS", "guerrillas", "correct"),
        ('A "HILL ROAD" FARM', "Hill  Road farm", "correct"),
        ("FARMERS' UNION", "farmers union", "correct"),
        ("REBEL COLUMN OF THE NORTH", "rebel column", "partial"),
        ("CAR BOMB", "bomb", "partial"),
        ("ARMY COLONEL", "colonel of the army", "partial"),
        ("ARMY", "POLICE", "incorrect"),
        ("ARMY COLONEL", "ARMY CAPTAIN", "incorrect"),
        ("THE", "A", "incorrect"),
    ],
)
def test_a_mention_is_told_by_its_words(gold: str, predicted: str, verdict: str) -> None:
    assert compare(gold, predicted, About()).verdict == verdict
    assert compare(predicted, gold, About()) == compare(gold, predicted, About())
