"""Exact: equal as they stand, or wrong."""

from typing import Any

import pytest

from evals.comparators import CORRECT, INCORRECT, About
from evals.comparators.exact import compare


@pytest.mark.parametrize("value", ["a", "", 0, 1.5, True, ["a", "b"], {"a": 1}])
def test_equal_is_correct(value: Any) -> None:
    assert compare(value, value, About()) == CORRECT


@pytest.mark.parametrize(
    ("gold", "predicted"), [("a", "A"), ("a", "a "), (True, 1), (0, False), ([1], [1, 2])]
)
def test_anything_else_is_incorrect(gold: Any, predicted: Any) -> None:
    assert compare(gold, predicted, About()) == compare(predicted, gold, About()) == INCORRECT
