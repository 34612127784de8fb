"""How much does a server take that does not say so? Learned from its refusals, and from nothing else.

One refusal says little: it may be chance. When nearly all calls sent in a row are refused, or many of a
longer row, the server has a limit. The first guess is that it is on calls at once: as many as it held then.
If it refuses also within that, it is on calls a second: as many as it has taken in the last second; where
that is still too many, half, and so on. Both are raised again for as long as nothing is refused: slowly, or
where the server is known to have taken more, fast. Latency is not looked at: it varies for other reasons.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from extract.client.traffic.bucket import Bucket
from extract.client.traffic.history import History

HABITS = ((6, 7), (15, 50))
"""So many refusals among so many calls sent in a row.

By chance, at one in fourteen, once in a million calls.
"""
STEP, MOST_STEPS = 0.03, 8
"""The rate is raised by this share in a second without a refusal, and by twice as much each time that goes
well."""
_LONGEST = 60.0
_ANSWERS = 20
"""So many answers, at least, between two raises."""
_CAPACITY_SECONDS = 0.05
_REMEMBERED = 512


@dataclass(eq=False)
class Sent:
    """A call that went out."""

    number: int
    at: float
    refused: bool = False


@dataclass
class Learned:
    """What is known of a server's limits; nothing at first. `most` calls at once are wanted."""

    most: int
    window: int | None = None
    pace: Bucket | None = None
    history: History = field(default_factory=History)
    calls: int = 0
    _lately: deque[Sent] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _known_from: int = 0
    _began: float | None = None
    _quiet_since: float = 0.0
    _hold: float = 1.0
    _answers: int = 0
    _steps: int = 1
    _raised: tuple[int | None, float | None] | None = None
    _counted: range = range(0)

    @property
    def at_once(self) -> int:
        return self.most if self.window is None else self.window

    @property
    def searching(self) -> bool:
        """Refused out of habit, and as yet it was only guessed why."""
        return self.window is not None and self.pace is None

    def wait(self, now: float) -> float:
        """Seconds until the next call may go out, as far as the rate is concerned."""
        return 0.0 if self.pace is None else self.pace.wait(now)

    def sent(self, now: float) -> Sent:
        self.history.sent(now)
        if self.pace is not None:
            self.pace.take(now)
        self.calls += 1
        self._began = now if self._began is None else self._began
        call = Sent(self.calls, now)
        self._lately.append(call)
        return call

    def answered(self, now: float) -> None:
        self._answers += 1
        if now - self._quiet_since >= self._hold and self._answers >= _ANSWERS:
            self._quiet(now)
            self._raise(now)

    def refused(self, call: Sent, now: float, *, in_flight: int) -> None:
        """`in_flight` calls are under way beside the refused one."""
        call.refused = True
        self.history.refused(call.at)
        if call.number <= self._known_from:
            if call.number in self._counted:
                self._recount(now)
            return
        self._quiet(now)
        if self._raised is not None:
            self._lower(self._raised, now)
        elif self._is_habit(call):
            self._learn(now, in_flight)

    def _quiet(self, now: float) -> None:
        self._quiet_since, self._answers = now, 0

    def _recount(self, now: float) -> None:
        """A call that was counted among those that the server took was refused after all."""
        if self.pace is not None:
            rate = max(1.0, self.pace.rate - 1)
            self.pace.change(now, rate=rate, capacity=_capacity(rate))
        elif self.window is not None:
            self.window = max(1, self.window - 1)

    def _lower(self, before: tuple[int | None, float | None], now: float) -> None:
        """To what it was before it was raised, and for twice as long as that lasted the last time."""
        self.window, rate = before
        if self.pace is not None and rate is not None:
            self.pace.change(now, rate=rate, capacity=_capacity(rate))
        self._raised, self._steps, self._hold = None, 1, min(2 * self._hold, _LONGEST)

    def _is_habit(self, last: Sent) -> bool:
        """Calls that were sent before `last` and are not refused yet count as taken: a refusal is quicker."""
        return any(self._refused_before(last, row) >= many for many, row in HABITS)

    def _refused_before(self, last: Sent, row: int) -> int:
        first = max(last.number - row, self._known_from)
        return sum(call.refused for call in self._lately if first < call.number <= last.number)

    def _learn(self, now: float, in_flight: int) -> None:
        if self.window is None and 0 < in_flight < self.most:
            self.window = in_flight
        else:
            self._learn_rate(now)
        # Refusals of these may still come: they were sent before anything was known.
        self._counted = range(self.calls - in_flight, self.calls + 1)
        self._known_from, self._raised, self._steps, self._hold = self.calls, None, 1, 1.0

    def _learn_rate(self, now: float) -> None:
        rate = max(self.history.accepted(now, 1.0), 1.0)
        if self.pace is not None:
            rate = min(max(rate, self.pace.rate / 2), 0.95 * self.pace.rate)
        self.pace = Bucket(rate, _capacity(rate), -self.history.owed(now, rate), now)

    def _taken(self, now: float) -> float:
        """Calls a second that the server has taken in the last minute, on the average."""
        seconds = min(60.0, now - (self._began or 0.0))
        return self.history.accepted(now, seconds) / max(seconds, 1.0)

    def _raise(self, now: float) -> None:
        if self._raised is not None:  # the last raise went well
            self._steps = min(2 * self._steps, MOST_STEPS)
        self._raised = (self.window, None if self.pace is None else self.pace.rate)
        if self.pace is not None:
            steps = MOST_STEPS if self.pace.rate < 0.8 * self._taken(now) else self._steps
            rate = self.pace.rate * (1 + STEP * steps)
            self.pace.change(now, rate=rate, capacity=_capacity(rate))
        if self.window is not None:
            self.window = min(self.most, self.window + self._steps)


def _capacity(rate: float) -> float:
    return max(1.0, rate * _CAPACITY_SECONDS)
