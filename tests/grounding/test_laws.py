"""Laws of offsets: they point at the evidence, whatever stands around it and however it is encoded."""

from __future__ import annotations

import time
import unicodedata
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.grounding import FoldedText, locate
from extract.grounding.boundaries import is_boundary

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PIECES = (
    "Haftar", "cafe\u0301", "Erdog\u0306an", "António", "“war", "crime,”", "L\u2019A\u0301rea", "👍🏽",
    "🇱🇾", "de\u00adten\u00adtion", "死者四十人", "リビア", "ｶﾞｽ", "\u1112\u1161\u11ab국", "\ufb01re", "３０",
    "1\u00a0000", "3,300", "—", "cease\u2011fire", "qa\u0323\u0307", FAMILY, "❤\ufe0f", "क्षि", "مِصر",
    "e\u0301\u200bx", "…", "\u202aLRE\u202c", "x²", "½", "ſ",
)  # fmt: skip
SPACES = (" ", "\u00a0", "  ", "\n\n", "\r\n", "\t", " \u200b", "\u2009 ")
messy = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SPACES)), min_size=1, max_size=12)
STRAIGHT = str.maketrans(
    {"“": '"', "”": '"', "’": "'", "—": "-", "\u2011": "-", "\u00ad": None, "\u200b": None}
)


def straightened(quote: str) -> str:
    return " ".join(unicodedata.normalize("NFC", quote.translate(STRAIGHT)).split())


@given(messy, st.data())
def test_a_slice_of_a_messy_text_is_found_though_it_comes_straightened(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    text = "".join(piece + space for piece, space in parts)
    starts = [0, *accumulate(len(piece + space) for piece, space in parts)]
    first = data.draw(st.integers(0, len(parts) - 1))
    last = data.draw(st.integers(first, len(parts) - 1))
    quote = text[starts[first] : starts[last] + len(parts[last][0])]
    span = locate(text, straightened(quote))
    assert span.start is not None
    assert span.end is not None
    found = text[span.start : span.end]
    assert FoldedText.of(found).text.strip() == FoldedText.of(quote).text.strip()
    assert is_boundary(text, span.start)
    assert is_boundary(text, span.end)
    if span.status == "normalised":  # the one place; a verbatim one elsewhere would have been preferred
        assert starts[first] <= span.start < span.end <= starts[last] + len(parts[last][0])
    if span.status == "exact":
        assert found == straightened(quote)


@given(messy)
def test_every_stretch_of_the_folded_text_maps_back_to_what_folds_to_it(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + space for piece, space in parts)
    folded = FoldedText.of(text)
    for start, end in pairwise(index for index in range(len(folded.text) + 1)):
        span = folded.span(start, end)
        if span and is_boundary(text, span[0]) and is_boundary(text, span[1]):
            assert FoldedText.of(text[slice(*span)]).text == folded.text[start:end]


@given(messy)
def test_folding_is_done_once_and_does_not_depend_on_the_unicode_form(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + space for piece, space in parts)
    folded = FoldedText.of(text).text
    assert FoldedText.of(folded).text == folded
    for form in ("NFC", "NFD"):
        assert FoldedText.of(unicodedata.normalize(form, text)).text == folded


@given(st.text(max_size=40), st.text(max_size=40))
def test_text_added_around_an_exact_quote_shifts_it_and_changes_nothing_else(before: str, after: str) -> None:
    text, quote = "the toll\u00a0was 40, but by Wednesday", "was 40, but"
    alone = locate(text, quote)
    around = locate(f"{before}\n{text}\n{after}", quote)
    shift = len(before) + 1
    assert (around.status, around.start, around.end) == ("exact", alone.start + shift, alone.end + shift)  # type: ignore[operator]


@given(st.text(max_size=60), st.text(max_size=12))
def test_the_span_is_the_evidence_or_there_is_none(text: str, quote: str) -> None:
    span = locate(text, quote)
    if span.status == "unsupported":
        assert (span.start, span.end) == (None, None)
        return
    assert span.start is not None
    assert span.end is not None
    assert 0 <= span.start < span.end <= len(text)
    found = text[span.start : span.end]
    assert (found == quote) or FoldedText.of(found).text in FoldedText.of(quote).text
    if span.status == "exact":
        assert found == quote


def seconds(text: str, *quotes: str) -> float:
    started = time.perf_counter()
    article = FoldedText.of(text)
    for quote in quotes:
        locate(article, quote)
    return time.perf_counter() - started


def test_fifty_quotes_in_an_article_take_no_time() -> None:
    seeds = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
    text = "".join(seed.read_text("utf-8") for seed in seeds)[:10_000]
    quotes = [text[start : start + 150] for start in range(0, 10_000, 400)]
    absent = [quote.replace(" the ", " teh ").replace("4", "7") for quote in quotes]
    assert min(seconds(text, *quotes, *absent) for _ in range(3)) < 0.1


@pytest.mark.parametrize(
    ("unit", "quote"),
    [
        ("a", "a" * 200),
        ("a ", "a a"),
        ("40,000 ", "40"),
        ("the ", "the " * 30 + "then"),
        ("the ", "the " * 30 + "teh " + "the " * 20),
        ("ab ", "ab " * 50 + "abc"),
        ("a\u00a0", "a a a"),
        ("a\u00ad", "aa"),
        ("e\u0301\u0316", "e\u0301"),
        ("👨\u200d", "👨"),
        ("“", '"""'),
        ("word ", "word " * 500),
        ("word ", "word " * 500 + "wor"),
        ("1\u00a0000", "1"),
    ],
)
def test_time_grows_with_the_length_of_a_repetitive_text_and_no_faster(unit: str, quote: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (5_000, 20_000))
    assert (
        min(seconds(long, quote) for _ in range(3)) < 10 * min(seconds(short, quote) for _ in range(3)) + 0.05
    )
