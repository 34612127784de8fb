"""Which words of saying belong to a claim, and who speaks by the form of a sentence alone?"""

from __future__ import annotations

import pytest

from extract.plans.staged.cues import hits
from extract.plans.staged.sayings import governed, named_by_form
from schemas.cues import SAID


@pytest.mark.parametrize(
    ("text", "figure", "part"),
    [
        (
            "It killed 48, according to the Tally, and the UN says 12 fled.",
            "48",
            "It killed 48, according to the Tally",
        ),
        ("It killed 48, according to the Tally, and the UN says 12 fled.", "12", "the UN says 12 fled."),
        ("The mayor said nine died, and added that 12 fled.", "12", None),
        ("It killed nine, and 12 fled, the mayor said.", "12", None),
        ("It killed nine; 12 fled.", "12", None),
        ("The mayor said nine died, but 12 fled.", "nine", None),
    ],
)
def test_a_part_of_a_sentence_has_its_own_word_of_saying(text: str, figure: str, part: str | None) -> None:
    start = text.index(figure)
    said = sorted(hits(SAID, text), key=lambda hit: hit.start)
    first, last = governed(text, start, start + len(figure), said)
    assert text[first:last] == (part or text)


@pytest.mark.parametrize(
    ("text", "figure", "speaker"),
    [
        ("Ministry spokesman Farid Wasil: 11 died", "11", "Ministry spokesman Farid Wasil"),
        ("Eleven dead in blast - interior ministry", "Eleven", "interior ministry"),
        ("URGENT - Blast at police college: 11 died", "11", None),
        ("BACKGROUND: 11 died in May", "11", None),
        ("Police fire on march: 11 died", "11", None),
        ("It hit a school - 11 died", "11", None),
        ("Nine died -\xa0\xa0\xa0\xa0).", "Nine", None),
        ("In all, 11 died: ministry officials and clerks", "11", None),
    ],
)
def test_the_form_of_a_sentence_may_name_the_speaker(text: str, figure: str, speaker: str | None) -> None:
    start = text.index(figure)

    def speaks(words: str) -> bool:
        return any(word in words for word in ("ministry", "Ministry", "spokesman", "police", "Police"))

    assert named_by_form(text, start, start + len(figure), speaks=speaks) == speaker
