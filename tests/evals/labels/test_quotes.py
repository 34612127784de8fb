from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from evals.labels.errors import Fault
from evals.labels.extraction import quotes_in
from evals.labels.quotes import place_quotes
from extract.grounding import ground
from schemas import ConflictReport
from tests.evals.labels.desk import ARTICLE, labels

WORDS = [match.span() for match in re.finditer(r"\w+", ARTICLE)]
runs = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(0, 8)).map(
    lambda run: (WORDS[run[0]][0], WORDS[min(sum(run), len(WORDS) - 1)][1])
)


@given(runs)
def test_words_of_the_article_are_found_where_they_stand_or_have_to_be_settled(run: tuple[int, int]) -> None:
    words = ARTICLE[slice(*run)]
    (found,) = place_quotes([("q", words, True)], ARTICLE, {})
    if isinstance(found, Fault):
        assert re.search(rf"\b{re.escape(words)}\b.*\b{re.escape(words)}\b", ARTICLE, re.DOTALL)
        assert f"[{run[0]}, {run[1]}]" in found.remedy
    else:
        assert found == ("q", run)


@given(runs)
def test_offsets_are_taken_at_their_word_if_the_words_stand_there(run: tuple[int, int]) -> None:
    assert list(place_quotes([("q", ARTICLE[slice(*run)], True)], ARTICLE, {"q": run})) == [("q", run)]


def test_quotes_stand_where_grounding_finds_them() -> None:
    found = place_quotes(quotes_in((ConflictReport,), labels()), ARTICLE, {})
    evidence = ground(ConflictReport.model_validate(labels()), ARTICLE).evidence
    assert dict(found) == {each.path: (each.start, each.end) for each in evidence}


def test_one_of_several_places_will_do_where_it_does_not_matter_which() -> None:
    assert list(place_quotes([("q", "market", False)], ARTICLE, {})) == [("q", (13, 19))]


def test_quotes_of_a_broken_extraction_are_looked_up_all_the_same() -> None:
    broken = {
        "event": {"place": {"quote": "Tarn"}},
        "casualties": [{"quote": ["no", "words"]}, 3],
        "other": 1,
    }
    assert [path for path, _, _ in quotes_in((ConflictReport,), broken)] == [
        "event.place.quote",
        "casualties[0].quote[0]",
        "casualties[0].quote[1]",
    ]
