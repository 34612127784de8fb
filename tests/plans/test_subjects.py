"""Who "did not respond"?"""

from __future__ import annotations

import pytest

from extract.plans.staged.subjects import subject_before, subject_phrase


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("The army did not respond to a request for comment.", "army"),
        ("A spokesman for the Red Front did not respond.", "Red Front"),
        ("The navy’s spokeswoman did not respond.", "navy"),
        (
            "The defence ministry of Kess, an ally whose jets fly there, did not respond.",
            "defence ministry of Kess",
        ),
        ("The mayor blamed the rebels, but the Vale Council had not responded by Friday.", "Vale Council"),
        ("Shells hit the market on Friday and the governor’s office did not respond.", "governor’s office"),
        ("Calls to the army spokesman did not respond.", "army"),
        ("The rebels had no immediate comment, but the council has yet to not respond.", "council"),
        ("They did not respond.", None),
        ("Requests for a comment were not responded to.", None),
        ("Asked about it the army did not respond.", None),
        ("did not respond", None),
    ],
)
def test_the_subject_is_found_without_article_and_spokesman(sentence: str, subject: str | None) -> None:
    place = subject_before(sentence, sentence.index("not respond"))
    assert (None if place is None else sentence[slice(*place)]) == subject


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("A spokesman for the Red Front denied it.", "A spokesman for the Red Front"),
        ("In a statement, Interior Minister Leo Hast denied it.", "Interior Minister Leo Hast"),
        ("The army, which is known to own 14 drones, denied it.", "The army"),
        ("He denied it.", None),
        ("The mayor blamed rebels who denied it.", None),
    ],
)
def test_who_speaks_is_the_subject_in_full(sentence: str, subject: str | None) -> None:
    phrase = subject_phrase(sentence, sentence.index("denied"))
    assert (None if phrase is None else sentence[slice(*phrase)]) == subject
