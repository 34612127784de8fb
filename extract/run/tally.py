"""What is known of a run before it begins: what recorded answers took, and how much is still to be asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

from extract.client.asking import Attempt
from extract.client.calls import CallRequest
from extract.client.reply import TokenUsage
from extract.client.traffic.budget import characters, room_for_answer
from extract.run.counting import TokenCounter

CHARACTERS_A_TOKEN = (5.0, 4.0, 2.5)
"""Low, expected and high, where nothing shows it.

English prose has so many, English with names and JSON, and other scripts.
"""
ALL, EACH = 1000, 50
"""So many documents have their tokens counted, then each so-manieth: counting takes milliseconds."""


@dataclass(frozen=True)
class Range:
    """An estimate. None: not to be told."""

    low: float | None
    expected: float | None
    high: float | None

    def __add__(self, other: Range) -> Range:
        return self.combined(other, lambda one, two: one + two)

    def combined(self, other: Range, how: Callable[[float, float], float]) -> Range:
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


@dataclass
class Missing:
    """Documents whose answers are not recorded: how many, and the size and room of their first questions.

    Where there is a `counter`, it counts the tokens of `counted` of them, which have `counted_characters`.
    """

    counter: TokenCounter | None = None
    documents: int = 0
    characters: int = 0
    room: int = 0
    counted: int = 0
    counted_characters: int = 0
    _tokens: int = 0

    def add(self, request: CallRequest) -> None:
        self.documents += 1
        self.characters += characters(request)
        self.room = max(self.room, room_for_answer(request))
        if self.counter is not None and (self.documents <= ALL or self.documents % EACH == 0):
            self._count(self.counter, request)

    def _count(self, counter: TokenCounter, request: CallRequest) -> None:
        tokens = counter.count(request.messages)
        if tokens is None:
            self.counter, self.counted = None, 0
            return
        self.counted += 1
        self.counted_characters += characters(request)
        self._tokens += tokens

    def tokens(self, counter: TokenCounter) -> Range:
        """Of all first questions, each asked once; what was not counted has as many a character."""
        told = self._tokens * (self.characters / self.counted_characters)
        return Range(told, told, told + self.documents * counter.overhead)

    def guessed(self, ratios: tuple[float, float, float]) -> Range:
        """The same, by characters a token: low, expected, high."""
        return Range(*(self.characters / ratio for ratio in ratios))
