"""What the parent and its workers ask and tell each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extract.client.traffic.budget import Size
from extract.client.traffic.gate import Ending
from extract.document import Document, DocumentFailure
from extract.errors import CallError
from extract.settings import Settings


@dataclass(frozen=True, slots=True)
class Begin:
    """Asked of a worker once: to make the same preparations. It refuses where they come out otherwise."""

    settings: Settings
    identity: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """Asked of a worker: the `Result` of a document."""

    item: Document | DocumentFailure


@dataclass(frozen=True, slots=True)
class Enter:
    """Asked of the parent: may a call of this size go out? `turn` is the worker's number for it."""

    turn: int
    size: Size


@dataclass(frozen=True, slots=True)
class Left:
    """Told to the parent: that call is over."""

    turn: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class SentAgain:
    """Told to the parent: a call failed of `error` and is tried again after so many seconds."""

    error: CallError
    seconds: float


@dataclass(frozen=True, slots=True)
class Aside:
    """Told to the parent: a call waits to be sent again (`begins`), or does so no longer."""

    begins: bool


@dataclass(frozen=True, slots=True)
class Logged:
    """Told to the parent: a record for its log, by `logging.makeLogRecord`."""

    record: Mapping[str, Any]
