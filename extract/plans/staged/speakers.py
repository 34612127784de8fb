"""Who says it? The words that name the speaker of a claim; who that is, `sources` asks.

Where neither the sentence has a word of saying nor a quotation is open, nobody is named, and nobody is asked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from extract.plans.interviewer import together
from extract.plans.staged.linking import link
from extract.plans.staged.names import PRONOUNS, with_name
from extract.plans.staged.questions import Named, marked, narrow_model
from extract.plans.staged.sayings import governed, named_by_form
from extract.plans.staged.slots import Slot, slots_of
from extract.plans.staged.sources import Sources
from extract.plans.staged.work import Found, Work, name_in, without_article

_pronoun = re.compile(rf"\b(?:{PRONOUNS})\b", re.IGNORECASE)
_subject = re.compile(r"\b(?:he|she|they|it)\s+(?:\w+\s+)?$", re.IGNORECASE)
_SPEAKER = narrow_model("Speaker", speaker=(Named | None, ...))
_WHO = "Who says the marked words? Copy the words that name the speaker; null if the passage names nobody."


@dataclass
class Speakers:
    """The speakers of one document, each asked about once."""

    work: Work
    _sentences: dict[int, asyncio.Task[str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sources = Sources(self.work)

    async def name(self, claims: Sequence[Found]) -> None:
        """Give every claim its speaker, in place.

        Who a speaker is follows when all are known: the first claim of each, in the order of `claims`, says
        from which sentence; the order of the answers does not matter.
        """
        said = [(claim, slot) for claim in claims if (slot := claim.of.said_by) is not None]
        await together(self._find(claim, slot) for claim, slot in said)
        values = await together(self._sources.of(slot, claim) for claim, slot in said)
        for (claim, slot), value in zip(said, values, strict=True):
            claim.values[slot.name] = value
        link(claims)

    async def _find(self, claim: Found, slot: Slot) -> None:
        if not claim.asked_speaker or (claim.speaker is None and self._pronoun_says(claim)):
            claim.speaker = self._by_form(slot, claim)
            if claim.speaker is None and self._spoken(slot, claim):
                claim.speaker = await self._asked(slot, claim)

    def _by_form(self, slot: Slot, claim: Found) -> str | None:
        if slot.model is None or not self.work.cued:
            return None
        texts = [each for each in slots_of(slot.model) if each.kind == "text"]

        def speaks(words: str) -> bool:
            return any(self.work.hits(each.cues, words) for each in texts)

        start, end = claim.start - claim.sentence.start, claim.end - claim.sentence.start
        return named_by_form(claim.sentence.text, start, end, speaks=speaks)

    def _spoken(self, slot: Slot, claim: Found) -> bool:
        if slot.cues is None or not self.work.cued:
            return True
        return bool(self.work.hits(slot.cues, claim.sentence.text)) or self._in_quotation(claim)

    def _in_quotation(self, claim: Found) -> bool:
        """True where quotation marks were opened in the paragraph before the claim and not closed."""
        text = self.work.article.text
        paragraph = text[max(text.rfind("\n", 0, claim.start), claim.start - 1500, 0) : claim.start]
        if "“" in paragraph or "”" in paragraph:
            return paragraph.count("“") > paragraph.count("”")
        return paragraph.count('"') % 2 == 1

    async def _asked(self, slot: Slot, claim: Found) -> str | None:
        """The speaker of a claim; asked once for all claims beside one word of saying."""
        first, last = self._part(claim)
        said = {
            hit.start
            for hit in self.work.hits(slot.cues, claim.sentence.text)
            if first <= hit.start and hit.end <= last
        }
        if len(said) != 1:
            return await self._ask(claim)
        key = claim.sentence.start + first
        task = self._sentences.get(key)
        if task is None:
            task = self._sentences[key] = asyncio.create_task(self._ask(claim))
        return await task

    def _part(self, claim: Found) -> tuple[int, int]:
        """The part of the sentence that has the claim and its word of saying."""
        sentence, slot = claim.sentence, claim.of.said_by
        start, end = claim.quote_at[0] - sentence.start, claim.quote_at[1] - sentence.start
        return governed(sentence.text, start, end, self.work.hits(slot.cues if slot else None, sentence.text))

    async def _ask(self, claim: Found) -> str | None:
        sentence = claim.sentence
        first, last = self._part(claim)
        start, end = claim.quote_at[0] - sentence.start, claim.quote_at[1] - sentence.start
        passage = marked(sentence.text[first:last], max(start - first, 0), end - first)
        if first == 0 and self._looks_back(claim):
            passage = f"{self.work.article.before(sentence, 2)[-500:]} {passage}".strip()
        path = f"{claim.path}.speaker"
        answer = await self.work.ask(("speaker",), _WHO, passage, sentence, _SPEAKER, max_tokens=60)
        if answer is None:
            return None
        speaker = _named(answer.value, passage)
        said = getattr(answer.value, "speaker", None)
        if said and speaker is None:
            why = "is who was told" if _is_told(passage, said) else "is not in the passage"
            self.work.note(path, "asked_again", f"the speaker {why}", said)
            passage += f"\n\n(“{said}” {why}.)"
            answer = await self.work.ask(("speaker",), _WHO, passage, sentence, _SPEAKER, max_tokens=60)
            speaker = _named(answer.value, passage.rpartition("\n\n")[0]) if answer is not None else None
            if speaker is None and answer is not None and getattr(answer.value, "speaker", None):
                self.work.note(path, "dropped", "the speaker is not in the passage", said)
        return speaker

    def _looks_back(self, claim: Found) -> bool:
        slot = claim.of.said_by
        spoken = self.work.hits(slot.cues if slot else None, claim.sentence.text)
        return not spoken or self._pronoun_near(claim)

    def _pronoun_says(self, claim: Found) -> bool:
        """True for "he said", "it also denied": somebody speaks whom an earlier sentence names."""
        text, slot = claim.sentence.text, claim.of.said_by
        spoken = self.work.hits(slot.cues if slot else None, text)
        return any(_subject.search(text[: hit.start]) for hit in spoken)

    def _pronoun_near(self, claim: Found) -> bool:
        text, slot = claim.sentence.text, claim.of.said_by
        spoken = self.work.hits(slot.cues if slot else None, text)
        return any(_pronoun.search(text[max(0, hit.start - 16) : hit.end + 8]) for hit in spoken)


def _is_told(passage: str, words: str) -> bool:
    """True for the reporter: "two doctors told the agency"."""
    told = rf"\btold\s+(?:the\s+|an?\s+)?{re.escape(without_article(words))}(?!\w)"
    return re.search(told, passage.replace("**", ""), re.IGNORECASE) is not None


def _named(value: BaseModel, passage: str) -> str | None:
    """The speaker as it stands in the passage, with the name that stands beside it.

    None for nobody, and for words that are not there.
    """
    said = getattr(value, "speaker", None)
    if (
        said is None
        or _is_told(passage, said)
        or name_in(passage.replace("**", ""), said) is None
        or _pronoun.fullmatch(said.strip())
    ):
        return None
    return with_name(passage.replace("**", ""), str(said))
