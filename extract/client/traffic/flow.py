"""What can be told of the calls that are under way? Whatever sends them, a display asks it this."""

from __future__ import annotations

from typing import Protocol


class Flow(Protocol):
    """`in_flight` calls have no answer yet; `in_words` is what else there is to say, empty for nothing."""

    @property
    def in_flight(self) -> int: ...

    @property
    def in_words(self) -> str: ...
