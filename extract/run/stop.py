"""Why does a run begin no further document?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from extract.errors import AffidavitError
from extract.outcome import Outcome


@dataclass
class Stop:
    """Why no further document is begun: Ctrl-C or the budget. `now` also gives up what is in flight.

    `error` is why all was given up, where that was not the user's wish.
    """

    reason: Outcome | None = None
    now: asyncio.Event = field(default_factory=asyncio.Event)
    error: AffidavitError | None = None

    def request(self, reason: Outcome) -> None:
        self.reason = self.reason or reason

    def fail(self, error: AffidavitError) -> None:
        self.error = self.error or error
        self.request("cancelled")
        self.now.set()
