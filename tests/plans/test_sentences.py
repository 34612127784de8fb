from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.plans.staged.sentences import Article

ARABIC = "قُتل 12 شخصًا في قصف على السوق صباح الثلاثاء. وقال الطبيب سامي إن 30 آخرين أصيبوا بجروح."
SPANISH = "Al menos 12 personas murieron el martes. «Hay 30 heridos», dijo la Dra. Ruiz, médica del hospital."


@given(st.text(max_size=400))
def test_a_sentence_is_its_span_of_the_text_and_none_is_lost(text: str) -> None:
    sentences = Article(text).sentences
    assert all(text[each.start : each.end] == each.text for each in sentences)
    assert all(one.end <= other.start for one, other in pairwise(sentences))
    between = [text[one.end : other.start] for one, other in pairwise(sentences)]
    ends = [text[: sentences[0].start], text[sentences[-1].end :]] if sentences else [text]
    assert not "".join(between + ends).strip()


@pytest.mark.parametrize(("text", "language"), [(ARABIC, "ar"), (SPANISH, "es"), (ARABIC, "und")])
def test_other_languages_keep_their_offsets(text: str, language: str) -> None:
    sentences = Article(text, language).sentences
    assert len(sentences) == 2
    assert all(text[each.start : each.end] == each.text for each in sentences)


def test_titles_and_initials_end_no_sentence() -> None:
    text = "The U.N. said Gen. Rool fled. He left at 3 p.m. on Monday."
    assert [each.text for each in Article(text).sentences] == [
        "The U.N. said Gen. Rool fled.",
        "He left at 3 p.m. on Monday.",
    ]


def test_a_headline_ends_at_its_blank_line() -> None:
    assert Article("Nine die in Tarn\n\nShells hit the market.").sentences[0].text == "Nine die in Tarn"


def test_each_bullet_is_a_sentence_of_its_own() -> None:
    article = Article(
        "What we know so far\n• Police fired on a march\n• The hospital has 13 dead\n- Nobody spoke"
    )
    assert [each.text for each in article.sentences] == [
        "What we know so far",
        "• Police fired on a march",
        "• The hospital has 13 dead",
        "- Nobody spoke",
    ]


def test_text_without_a_full_stop_is_cut_between_words() -> None:
    sentences = Article("word " * 2000).sentences
    assert max(len(each.text) for each in sentences) <= 700
    assert {word for each in sentences for word in each.text.split()} == {"word"}


def test_the_sentence_of_an_offset() -> None:
    article = Article("One is here. Two is there.")
    assert article.sentence_at(3).text == "One is here."
    assert article.sentence_at(15).text == "Two is there."
    assert article.before(article.sentences[1]) == "One is here."
    assert article.after(article.sentences[1]) == ""
