"""Which numbers does a passage of English state, in figures or in words?

No library does this with offsets: text2num (the best kept) rewrites the text, reads "between one hundred and
two hundred" as 102 and 100, and knows neither "half a dozen" nor "tens of thousands". So a lexer gives every
word and figure a one-letter class (`extract.grounding.number_words`), and one grammar, a regular expression
over the classes, says which of them make a number.

"Dozens" is 12, "tens" 10, "scores" 20, "hundreds" 100. "Several" and "a few" are numbers nobody knows: None.
Ordinals, fractions ("two-thirds"), "no one", codes ("F-16", "6m", "1960s"), times and dates in figures are
none. Other languages: figures only.
Blanks part thousands where that is beyond doubt: "50 000", "1 234 567"; in "on July 2 200 people" they don't.
A single group after a point ("1.000") is thousands, but not before a magnitude ("1.250 million").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import NamedTuple
from unicodedata import numeric

from extract.grounding.number_words import CLASS_OF, VALUE_OF

Figure = int | float


@dataclass(frozen=True)
class Number:
    """A number at `text[start:end]`. A range has two ends, otherwise `low == high`; None: an unknown few."""

    start: int
    end: int
    low: Figure | None
    high: Figure | None


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    letter: str


_GROUPED = (
    r"\d{1,2}(?:,\d\d){1,6},\d{3}(?!\d)|\d{1,3}(?:[,，٬'’\u00a0\u2009\u202f]\d{3}){1,6}(?:[.٫]\d+)?(?!\d)"
    r"|(?<![\d.,])[1-9]\d{0,2}(?:(?:\ \d{3}){0,5}\ 000|(?:\ \d{3}){2,6})(?![\d.,]\d|\d)"
)
_POINTED = r"(?!0)\d{1,3}(?:\.\d{3}){1,6}(?:,\d{1,2})?(?!\d)"
_token = re.compile(
    rf"""(?P<other>(?!to-)[A-Za-z]+[-‐‑]?\d\w*             # F-16, L39
        |\d{{1,4}}([-/.])\d{{1,2}}\2\d{{1,4}}(?!\d)|\d{{1,2}}:\d\d   # 2019-07-02, 2.7.2019, 10:30
        |\d+(?:[.,]\d{{1,18}}){{0,6}}[A-Za-z]\w*)           # 6m, 12th, 1960s
    |(?P<figure>{_GROUPED}|{_POINTED}|\d+[.٫]\d+|\d+,\d{{1,2}}(?!\d)|\d*[¼-¾⅐-⅞]|\d+)
    |(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
    |(?P<hyphen>(?<=\w)[-‐‑–](?=[\w$€£]))
    |(?P<sign>[$€£¥₹](?=\s?\d))                     # "$5 to $8 million" is a range
    |(?P<end>\n\s*\n|[^\w\s]|_)""",
    re.VERBOSE,
)
MOST_DIGITS = 18
"""A figure with more is no number, but a code."""


@cache
def _grammar() -> re.Pattern[str]:
    below_100 = "(?:T(?:-?[u1])?|[tu1])"
    below_1000 = f"(?:(?:(?:{below_100}|a)-?)?h(?:-?&?{below_100}(?!-?h))?|{below_100})"
    rest = f"{below_1000}(?!-?[hkM])"
    thousands = f"(?:(?:{below_1000}|[da])-?)?k(?:-?&?{rest})?"
    millions = f"(?:(?:{below_1000}|[da])-?)?M(?:-?&?(?:{thousands}(?!-?M)|{rest}))?"
    halves = f"f-?a?[hkMD]|(?:{below_1000}|d)&af-?[hkM]"
    dozens = f"(?:(?:{below_1000}|[dav])-?)?D"
    vague = "v(?:-?[hkM])?|c(?:o?[hkM])?|p(?:op)?"
    number = f"(?:{halves}|{dozens}|{millions}|{thousands}|d-?h|{below_1000}|{vague}|z|d)"
    ordinal = f"n-?1|{number}(?:-Q|-?S|(?<=1)Q|(?<=[ThkM])-?&?[OQ])"
    ranges = (
        f"b(?P<low>{number})&(?P<high>{number})|(?P<since>(?>{number}))(?:-?r-?|-)(?P<until>(?>{number}))"
    )
    return re.compile(f"(?P<ordinal>{ordinal})|{ranges}|(?P<number>{number})")


def numbers_in(text: str) -> list[Number]:
    """The numbers of a passage in order; "6-8", "6 to 8" and "between 6 and 8" are one with two ends."""
    return [_joined(ends) for ends in _statements(text)]


def amounts_in(text: str) -> list[Number]:
    """As `numbers_in`, but the ends of a range each by itself: "6-8 million" is 6,000,000 and 8,000,000."""
    return [amount for ends in _statements(text) for amount in ends]


def is_plain(word: str) -> bool:
    """True for a word that is never part of a number: "people", not "hundred", "and" or "to"."""
    return word.lower() not in CLASS_OF


def _joined(ends: Sequence[Number]) -> Number:
    first, last = ends[0], ends[-1]
    return replace(first, end=last.end, high=last.high)


def _statements(text: str) -> Iterator[tuple[Number, ...]]:
    """One amount each, or the two ends of a range."""
    tokens = list(_tokens(text))
    for match in _grammar().finditer("".join(token.letter for token in tokens)):
        parts = [tokens[slice(*match.span(name))] for name, found in match.groupdict().items() if found]
        if match["ordinal"]:
            continue
        if len(parts) == 1:
            yield (_amount(parts[0]),)
        else:
            yield from _range(*parts)


def _range(low: Sequence[_Token], high: Sequence[_Token]) -> Iterator[tuple[Number, ...]]:
    """Both ends; apart where they do not rise ("2019-20"). "6 to 8 million" begins at 6 million."""
    first, last = _amount(low), _amount(high)
    scale, base = _scale(high)
    if first.low is not None and _scale(low)[0] == 1 and first.low < base:
        first = replace(first, low=first.low * scale, high=first.low * scale)
    if first.low is not None and last.high is not None and first.low < last.high:
        yield first, last
    else:
        yield (first,)
        yield (last,)


def _scale(tokens: Sequence[_Token]) -> tuple[int, Fraction]:
    """The magnitude that a number ends in, and how many of it: "8 million" → 1,000,000 and 8."""
    if len(tokens) > 1 and tokens[-1].letter in "hkMD":
        return VALUE_OF[tokens[-1].text.lower()], _value(tokens[:-1]) or Fraction(0)
    return 1, Fraction(0)


def _amount(tokens: Sequence[_Token]) -> Number:
    value = _value(tokens)
    figure = None if value is None else value.numerator if value.denominator == 1 else float(value)
    return Number(tokens[0].start, tokens[-1].end, figure, figure)


def _value(tokens: Sequence[_Token]) -> Fraction | None:
    if all(token.letter in "av" for token in tokens):
        return None
    total: Fraction = Fraction(0)
    current: Fraction | int = 0
    scaled = tokens[-1].letter in "kM"
    for token in tokens:
        worth = VALUE_OF.get(token.text.lower(), 0)
        if token.letter in "kM":
            total, current = total + (current or 1) * worth, 0
        elif token.letter in "hDp":
            current = (current or 1) * worth
        elif token.letter == "f":
            current += Fraction(1, 2)
        else:
            current += _figure(token.text, scaled=scaled) if token.letter == "d" else worth
    return total + current


def _figure(text: str, *, scaled: bool) -> Fraction:
    """What digits are worth. `scaled`: a magnitude follows, so that "1.250" is a decimal."""
    if not text[-1].isdecimal():
        return int(text[:-1] or 0) + Fraction(numeric(text[-1])).limit_denominator(10)
    if re.fullmatch(_GROUPED, text):
        text = re.sub(r"[^\d.٫]", "", text)
    elif re.fullmatch(_POINTED, text) and not (scaled and re.fullmatch(r"\d+\.\d+", text)):
        text = text.replace(".", "")
    return Fraction(re.sub("[,٫]", ".", text))


def _tokens(text: str) -> Iterator[_Token]:
    for match in _token.finditer(text):
        kind, words = match.lastgroup, match.group()
        if kind != "sign":
            yield _Token(match.start(), match.end(), words, _letter(kind, words))


def _letter(kind: str | None, words: str) -> str:
    if kind == "word":
        return CLASS_OF.get(words.lower(), ".")
    if kind == "figure":
        short = len(words) <= MOST_DIGITS or sum(map(str.isdigit, words)) <= MOST_DIGITS
        return "d" if short else "."
    return "-" if kind == "hyphen" else "."
