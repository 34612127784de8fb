"""The claims to look at first: few are held, however many there are, and always the least sure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evals.report.claims import Row, Said, Shown
from evals.report.doubts import Doubts


def claim(number: int, sure: float | None, words: str = "12 died") -> Shown:
    rows = (
        Row("number", "", None, Said("12"), evidence=False),
        Row("quote", "", None, Said(words), evidence=True),
    )
    return Shown(number, "tolls[]", "", "", None, None, rows, (), (), frozenset(), sure)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=60), st.integers(1, 9))
def test_the_least_sure_are_kept_in_order(given_sure: list[float | None], most: int) -> None:
    doubts = Doubts(most)
    for number, sure in enumerate(given_sure):
        doubts.add(number, f"d{number}", [claim(1, sure)])
    told = sorted((sure, number) for number, sure in enumerate(given_sure) if sure is not None)
    assert [(each.sure, each.document) for each in doubts.listed()] == told[:most]


def test_a_doubt_shows_the_words_that_the_claim_rests_on_cut_short() -> None:
    doubts = Doubts()
    doubts.add(1, "d", [claim(1, 0.5), claim(2, 0.6, "x" * 500)])
    first, second = doubts.listed()
    assert first.words == "12 died"
    assert len(second.words) == 120
