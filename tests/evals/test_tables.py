"""How values stand in a table."""

from typing import Any

import pytest

from evals.tables import NONE, VALUE, short, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, NONE),
        (40, "40"),
        ("forty", "forty"),
        (["é"], '["é"]'),
        ({"a": None, "b": 1}, f"a: {NONE}, b: 1"),
    ],
)
def test_a_value_of_any_kind_is_a_line(value: Any, text: str) -> None:
    assert value_text(value) == text


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert short("x" * 10, 10) == "x" * 10
    assert short("x" * 11, 10) == "x" * 9 + "…"
    assert len(value_text("x" * 1000)) == VALUE
