"""What would a run take? Documents, calls, tokens, dollars and seconds, before anything is called.

Each document is put through its plan with the recorded answers alone. What is all recorded costs nothing,
and shows what a document takes: tokens a character, tokens an answer, calls, seconds. What breaks off at a
question that has no answer yet is to be called, and is estimated from those; without any, from what is
usual, in a wide range. The tokens of its prompt are counted, where the model's own tokenizer is at hand.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from extract.cache.entry import CorruptEntry
from extract.cache.key import cache_key
from extract.cache.store import AnswerStore
from extract.client.calls import CallRequest, Completion
from extract.client.reply import TokenUsage
from extract.document import Document, DocumentFailure
from extract.errors import CallError, NotInCache
from extract.plans.interviewer import Interviewer
from extract.run.counting import TokenCounter, open_counter
from extract.run.setup import Setup
from extract.run.tally import CHARACTERS_A_TOKEN, Missing, Range, Seen

ANSWER_TOKENS = (50, 300)
"""Low and expected, where none is recorded; the highest is the room that the request leaves."""


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
    # Of small questions only the first is known before there are answers: its tokens say nothing.
    counting = open_counter(setup) if setup.prompt.plan == "single" else nullcontext()
    with counting as counter:
        return await _forecast(setup, documents, store, Missing(counter))


async def _forecast(
    setup: Setup,
    documents: Iterator[Document | DocumentFailure],
    store: AnswerStore,
    missing: Missing,
) -> Forecast:
    seen = Seen()
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
            missing.add(caller.asked[-1])
            continue
        except CallError:
            pass  # recorded, and a failure: nothing of it would be called again
        seen.add(list(zip(caller.asked, interviewer.attempts, strict=False)))
    return _estimated(setup, seen, missing, total=total, failed=failed)


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
    inputs = calls.combined(
        _asked_once(seen, missing), lambda many, tokens: many / missing.documents * tokens
    )
    usual = seen.usage.output / seen.calls if seen.calls else min(ANSWER_TOKENS[1], missing.room)
    answers = (min(ANSWER_TOKENS[0], usual), usual, max(missing.room, seen.longest))
    outputs = [
        None if many is None else many * each
        for many, each in zip(dataclasses.astuple(calls), answers, strict=True)
    ]
    return inputs, Range(*outputs)


def _asked_once(seen: Seen, missing: Missing) -> Range:
    """Tokens of the first questions: counted as the model counts them, else as recorded, else estimated."""
    counter = _counter(seen, missing)
    if counter is not None:
        return missing.tokens(counter)
    if seen.usage.input:
        ratio = seen.characters / seen.usage.input
        return missing.guessed((ratio, ratio, ratio))
    return missing.guessed(CHARACTERS_A_TOKEN)


def _counter(seen: Seen, missing: Missing) -> TokenCounter | None:
    """The one whose count is taken. What the server said of other documents goes before an inexact one."""
    counter = missing.counter
    if counter is None or not missing.counted or (seen.usage.input and not counter.exact):
        return None
    return counter


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
    counter = _counter(seen, missing)
    counted = "" if counter is None else f"{_counted(missing)} with {counter.name}"
    if seen.documents:
        took = f"what {seen.documents} documents with recorded answers took"
        return f"{took}; {counted}" if counted else took
    if single:
        tokens = f"{counted}," if counted else "four characters a token"
        return f"no answer is recorded yet: {tokens} and an answer of usual length"
    return "no answer is recorded yet: how many questions a document takes shows once some are extracted"


def _counted(missing: Missing) -> str:
    some = f" of {missing.counted} of {missing.documents} documents"
    return f"prompts{some if missing.counted < missing.documents else ''} counted"
