"""What the stages of one document share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from extract.client.asking import Answer
from extract.document import Document
from extract.errors import AnswerInvalid, AnswerRefused, AnswerTruncated, CallError
from extract.grounding import locate
from extract.grounding.boundaries import is_boundary
from extract.grounding.fold import is_blank
from extract.plans.draft import Action, Check
from extract.plans.interviewer import Interviewer
from extract.plans.staged import cues
from extract.plans.staged.questions import Place, Questionnaire
from extract.plans.staged.sentences import Article, Sentence
from extract.plans.staged.slots import ClaimList
from schemas.annotations import Cues

LEAD = 800
"""Characters: where reports say what they are about."""


@dataclass
class Work:
    """One document under way. `checks` grows as stages do not take what the model says."""

    document: Document
    article: Article
    interviewer: Interviewer
    questionnaire: Questionnaire
    published: dt.date | None
    checks: list[Check] = field(default_factory=list)
    failed: CallError | None = None
    """Why the last question that got no answer got none."""

    @property
    def cued(self) -> bool:
        """False for an article in a language that the schema's words do not speak for."""
        return self.article.language == "en"

    def hits(self, found: Cues | None, text: str) -> list[cues.Hit]:
        return list(cues.hits(found, text)) if found is not None and self.cued else []

    def lead(self, length: int = LEAD) -> str:
        """The first sentences, whole, up to about `length` characters."""
        end = 0
        for sentence in self.article.sentences:
            if end and sentence.end > length:
                break
            end = sentence.end
        return self.article.text[self.article.sentences[0].start : end]

    def own_words(self, words: str) -> str | None:
        """Words as the article has them, to the end of a word that they begin: "Libyan" for "Libya"."""
        text = self.article.text
        place = place_in(text, words)
        if place is None and len(words) > 3 and (match := re.search(rf"(?<!\w){re.escape(words)}\w*", text)):
            place = match.span()
        return None if place is None else text[slice(*place)]

    def stands(self, words: str) -> bool:
        """Are they words of the article, or do they begin one?"""
        return self.own_words(words) is not None

    async def ask(
        self,
        keys: Sequence[str],
        fallback: str,
        passage: str,
        sentence: Sentence,
        schema: type[BaseModel],
        *,
        max_tokens: int = 120,
    ) -> Answer | None:
        """The answer; None where the model gives none that is one: refused, cut off, or never valid.

        That is noted under the first key, and costs what was asked about, not the document. Raises the other
        `CallError`s: a server that fails is no answer to anything.
        """
        place = Place(self.document, self.article, sentence)
        messages = self.questionnaire.messages(keys, fallback, passage, place)
        times = self.questionnaire.prompt.consistency
        try:
            return await self.interviewer.ask(messages, schema, max_tokens=max_tokens, times=times)
        except (AnswerInvalid, AnswerRefused, AnswerTruncated) as error:
            self.note(keys[0], "unanswered", str(error), passage)
            self.failed = error
            return None

    def note(self, path: str, action: Action, why: str, said: object = "") -> None:
        self.checks.append(Check(path, action, why, " ".join(str(said).split())[:200] if said != "" else ""))


@dataclass
class Found:
    """A claim on its way: where its words stand, and what is known of it so far.

    `start` and `end` are offsets of the figure or the words that it was found by; `clause` those of the part
    of the sentence that is about them; `quote_at` those of its quote.
    """

    of: ClaimList
    sentence: Sentence
    start: int
    end: int
    clause: tuple[int, int]
    quote_at: tuple[int, int]
    values: dict[str, Any]
    probability: float
    speaker: str | None = None
    asked_speaker: bool = False

    @property
    def path(self) -> str:
        return self.of.path


def place_in(text: str, words: str | None) -> tuple[int, int] | None:
    """Where words stand in a passage, as grounding finds them or but for capitals; None if nowhere."""
    if words is None or is_blank(words):
        return None
    span = locate(text, words)
    if span.start is not None and span.end is not None and span.status != "fuzzy":
        return span.start, span.end
    for match in re.finditer(rf"(?<!\w){re.escape(words.strip())}(?!\w)", text, re.IGNORECASE):
        if is_boundary(text, match.start()) and is_boundary(text, match.end()):
            return match.span()
    return None


def name_in(text: str, words: str | None) -> tuple[int, int] | None:
    """As `place_in`, for a name: whether an article stands before it does not matter."""
    return place_in(text, words) or (place_in(text, without_article(words)) if words else None)


def without_article(words: str) -> str:
    """ "the army" is the army."""
    return re.sub(r"^(?:the|a|an)\s+", "", words.strip(), flags=re.IGNORECASE)
