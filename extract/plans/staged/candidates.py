"""Which figures of an article may count something a schema asks for?

Not those of dates, times, ages, money, shares and measures. Numbers in words are read in English; those in
figures in any language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.grounding.numbers import Figure as Value
from extract.grounding.numbers import numbers_in
from extract.plans.staged.cues import Hit
from extract.plans.staged.sentences import Article, Sentence
from extract.plans.staged.uncounted import is_measure, without_dates

_stop = (
    "was|were|is|are|had|has|have|who|whom|which|that|in|at|on|by|of|from|with|and|or|as|to|for|after|during|while|when|"
    "including|since|among|more|others?|people's|before|into"
)
_noun = re.compile(
    rf"\s+(?:(?:other|more|of\s+the|of\s+its|of\s+their|of\s+them)\s+)?(?P<noun>(?:(?!(?:{_stop})\b)[^\W\d_][\w’'-]*"
    rf"(?:\s+(?=[^\W\d_])|(?=\W|$))){{1,3}}?)(?=\s*(?:\b(?:{_stop})\b|[,.;:)”\"—–]|$))"
)


@dataclass(frozen=True)
class FigureMention:
    """A number at `article.text[start:end]`. `low` and `high` are None where the words name no number."""

    start: int
    end: int
    low: Value | None
    high: Value | None
    sentence: Sentence


def figure_mentions(article: Article, *, published: dt.date | None = None) -> Iterator[FigureMention]:
    """Figures in order of the text."""
    english = article.language == "en"
    for sentence in article.sentences:
        for number in numbers_in(without_dates(sentence, published, english=english)):
            if not is_measure(sentence.text, number.start, number.end, english=english):
                start, end = sentence.start + number.start, sentence.start + number.end
                yield FigureMention(start, end, number.low, number.high, sentence)


def counted(mention: FigureMention, hits: Iterable[Hit]) -> str | None:
    """The noun that an English sentence counts, as it stands behind the figure: "40 displaced farmers were".

    `hits` are words of the sentence that say what happened or that somebody speaks: the noun ends before
    them, or follows at once ("40 injured farmers"). None where something else stands there.
    """
    text, at = mention.sentence.text, mention.end - mention.sentence.start
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < at:
            continue
        if not text[at : hit.start].strip():
            at = hit.end
            continue
        text = text[: hit.start]
        break
    match = _noun.match(text[at:])
    return match["noun"].strip() if match else None
