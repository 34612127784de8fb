"""What goes in: a document, or the record that an input gave none."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from extract.outcome import Outcome


@dataclass(frozen=True)
class Source:
    """Where a document was read: `line` counts from 1 in a JSONL, CSV or Parquet file.

    `encoding` is what the bytes were decoded with; `encoding_basis` says why: "bom", "utf-8"
    (it decoded strictly), "declared" (the file says so), "detected" (a guess by charset-normalizer),
    "native" (the format has no choice).
    """

    path: str
    line: int | None = None
    encoding: str = "utf-8"
    encoding_basis: str = "native"

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Document:
    """A report. `text` is exactly as read: offsets everywhere count its code points."""

    id: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    source: Source = field(default_factory=lambda: Source(path="<memory>"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what an extraction can depend on: id, text and metadata."""
        content = json.dumps([self.id, self.text, dict(self.meta)], sort_keys=True, default=str)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def published_date(meta: Mapping[str, Any]) -> dt.date | None:
    """The day of publication from `meta["published"]`, if it begins with an ISO date."""
    return _iso_date(str(meta.get("published", ""))[:10])


@functools.lru_cache(maxsize=1024)
def _iso_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class DocumentFailure:
    """An input that gave no document. It still takes a line in the results."""

    id: str
    source: Source
    reason: str
    hint: str = ""
    outcome: Outcome = "unreadable"

    @cached_property
    def digest(self) -> str:
        content = json.dumps([self.id, str(self.source), self.reason])
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
