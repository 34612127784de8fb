"""What a proposer reads: the part that decides what is wrong most, and what is wrong there."""

from __future__ import annotations

import pytest

from evals.experiments.feedback import Tried, feedback, parts_by_loss
from tests.evals.judged import claim, document, evaluation

STAGED = """---
plan: staged
---
# system
{{ question }}
# user
{{ passage }}
# ask figures
How many?
# ask deaths.town with about

In which town?

> **Five** died in Tarn.
{"town": "Tarn"}
"""
SINGLE = "---\ndescription: d\n---\n# system\nRead all.\n# user\n{{ text }}\n"
WRONG_TOWN = claim(0, number=("correct", 5, 5), town=("incorrect", "Tarn", "Oster"))
NO_TOWN = claim(0, number=("correct", 5, 5), town=("missing", "Selm", None))
RIGHT = claim(0, number=("correct", 5, 5), town=("correct", "Tarn", "Tarn"))


def test_the_part_is_the_section_that_asks_for_what_is_wrong() -> None:
    found = evaluation(document("a", WRONG_TOWN), document("b", RIGHT))
    (part,) = parts_by_loss(STAGED, found)
    assert (part.heading, part.words) == ("ask deaths.town with about", "In which town?")
    assert part.fields == {"deaths[].town"}


def test_without_such_sections_it_is_the_system_section() -> None:
    (part,) = parts_by_loss(SINGLE, evaluation(document("a", WRONG_TOWN)))
    assert (part.heading, part.words) == ("system", "Read all.")


@pytest.mark.parametrize("source", [STAGED, SINGLE])
def test_where_nothing_is_wrong_there_is_nothing_to_change(source: str) -> None:
    assert parts_by_loss(source, evaluation(document("a", RIGHT))) == []


def test_each_error_is_told_once_with_its_words_and_what_was_tried() -> None:
    found = evaluation(document("a", WRONG_TOWN, WRONG_TOWN), document("b", NO_TOWN))
    (part,) = parts_by_loss(STAGED, found)
    told = feedback(part, found, [Tried("Which town?", 0.5, 0.25), Tried("What town?", 0.5, 0.75)])
    assert told.split("\n\n") == [
        "The instructions now:",
        "In which town?",
        "What went wrong with them:\n"
        '- about the words "forty died": deaths[].town should be "Tarn", was "Oster"\n'
        '- about the words "forty died": deaths[].town should be "Selm", was left out',
        "Tried before, no better (0.500 → 0.250):",
        "Which town?",
        "Tried before, better (0.500 → 0.750):",
        "What town?\n",
    ]
