"""What would a run take? Documents, calls, tokens, dollars and seconds, before anything is called.

Each document is put through its plan with the recorded answers alone. What is all recorded costs nothing,
and shows what a document takes: tokens a character, tokens an answer, calls, seconds. What breaks off at a
question that has no answer yet is to be called, and is estimated from those; without any, from what is
usual, in a wide range.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extract.cache.entry import CorruptEntry
from extract.cache.key import cache_key
from extract.cache.store import AnswerStore
from extract.client.asking import Attempt
from extract.client.calls import CallRequest, Completion
from extract.client.reply import TokenUsage
from extract.client.traffic.budget import characters, room_for_answer
from extract.document import Document, DocumentFailure
from extract.errors import CallError, NotInCache
from extract.plans.interviewer import Interviewer
from extract.run.setup import Setup

CHARACTERS_A_TOKEN = (5.0, 4.0, 2.5)
"""Low, expected and high, where no recorded answer shows it.

English prose has so many, English with names and JSON, and other scripts.
"""
ANSWER_TOKENS = (50, 300)
"""Low and expected, where none is recorded; the highest is the room that the request leaves."""


@dataclass(frozen=True)
class Range:
    """An estimate. None: not to be told."""

    low: float | None
    expected: float | None
    high: float | None

    def __add__(self, other: Range) -> Range:
        return self.combined(other, lambda one, two: one + two)

    def combined(self, other: Range, how: Any) -> Range:
        pairs = zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)
        return Range(*(None if None in pair else how(*pair) for pair in pairs))

    def rounded(self) -> Range:
        return Range(*(None if each is None else round(each, 4) for each in dataclasses.astuple(self)))


@dataclass
class Seen:
    """What recorded answers took."""

    documents: int = 0
    calls: int = 0
    characters: int = 0
    usage: TokenUsage = field(default_factory=TokenUsage)
    longest: int = 0
    seconds: float = 0.0
    timed: int = 0
    """Calls whose time is known: that of one in a batch is not."""

    def add(self, asked: list[tuple[CallRequest, Attempt]]) -> None:
        self.documents += 1
        for request, attempt in asked:
            if attempt.usage.known:
                self.calls += 1
                self.characters += characters(request)
                self.usage += attempt.usage
                self.longest = max(self.longest, attempt.usage.output)
                self.seconds += attempt.seconds
                self.timed += attempt.seconds > 0


@dataclass(frozen=True)
class Forecast:
    """`cached` documents need no call, `failed` inputs hold no text.

    `basis` says what the estimate rests on.
    """

    documents: int
    cached: int
    failed: int
    calls: Range
    input_tokens: Range
    output_tokens: Range
    cost_usd: Range
    seconds: Range
    basis: str

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


class _Recorded:
    """A `Caller` that has recorded answers only, and keeps count of what was asked."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self.asked: list[CallRequest] = []

    async def __call__(self, request: CallRequest) -> Completion:
        self.asked.append(request)
        try:
            entry = self._store.get(cache_key(request))
        except CorruptEntry:
            entry = None
        if entry is None:
            raise NotInCache(NotInCache.BEGINNING)
        return entry.completion()


async def forecast(
    setup: Setup, documents: Iterator[Document | DocumentFailure], store: AnswerStore
) -> Forecast:
    """Reads all documents; what is kept of them is a handful of sums."""
    seen, missing = Seen(), Missing()
    total = failed = 0
    for document in documents:
        total += 1
        if isinstance(document, DocumentFailure):
            failed += 1
            continue
        caller = _Recorded(store)
        interviewer = Interviewer(caller, setup.question, setup.format_of)
        try:
            await setup.plan(document, interviewer)
        except NotInCache:
            missing.add(document, caller.asked[-1])
            continue
        except CallError:
            pass  # recorded, and a failure: nothing of it would be called again
        seen.add(list(zip(caller.asked, interviewer.attempts, strict=False)))
    return _estimated(setup, seen, missing, total=total, failed=failed)


@dataclass
class Missing:
    """Documents whose answers are not recorded: how many, and the size and room of their first question."""

    documents: int = 0
    characters: int = 0
    room: int = 0

    def add(self, document: Document, request: CallRequest) -> None:
        self.documents += 1
        self.characters += characters(request)
        self.room = max(self.room, room_for_answer(request))


