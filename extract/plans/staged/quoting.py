"""Which words of a sentence are the evidence for a figure?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.plans.staged import cues
from extract.plans.staged.candidates import FigureMention
from extract.plans.staged.slots import ClaimList, Slot
from extract.plans.staged.work import Work, place_in

_LONGEST = 160
_REACH = 120
_MARKS = ',;:—–“”"()'


def words_beside(of: ClaimList) -> Iterator[Slot]:
    """The words beside the figure that the schema wants: who is counted."""
    return (slot for slot in of.of("text") if not slot.key)


def quote_of(work: Work, of: ClaimList, mention: FigureMention, values: dict[str, Any]) -> tuple[int, int]:
    """The shortest run with the figure, its qualifier, whom it counts, and the word for what happened."""
    text = mention.sentence.text
    start, end = mention.start - mention.sentence.start, mention.end - mention.sentence.start
    spans = [(start, end), *_beside(work, of, text, start, end)]
    for slot in words_beside(of):
        place = _near(text, values.get(slot.name), start, end)
        if place is not None:
            spans.append(place)
    if of.nature is not None:
        term = values[of.nature.name]
        pointing = [hit for hit in work.hits(of.nature.cues, text) if hit.term == term]
        pointing.sort(key=lambda hit: (cues.distance(hit, start, end), hit.start < start))
        spans += [(hit.start, hit.end) for hit in pointing[:1] if cues.distance(hit, start, end) <= _REACH]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    if last - first > _LONGEST:
        first, last = start, end
    if (first, last) == (start, end):
        first, last = _clause(text, start, end)
    return mention.sentence.start + first, mention.sentence.start + last


def _beside(work: Work, of: ClaimList, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for slot in of.of("term"):
        if slot.cues is not None and slot.cues.near == "figure":
            for hit in work.hits(slot.cues, text):
                if hit.end <= start and start - hit.end <= 3:
                    yield hit.start, hit.end


def _near(text: str, words: str | None, start: int, end: int) -> tuple[int, int] | None:
    """The place of the words nearest to the figure."""
    if not words:
        return None
    behind = place_in(text[end:], words)
    if behind is not None and behind[0] < _REACH:
        return end + behind[0], end + behind[1]
    return place_in(text, words)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The figure's surroundings up to punctuation."""
    first = max((text.rfind(mark, 0, start) + 1 for mark in _MARKS), default=0)
    lasts = [at for mark in _MARKS if (at := text.find(mark, end)) >= 0]
    last = min(lasts, default=len(text.rstrip(".!? ")))
    first += len(text[first:start]) - len(text[first:start].lstrip())
    if last - first > _LONGEST:
        first, last = start, min(last, end + 60)
        last = text.rfind(" ", end, last) if text.rfind(" ", end, last) > end else last
    return first, max(last, end)
