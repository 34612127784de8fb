"""Does every call fail? Then the run ends after seconds, not after a night of tries.

A key that is refused and a model that is not there fail each further call in the same way: `REJECTIONS` of
them are enough where there was no answer yet. Other rejections may be about single documents, as of a
gateway that filters contents: `MANY` of them in a row are enough. A server that cannot be reached may come
back: it is given `PATIENCE` seconds before its first answer, and `LONG_PATIENCE` once it has answered, for
a restart should not end a long run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from extract.errors import CallError, RateLimited, RequestRejected, TransportError

REJECTIONS = 3
MANY = 20
FAULTS = 8
PATIENCE = 10.0
LONG_PATIENCE = 120.0
_FOR_ALL = (401, 402, 404, 429)  # 429: out of credit, see `server_errors`


@dataclass
class Breaker:
    """`opened` is told once, with the last error. `clock` gives seconds and does not go back."""

    opened: Callable[[CallError], None]
    clock: Callable[[], float] = time.monotonic
    _rejections: int = 0
    _for_all: int = 0
    _faults: int = 0
    _first_fault: float = 0.0
    _ever_answered: bool = False
    _open: bool = field(default=False)

    def answered(self) -> None:
        self._ever_answered = True
        self._rejections = self._for_all = self._faults = 0

    def failed(self, error: CallError) -> None:
        if isinstance(error, RequestRejected):
            self._rejections += 1
            self._for_all += error.status in _FOR_ALL
        elif isinstance(error, RateLimited):  # it lives
            self._faults = 0
        elif isinstance(error, TransportError):
            self._first_fault = self._first_fault if self._faults else self.clock()
            self._faults += 1
        if not self._open and self._hopeless():
            self._open = True
            self.opened(error)

    def _hopeless(self) -> bool:
        if self._rejections >= MANY or (self._for_all >= REJECTIONS and not self._ever_answered):
            return True
        patience = LONG_PATIENCE if self._ever_answered else PATIENCE
        return self._faults >= FAULTS and self.clock() - self._first_fault >= patience