def _estimated(setup: Setup, seen: Seen, missing: Missing, *, total: int, failed: int) -> Forecast:
    single = setup.prompt.plan == "single"
    calls = _calls(setup, seen, missing, single=single)
    inputs, outputs = _tokens(seen, missing, calls, single=single)
    return Forecast(
        documents=total,
        cached=total - failed - missing.documents,
        failed=failed,
        calls=calls.rounded(),
        input_tokens=inputs.rounded(),
        output_tokens=outputs.rounded(),
        cost_usd=_dollars(setup, inputs, outputs).rounded(),
        seconds=_seconds(setup, seen, calls, inputs + outputs).rounded(),
        basis=_basis(seen, missing, single=single),
    )


def _calls(setup: Setup, seen: Seen, missing: Missing, *, single: bool) -> Range:
    """One a document, or as many as recorded documents took. At most, every one is asked again each time."""
    count = missing.documents
    if not count:
        return Range(0, 0, 0)
    usual = seen.calls / seen.documents if seen.documents else 1.0 if single else None
    if usual is None:
        return Range(count, None, None)
    most = usual * (1 + setup.settings.reasks)
    return Range(float(count) if single else count * usual / 2, count * usual, count * most)


def _tokens(seen: Seen, missing: Missing, calls: Range, *, single: bool) -> tuple[Range, Range]:
    if not missing.documents:
        return Range(0, 0, 0), Range(0, 0, 0)
    if seen.calls and not single:
        a_call = seen.usage.input / seen.calls, seen.usage.output / seen.calls
        return (
            calls.combined(Range(*[a_call[0]] * 3), lambda one, two: one * two),
            calls.combined(Range(*[a_call[1]] * 3), lambda one, two: one * two),
        )
    ratios = [seen.characters / seen.usage.input] * 3 if seen.usage.input else CHARACTERS_A_TOKEN
    repeated = [each / missing.documents if each else None for each in dataclasses.astuple(calls)]
    inputs = [
        None if often is None else missing.characters / ratio * often
        for ratio, often in zip(ratios, repeated, strict=True)
    ]
    usual = seen.usage.output / seen.calls if seen.calls else min(ANSWER_TOKENS[1], missing.room)
    answers = (min(ANSWER_TOKENS[0], usual), usual, max(missing.room, seen.longest))
    outputs = [
        None if many is None else many * each
        for many, each in zip(dataclasses.astuple(calls), answers, strict=True)
    ]
    return Range(*inputs), Range(*outputs)


def _dollars(setup: Setup, inputs: Range, outputs: Range) -> Range:
    def priced(read: float, written: float) -> float:
        found = setup.dollars(TokenUsage(math.ceil(read), math.ceil(written)))
        return math.nan if found is None else found

    found = inputs.combined(outputs, priced)
    values = (None if each is None or math.isnan(each) else each for each in dataclasses.astuple(found))
    return Range(*values)


def _seconds(setup: Setup, seen: Seen, calls: Range, tokens: Range) -> Range:
    """By the time that recorded calls took, and no faster than the limits that were given.

    Of batches it is not known: each takes up to a day, and what is asked again goes into another one.
    """
    if calls.expected == 0:
        return Range(0, 0, 0)
    if not seen.timed or setup.settings.batch:
        return Range(None, None, None)
    each = seen.seconds / seen.timed / setup.concurrency
    settings = setup.settings

    def taken(many: float, counted: float) -> float:
        slowest = [many * each]
        slowest += [many / settings.rpm * 60] if settings.rpm else []
        slowest += [counted / settings.tpm * 60] if settings.tpm else []
        return max(slowest)

    return calls.combined(tokens, taken)


def _basis(seen: Seen, missing: Missing, *, single: bool) -> str:
    if not missing.documents:
        return "every answer is recorded"
    if seen.documents:
        return f"what {seen.documents} documents with recorded answers took"
    if single:
        return "no answer is recorded yet: four characters a token and an answer of usual length"
    return "no answer is recorded yet: how many questions a document takes shows once some are extracted"
