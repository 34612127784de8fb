"""What may still be spent? A call in flight counts with what it may cost, so a budget is not overrun by it.

That is the tokens of its prompt, by the dearest ratio to its characters seen so far in this run, and the
longest answer seen so far. Before anything was seen it is the most that the request allows; where the
budget does not hold even that, the first call goes out alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extract.client.calls import CallRequest
from extract.client.reply import TokenUsage

_CHARACTERS = 2.5
"""A token. English has 4 to 5, Arabic and Chinese as few as 1 to 2: between them, on the dear side."""
_OPEN_END = 4096
"""Tokens that an answer is taken to have where the request does not bound it."""


def characters(request: CallRequest) -> int:
    return sum(len(str(each.get("content", ""))) for each in request.messages)


def room_for_answer(request: CallRequest) -> int:
    parameters = request.parameters
    return int(parameters.get("max_completion_tokens") or parameters.get("max_tokens") or _OPEN_END)


@dataclass(frozen=True)
class Size:
    """What a call is, as far as limits go: characters of its messages, and most tokens of its answer."""

    characters: int
    room: int

    @classmethod
    def of(cls, request: CallRequest) -> Size:
        return cls(characters(request), room_for_answer(request))

    @property
    def prompt_tokens(self) -> int:
        """About how many."""
        return int(self.characters / _CHARACTERS)


@dataclass
class Budget:
    """US dollars. `price` gives those of a usage; None is a price that is not known."""

    limit: float
    price: Callable[[TokenUsage], float | None]
    spent: float = 0.0
    reserved: float = 0.0
    _ratio: float = 0.0
    _longest: int = 0

    def expected(self, size: Size) -> float:
        """What this call may cost."""
        if not self._longest:
            usage = TokenUsage(size.prompt_tokens, size.room)
        else:
            usage = TokenUsage(int(size.characters * self._ratio), self._longest)
        return self.price(usage) or 0.0

    def admits(self, cost: float) -> bool:
        if self.spent + self.reserved + cost <= self.limit + _ROUNDING:
            return True
        return not self._longest and not self.reserved and self.spent < self.limit

    def reserve(self, cost: float) -> None:
        self.reserved += cost

    def settle(self, reserved: float, size: Size, usage: TokenUsage | None) -> None:
        """The call is over. Without a usage nothing was answered; one whose price is not known costs all."""
        self.reserved = max(0.0, self.reserved - reserved)
        if usage is None:
            return
        paid = self.price(usage) if usage.known else None
        self.spent += reserved if paid is None else paid
        if usage.known:
            self._ratio = max(self._ratio, usage.input / max(size.characters, 1))
            self._longest = max(self._longest, usage.output, 1)


_ROUNDING = 1e-9
