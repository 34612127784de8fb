"""What was sent lately, and how much of it the server refused, in tenths of a second over the last minute."""

from __future__ import annotations

from collections import deque

SLICE = 0.1
_SLICES = 600


class History:
    """Counts of a minute, the oldest falling out."""

    def __init__(self) -> None:
        self._slices: deque[list[int]] = deque(maxlen=_SLICES)  # [which tenth, sent, refused]

    def sent(self, now: float) -> None:
        self._slice(now)[1] += 1

    def refused(self, sent_at: float) -> None:
        """A refusal counts in the moment in which the call was sent."""
        number = int(sent_at / SLICE)
        for each in reversed(self._slices):
            if each[0] <= number:
                each[2] += 1
                return

    def accepted(self, now: float, seconds: float) -> int:
        """Calls sent in the last `seconds` that were not refused, as far as is known yet."""
        first = int((now - seconds) / SLICE)
        return sum(sent - refused for number, sent, refused in self._slices if number > first)

    def owed(self, now: float, rate: float) -> float:
        """What a bucket that lets out `rate` a second would still have to let out of what was accepted."""
        level, before = 0.0, 0
        for number, sent, refused in self._slices:
            level = max(0.0, level - rate * SLICE * (number - before)) if before else 0.0
            level += sent - refused
            before = number
        return max(0.0, level - rate * max(0.0, now - before * SLICE)) if before else 0.0

    def _slice(self, now: float) -> list[int]:
        number = int(now / SLICE)
        if not self._slices or self._slices[-1][0] != number:
            self._slices.append([number, 0, 0])
        return self._slices[-1]
