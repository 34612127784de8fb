"""Hostile characters are shown, never obeyed, and a reader of the page can tell what stood there."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from evals.report.characters import plain, shown, visible

_SIGN = re.compile(r'<span class="sign" data-code="([0-9a-f]+)"[^>]*>[^<]*</span>')
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = TURNING + "\x00\x01\x07\x1b\x7f\x85\r\u2028\u2029\ud800\U000e0041"


def original(markup: str) -> str:
    """The text that the markup stands for."""
    parts = _SIGN.split(markup)
    return "".join(chr(int(part, 16)) if odd % 2 else html.unescape(part) for odd, part in enumerate(parts))


@given(st.text(st.characters() | st.sampled_from(HOSTILE + "<>&\"'\n")))
def test_the_text_can_be_had_back_from_what_is_shown(text: str) -> None:
    assert original(visible(text)) == text


@given(st.text(st.sampled_from(HOSTILE + "<a>&\"'\n\t")))
def test_no_hostile_character_and_no_markup_of_the_text_is_left(text: str) -> None:
    for result in (visible(text), plain(text)):
        assert not set(result) & set(HOSTILE)
    assert not set(_SIGN.sub("", visible(text))) & set("<>\"'")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("\x1b", "ESC"),
        ("\x00", "NUL"),
        ("\x1f", "US"),
        ("\x7f", "DEL"),
        ("\u202e", "U+202E"),
        ("\ud83d", "U+D83D"),
    ],
)
def test_a_label_says_which_character_it_was(text: str, label: str) -> None:
    assert f">{label}</span>" in visible(text)
    assert plain(text) == label


def test_a_line_end_of_dos_is_a_line_end_and_a_return_alone_is_seen() -> None:
    assert visible("a\r\nb") == 'a<span class="sign" data-code="d"></span>\nb'
    assert ">CR</span>" in visible("a\rb")


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "👨‍👩‍👧", "שלום\u200f!", "na\u00efve", "soft\u00adhyphen", "a\tb\nc"]
)
def test_honest_writing_is_left_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_templates_make_text_visible_and_leave_their_own_markup_alone() -> None:
    assert shown("<b>") == "&lt;b&gt;"
    assert shown(Markup("<b>")) == "<b>"
    assert shown(7) == 7
