"""Text from outside shows in Markdown as it is and does nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.markdown import cell, table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("casualties[0].number_min", r"casualties\[0\].number\_min"),
        ("a | b", r"a \| b"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("`code`", r"\`code\`"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a &lt; b", "a &amp;lt; b"),
        ("![x](http://h/?q)", r"!\[x\](http:\//h/?q)"),
        ("see www.example.com", r"see www\.example.com"),
        ("$6 million and $5 million", r"\$6 million and \$5 million"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("\x1b[31mred", r"\[31mred"),
        ("- no list", "&#45; no list"),
        ("1. no list", "&#49;. no list"),
        ("12 killed", "12 killed"),
        ("-0.05", "-0.05"),
        ("---", "&#45;--"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_nothing_in_it_is_markup(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_it_is_cut_before_it_is_escaped() -> None:
    assert cell("[[[[[[", width=3) == r"\[\[…"


@given(st.text())
def test_a_row_stays_one_row_with_its_columns(text: str) -> None:
    line = table(["a", "b"], [[text, text]]).splitlines()
    assert len(line) == 3
    assert line[2].replace("\\\\", "").replace("\\|", "").count("|") == 3


def test_numbers_stand_to_the_right() -> None:
    assert table(["field", "n"], [["x", 1]], numbers=[1]) == "| field | n |\n| --- | ---: |\n| x | 1 |"
