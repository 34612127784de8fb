from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.labels.kappa import cohens_kappa

pairs = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


def test_it_is_what_a_table_worked_by_hand_gives() -> None:
    """45 yes/yes, 15 yes/no, 25 no/yes, 15 no/no: observed .60, by chance .54, so (.60 - .54) / .46."""
    table = [("yes", "yes")] * 45 + [("yes", "no")] * 15 + [("no", "yes")] * 25 + [("no", "no")] * 15
    assert cohens_kappa(table) == pytest.approx(0.06 / 0.46)


def test_opposite_choices_are_worse_than_chance() -> None:
    assert cohens_kappa([("a", "b"), ("b", "a")]) == -1


@pytest.mark.parametrize("chosen", [[], [("a", "a")], [(None, None)] * 9])
def test_where_chance_alone_agrees_there_is_nothing_to_say(chosen: list[tuple[str, str]]) -> None:
    assert cohens_kappa(chosen) is None


@given(pairs)
def test_it_does_not_matter_who_is_called_first_and_never_passes_one(chosen: list[tuple[str, str]]) -> None:
    kappa = cohens_kappa(chosen)
    assert kappa == cohens_kappa([(b, a) for a, b in chosen])
    assert kappa is None or kappa <= 1


@given(pairs)
def test_full_agreement_is_one(chosen: list[tuple[str, str]]) -> None:
    assert cohens_kappa([(a, a) for a, _ in chosen]) in (1, None)
