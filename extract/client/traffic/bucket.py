"""So many units a second, with a store of what was not used: the token bucket, with the clock handed in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Bucket:
    """`rate` units a second flow in, up to `capacity`. `level` may fall below zero: that is owed.

    Times are in seconds of any one clock that does not go back.
    """

    rate: float
    capacity: float
    level: float
    at: float

    def wait(self, now: float, units: float = 1.0) -> float:
        """Seconds until `units` may be taken; what is larger than the bucket waits for a full one."""
        missing = min(units, self.capacity) - self.held(now)
        # A hair of rounding must not have a caller wait for 10⁻¹⁷ s, again and again.
        return missing / self.rate if missing > 1e-9 else 0.0

    def take(self, now: float, units: float = 1.0) -> None:
        self.level, self.at = self.held(now) - units, now

    def give_back(self, units: float) -> None:
        """What was taken too much, or (below zero) too little."""
        self.level = min(self.capacity, self.level + units)

    def held(self, now: float) -> float:
        return min(self.capacity, self.level + (now - self.at) * self.rate)

    def change(self, now: float, *, rate: float, capacity: float) -> None:
        self.level, self.at = min(capacity, self.held(now)), now
        self.rate, self.capacity = rate, capacity


def per_minute(limit: float, now: float) -> Bucket:
    """A limit a minute, spread evenly: a second's worth may go out at once, and at least one call's."""
    return Bucket(limit / 60, max(1.0, limit / 60), max(1.0, limit / 60), now)
