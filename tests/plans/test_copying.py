"""Words that a model copied nearly right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.plans.staged.copying import copied_place

SENTENCE = (
    "Tarn’s mayor, Ida Ven, blamed the shelling of the old market on the Free Vale Front, "
    "which has held the hills north of the town since May."
)


def found(words: str | None) -> str | None:
    place = copied_place(SENTENCE, words)
    return None if place is None else SENTENCE[slice(*place)]


@pytest.mark.parametrize(
    ("copied", "meant"),
    [
        ("blamed the shelling of the old market", "blamed the shelling of the old market"),
        ("blamed the shelling of the old mar", "blamed the shelling of the old"),  # cut within a word
        ("blamed theshelling of the oldmarket", "blamed the shelling of the old market"),  # blanks lost
        ("blamed the shelling of the old market,” speaker: Ida", "blamed the shelling of the old market"),
        (
            "blamed the shelling of the old market on the rebels",
            "blamed the shelling of the old market on the",
        ),
        ("blamed the attack on the old market on the Free Vale Front", None),  # a word was exchanged early
        ("lamed the shelling of the old market o", None),  # does not begin where a word does
        ("blamed the hills", None),
        ("", None),
        (None, None),
    ],
)
def test_what_agrees_from_the_beginning_is_the_quote(copied: str | None, meant: str | None) -> None:
    assert found(copied) == meant


def test_a_number_is_not_cut_in_two() -> None:
    text = "The army said that the rebels of the north killed 40,000 people."
    place = copied_place(text, "The army said that the rebels of the north killed 40")
    assert place is not None
    assert text[slice(*place)] == "The army said that the rebels of the north killed"


@given(st.integers(0, len(SENTENCE)), st.integers(0, len(SENTENCE)), st.booleans())
def test_a_place_is_whole_words_of_the_text(start: int, end: int, blanks: bool) -> None:
    words = SENTENCE[start:end] if blanks else SENTENCE[start:end].replace(" ", "")
    place = copied_place(SENTENCE, words)
    if place is None:
        return
    first, last = place
    assert not (SENTENCE[first - 1 : first].isalnum() and SENTENCE[first].isalnum())
    assert not (SENTENCE[last - 1].isalnum() and SENTENCE[last : last + 1].isalnum())
    agreed = "".join(filter(str.isalnum, SENTENCE[first:last]))
    assert "".join(filter(str.isalnum, words)).startswith(agreed)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_words_break_it(text: str, words: str) -> None:
    place = copied_place(text, words)
    assert place is None or 0 <= place[0] < place[1] <= len(text)
