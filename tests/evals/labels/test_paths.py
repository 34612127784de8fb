from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.labels.paths import NoSuchPath, find, joined, steps_of
from schemas import ConflictReport
from tests.evals.labels.desk import labels

names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
steps = st.lists(names | st.integers(0, 99), max_size=5)


@given(names, steps)
def test_a_path_is_what_its_steps_join_to(first: str, others: list[str | int]) -> None:
    assert steps_of(joined([first, *others])) == (first, *others)


@pytest.mark.parametrize("path", ["", ".a", "a..b", "a[b]", "a[-1]", "a[0", "a.b.", "[0]x"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(NoSuchPath, match="no path"):
        steps_of(path)


@pytest.mark.parametrize(
    ("path", "value", "is_field"),
    [
        ("casualties[1].number_min", 14, True),
        ("casualties[0].source.name", None, True),
        ("casualties[0].source", {"organisation": "hospital", "source_type": "health_or_rescue"}, False),
        ("event.target", None, False),
        ("event.target.kind", None, True),
    ],
)
def test_a_path_leads_to_what_is_there_and_to_what_could_be(path: str, value: object, is_field: bool) -> None:
    place = find(ConflictReport, labels(), path)
    assert (place.value, place.is_field, place.is_list) == (value, is_field, False)


def test_a_list_is_known_as_one() -> None:
    assert find(ConflictReport, labels(), "casualties").is_list


@pytest.mark.parametrize(
    ("path", "said", "remedy"),
    [
        ("casualtys[0]", "there is no field 'casualtys'", "did you mean casualties?"),
        ("casualties[0].number", "casualties[0] has no field 'number'", "did you mean number_m"),
        ("casualties[2]", "casualties has 2 items and no [2]", "the last is casualties[1]"),
        ("casualties.quote", "casualties is a list", "casualties[0]"),
        ("event[0]", "event is no list", "with a dot"),
        ("event.place.country.name", "event.place.country has no field 'name'", "is a plain value"),
    ],
)
def test_a_path_that_leads_nowhere_says_what_is_there(path: str, said: str, remedy: str) -> None:
    with pytest.raises(NoSuchPath) as caught:
        find(ConflictReport, labels(), path)
    assert said in str(caught.value)
    assert remedy in caught.value.hint
