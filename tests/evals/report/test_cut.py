"""An article cut by its evidence: nothing is lost, nothing doubled, and each piece knows what covers it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.report.cut import Stretch, cut

LENGTH = 30


SPANS = st.integers(0, LENGTH - 1).flatmap(
    lambda start: st.tuples(st.just(start), st.integers(start + 1, LENGTH), st.sampled_from(["gold", "run"]))
)
STRETCHES = st.lists(SPANS, max_size=8).map(
    lambda spans: [Stretch(*span, number, f"q{number}") for number, span in enumerate(spans)]
)


@given(STRETCHES)
@settings(max_examples=60)
def test_the_pieces_are_the_whole_text_one_after_the_other(given: list[Stretch]) -> None:
    places = [place for piece in cut(LENGTH, given) for place in range(piece.start, piece.end)]
    assert places == list(range(LENGTH))


@given(STRETCHES)
@settings(max_examples=60)
def test_a_piece_is_covered_by_what_covers_each_of_its_characters(given: list[Stretch]) -> None:
    for piece in cut(LENGTH, given):
        for place in range(piece.start, piece.end):
            assert set(piece.under) == {each for each in given if each.start <= place < each.end}


@given(STRETCHES)
@settings(max_examples=60)
def test_all_evidence_begins_once_and_ends_once(given: list[Stretch]) -> None:
    pieces = list(cut(LENGTH, given))
    begun = {each.mark: piece.start for piece in pieces for each in piece.first_of}
    ended = {each.mark: piece.end for piece in pieces for each in piece.last_of}
    assert begun == {each.mark: each.start for each in given}
    assert ended == {each.mark: each.end for each in given}
    assert sum(len(piece.first_of) + len(piece.last_of) for piece in pieces) == 2 * len(given)


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 3), (3, LENGTH + 1)])
def test_evidence_outside_the_article_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        list(cut(LENGTH, [Stretch(*span, "gold", 1, "q1")]))


def test_an_empty_article_has_no_pieces() -> None:
    assert list(cut(0, [])) == []
