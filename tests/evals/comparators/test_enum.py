"""Terms of a closed list: no term is nearly another."""

from typing import Any

import pytest

from evals.comparators import CORRECT, INCORRECT, About
from evals.comparators.enum import compare


@pytest.mark.parametrize(
    ("gold", "predicted", "match"),
    [
        ("killed", "killed", CORRECT),
        ("killed", "killed_or_wounded", INCORRECT),
        (1, 1, CORRECT),
        (1, True, INCORRECT),
        (True, True, CORRECT),
    ],
)
def test_a_term_is_right_or_wrong(gold: Any, predicted: Any, match: Any) -> None:
    assert compare(gold, predicted, About(options={"null": "unknown"})) == match
