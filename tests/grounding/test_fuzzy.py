"""When a long quote with small slips still counts, and when it must not."""

from __future__ import annotations

import pytest

from extract.grounding import locate
from extract.grounding.fuzzy import threshold

TEXT = (
    "Officials spoke first. The interior ministry in Tripoli was not informed about the $5 million "
    "raid, and at least forty-four people were killed in the detention centre last night when it "
    "burned. Nobody came."
)
RAID = "at least forty-four people were killed in the detention centre last night"


def slipped(*changes: str) -> str:
    quote = RAID
    for change in changes:
        old, new = change.split(" → ")
        assert old in quote
        quote = quote.replace(old, new)
    return quote


@pytest.mark.parametrize(
    "change",
    ["centre → center", "people → poeple", "were → was", "the detention → detention", "at least → At least",
     "detention → detention,", "last night → late last night", "detention → de tention"],
)  # fmt: skip
def test_a_slip_in_a_long_quote_is_fuzzy_and_the_evidence_is_the_article_s(change: str) -> None:
    span = locate(TEXT, slipped(change))
    assert (span.status, TEXT[span.start : span.end]) == ("fuzzy", RAID)
    assert span.note.endswith("% similar")


@pytest.mark.parametrize(
    "change",
    ["forty-four → forty", "forty-four → forty-five", "forty-four → 44", "forty-four → twenty-four",
     "at least forty → at most forty", "were killed → were not killed", "were killed → weren't killed",
     "killed → wounded", "people → men", "detention → Detention", "people → women", "last → past",
     "killed → killed or hurt", "people → Libyans", "at least → nearly", "last night → last week"],
)  # fmt: skip
def test_another_number_name_negation_hedge_or_word_is_never_fuzzy(change: str) -> None:
    assert locate(TEXT, slipped(change)).status == "unsupported"


@pytest.mark.parametrize(
    ("quote", "note"),
    [
        (
            "The interior ministry in Tripoli was informed about the $5 million raid",
            "'about' in the quote, 'not'",
        ),
        (
            "The interior ministry in Tripoli was not informed about the $6 million raid",
            "'6' in the quote, '5'",
        ),
        (
            "The interior ministry in Tripoli was not informed about the €5 million raid",
            "'€' in the quote, '$'",
        ),
        (
            "The interior ministry in Tripoli was not informed about the $5 billion raid",
            "'billion' in the quote",
        ),
        (
            "The interior ministry in Tobruk was not informed about the $5 million raid",
            "'Tobruk' in the quote",
        ),
        ("The interior ministry ... was not informed about the $5 million raid", "leaves words out"),
        ("was informed about the raid", "too short"),
        ("was informed about it all in Tripoli and not the other way round, say people", "no passage"),
    ],
)
def test_the_note_says_why_a_long_quote_was_not_taken(quote: str, note: str) -> None:
    span = locate(TEXT, quote)
    assert span.status == "unsupported"
    assert note in span.note


def test_munich_does_not_become_monday() -> None:
    text = "The two delegations met on Monday to discuss a lasting end to the fighting in Libya."
    assert locate(text, text.replace("on Monday", "in Munich")).status == "unsupported"
    assert locate(text, text.replace("Monday", "Munich")).status == "unsupported"


def test_a_lost_negation_is_seen_in_other_languages() -> None:
    text = "Das Ministerium in Tripolis wurde nach eigenen Angaben nicht über den Angriff informiert."
    assert locate(text, text.replace("nicht ", "")).status == "unsupported"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Mersek", "Merset"), ("Mersek ", ""), ("didn't ", ""), ("east", "west"), ("men", "women"),
     ("men", "man"), ("increased", "decreased")],
)  # fmt: skip
def test_small_changes_that_are_large(old: str, new: str) -> None:
    text = "Those who had fled say Mersek told the men in the east that help didn't come and raids increased"
    assert locate(text, text.replace("who had fled", "who have fled")).status == "fuzzy"
    assert locate(text, text.replace(old, new)).status == "unsupported"


def test_opposites_are_not_slips() -> None:
    text = "Those who stood near the undeclared border post were taken away by the unarmed men at night."
    assert locate(text, text.replace("unarmed", "armed")).status == "unsupported"
    assert locate(text, text.replace("undeclared", "declared")).status == "unsupported"


def test_a_script_without_capitals_gets_no_near_match() -> None:
    text = "وقالت وزارة الداخلية في طرابلس إنها لم تبلغ بالغارة على مركز الاحتجاز في تاجوراء"
    span = locate(text, text.replace("لم ", ""))
    assert (span.status, "without capitals" in span.note) == ("unsupported", True)


def test_the_passage_with_the_right_number_wins_over_one_like_it() -> None:
    text = (
        "At first at least 40 people were reported killed in the raid on the centre. "
        "Later at least 44 people were reported killed in the raid on the centre."
    )
    span = locate(text, "at least 44 people were reported killed in the raid on the center.")
    assert span.status == "unsupported"  # the last word is another
    span = locate(text, "at least 44 poeple were reported killed in the raid on the centre")
    assert text[span.start : span.end] == "at least 44 people were reported killed in the raid on the centre"


def test_the_threshold_eases_with_length() -> None:
    assert [threshold(length) for length in (1, 40, 120, 200, 999)] == pytest.approx(
        [0.94, 0.94, 0.92, 0.9, 0.9]
    )


def test_too_many_missing_words_are_too_many() -> None:
    assert locate(TEXT, slipped(" were → ")).status == "fuzzy"
    assert locate(TEXT, slipped(" were → ", " people → ")).status == "unsupported"
