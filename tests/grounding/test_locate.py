"""What counts as found: exact, normalised, ambiguous or not at all."""

from __future__ import annotations

import unicodedata

import pytest

from extract.grounding import FoldedText, Span, locate

HAND = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # man, woman and girl: one family


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("At least 40 people were killed.", "At least 40 people"),
        ("Haftar's forces denied it.", "Haftar"),
        ("the UN-recognized government", "UN"),
        ("the three-month war", "three"),
        ("L'Italie a condamné", "Italie"),
        ("造成四十人死亡", "四十人"),
        ("死者は40人だった", "40"),
        ("리비아의 수도", "리비아"),
        ("killed 40² people", "40"),
        (f"a {HAND} b", HAND),
        ("in 2019 300 people died", "2019"),
    ],
)
def test_a_verbatim_quote_in_one_place_is_exact(text: str, quote: str) -> None:
    span = locate(text, quote)
    assert (span.status, text[span.start : span.end]) == ("exact", quote)


@pytest.mark.parametrize(
    ("text", "quote", "evidence"),
    [
        pytest.param("killed\u00a0at  least\r\n40", "killed at least 40", None, id="white space"),
        pytest.param("in cafe\u0301 Noir", "caf\u00e9 Noir", "cafe\u0301 Noir", id="article in NFD"),
        pytest.param("in caf\u00e9 Noir", "cafe\u0301 Noir", "caf\u00e9 Noir", id="quote in NFD"),
        pytest.param(
            "the \ufb01ring of \uff14\uff10 shells", "firing of 40", None, id="ligature, full width"
        ),
        pytest.param("a “war crime,” he said", 'a "war crime," he', None, id="curly quotes"),
        pytest.param("a «war crime» he said", "a 'war crime' he", None, id="guillemets; JSON's way out"),
        pytest.param("the country’s south", "country's south", "country’s south", id="apostrophe"),
        pytest.param("the crime—may—amount", "crime-may-amount", "crime—may—amount", id="dashes"),
        pytest.param("de\u00adten\u00adtion\u200b centre", "detention centre", None, id="soft hyphens"),
        pytest.param("死亡\u200b人数", "死亡人数", "死亡\u200b人数", id="zero-width in Chinese"),
        pytest.param("40 were killed", " 40 were \n", "40 were", id="white space around"),
        pytest.param("40 were killed", "“40 were killed”", "40 were killed", id="wrapped in quote marks"),
        pytest.param("40 were killed today", "40 were killed...", "40 were killed", id="ellipsis after"),
        pytest.param("40 were killed today", "…were killed…", "were killed", id="ellipsis around"),
        pytest.param("40 were killed today", "'40 were killed ...'", "40 were killed", id="both"),
        pytest.param("he failed … today", "failed ... today", "failed … today", id="ellipsis of the article"),
        pytest.param("\u1112\u1161\u11ab\u1100\u116e\u11a8 x", "한국", None, id="decomposed Hangul"),
        pytest.param("ｶﾞｽ爆発", "ガス爆発", "ｶﾞｽ爆発", id="half-width kana"),
        pytest.param("👨\u200d👩 a\u00a0b", "👨\u200d👩 a b", "👨\u200d👩 a\u00a0b", id="emoji sequence"),
    ],
)
def test_a_quote_that_is_there_but_for_its_typography_is_normalised(
    text: str, quote: str, evidence: str | None
) -> None:
    span = locate(text, quote)
    assert span.status == "normalised"
    found = text[span.start : span.end]
    assert found == evidence or (evidence is None and FoldedText.of(found).text == FoldedText.of(quote).text)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("140 or 40,000 or 40.5 or 1,040", "40"),
        ("they counted 40\u00a0000 or 40½", "40"),
        ("the $3.2 million", "2 million"),
        ("٤٠٠ شخص", "٤٠"),
        ("a woman and her manhood", "man"),
        ("US forces", "us"),
        ("he told us", "US"),
        ("They can't and cannot.", "They can"),
        ("twenty-two killed", "two killed"),
        ("twenty-two killed", "twenty"),
        ("non-combatants fled", "combatants"),
        ("de\u00adtention", "de"),
        ("cafe\u0301", "cafe"),
        ("x " + HAND, HAND[0]),
        ("🇱🇾 and", "🇱"),
        ("he was not informed", "was informed"),
        ("$5 million", "$6 million"),
        ("on Monday", "in Munich"),
        ("44 killed", "40 killed"),
        ("at least 40 people, women too, were killed", "at least 40 ... killed"),
        ("2½ tons", "21\u20442 tons"),
        ("x² metres", "x2"),
        ("40 killed", "..."),
        ("40 killed", "''"),
        ("40 killed", "“”"),
        ("", "40"),
    ],
)
def test_what_the_article_does_not_say_is_unsupported(text: str, quote: str) -> None:
    span = locate(text, quote)
    assert (span.start, span.end, span.status) == (None, None, "unsupported")
    assert span.note


@pytest.mark.parametrize("quote", ["", " ", "\n\u00a0", "\u00ad", "\u200b \ufeff"])
def test_a_blank_quote_is_unsupported(quote: str) -> None:
    assert locate("some\u00ad text\u200b \ufeff", quote).note == "the quote is empty"


def test_of_several_places_the_first_is_taken_and_it_is_said() -> None:
    span = locate("40 killed, 40 hurt, 40 missing", "40")
    assert (span.start, span.status, span.note) == (0, "ambiguous", "3 places")


@pytest.mark.parametrize(
    ("near", "start"), [(0, 0), (6, 0), (7, 11), (12, 11), (15, 11), (19, 20), (999, 20)]
)
def test_of_several_places_the_nearest_to_the_hint_is_taken(near: int, start: int) -> None:
    assert locate("40 killed, 40 hurt, 40 missing", "40", near=near).start == start


def test_of_two_places_equally_near_the_first_is_taken() -> None:
    assert locate("40 killed 40", "40", near=6).start == 0


def test_several_normalised_places_are_ambiguous_too() -> None:
    span = locate("a\u00a0b, a  b", "a b", near=8)
    assert (span.start, span.end, span.status) == (5, 9, "ambiguous")


def test_places_that_overlap_are_several() -> None:
    assert locate("oh no no no", "no no") == Span(3, 8, "ambiguous", "2 places")
    assert locate("哈哈哈", "哈哈") == Span(0, 2, "ambiguous", "2 places")


def test_a_verbatim_place_is_preferred_to_those_that_need_folding() -> None:
    span = locate("the  raid, the raid", "the raid")
    assert (span.start, span.status) == (11, "exact")


def test_places_inside_words_do_not_make_a_place_ambiguous() -> None:
    span = locate("a woman, 140, a man, 40", "man")
    assert (span.start, span.status) == (16, "exact")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_folded_text_can_be_used_again_and_again(form: str) -> None:
    text = unicodedata.normalize(form, "Recep Tayyip Erdo\u011fan met Salam\u00e9")  # type: ignore[arg-type]
    article = FoldedText.of(text)
    for quote in ("Erdo\u011fan", "Salam\u00e9", "met"):
        span = locate(article, quote)
        assert unicodedata.normalize("NFC", text[span.start : span.end]) == quote
