"""What is one recorded answer, and what are its bytes?

A line of JSON (what was asked, when, how long it took, the digest of the answer), a newline, the answer
deflated. The head can be read without the answer, and both can be checked against the key.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extract.cache.key import Description, is_description, key_of
from extract.client.calls import Completion
from extract.errors import CacheError
from extract.lenient_json import loads

ENTRY_VERSION = 1
HEAD_LIMIT = 65_536
"""No head is longer than this many bytes; real ones have about 600."""


class CorruptEntry(CacheError):
    """What is stored under a key is not the answer that was put there."""


@dataclass(frozen=True)
class Entry:
    """An answer and what was asked. `created` is UTC in ISO 8601; `request` is made by `describe`."""

    body: bytes
    seconds: float
    created: str
    request: Description

    @classmethod
    def of(cls, completion: Completion, request: Description) -> Entry:
        created = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(body=completion.body, seconds=completion.seconds, created=created, request=request)

    @property
    def key(self) -> str:
        return key_of(self.request)

    @property
    def tag(self) -> str:
        """The model's name, as the database can hold it (no lone surrogates)."""
        return tag_of(self.request["model"])

    def completion(self) -> Completion:
        return Completion(body=self.body, seconds=self.seconds, cached=True)


def tag_of(model: str) -> str:
    return model.encode("utf-8", "backslashreplace").decode("utf-8")


def head_of(entry: Entry) -> dict[str, Any]:
    """All of an entry but its body, as plain JSON values."""
    return {
        "version": ENTRY_VERSION,
        "sha256": hashlib.sha256(entry.body).hexdigest(),
        "size": len(entry.body),
        "created": entry.created,
        "seconds": entry.seconds,
        "request": dict(entry.request),
    }


def pack(entry: Entry) -> bytes:
    head = json.dumps(head_of(entry), separators=(",", ":"), allow_nan=False)
    return head.encode("ascii") + b"\n" + zlib.compress(entry.body)


def unpack(key: str, data: bytes) -> Entry:
    """The entry in `data`, which must be the one of `key`; else `CorruptEntry`, which says why."""
    head = read_head(data)
    return checked(key, head, _inflate(data[data.index(b"\n") + 1 :], head["size"]))


def read_head(data: object) -> dict[str, Any]:
    """The head of a packed entry, of which `data` may be the beginning only."""
    line, newline, _ = data[:HEAD_LIMIT].partition(b"\n") if isinstance(data, bytes) else (b"", b"", b"")
    try:
        head = loads(line) if newline else None
    except (ValueError, RecursionError):
        head = None
    return checked_head(head)


def checked_head(head: object) -> dict[str, Any]:
    """`head` where it has the form of `head_of`, else `CorruptEntry`."""
    if not isinstance(head, dict) or not _has_form(head):
        raise CorruptEntry("the head is unreadable")
    if head["version"] > ENTRY_VERSION:
        raise CacheError("an entry was written by a newer affidavit", hint="update affidavit to read it")
    return head


def checked(key: str, head: Mapping[str, Any], body: bytes) -> Entry:
    """The entry of a checked head, after its key and its body were found to be what they should be."""
    if _key(head["request"]) != key:
        raise CorruptEntry("it belongs to another key")
    if len(body) != head["size"] or hashlib.sha256(body).hexdigest() != head["sha256"]:
        raise CorruptEntry("the answer does not match its digest")
    return Entry(body=body, seconds=head["seconds"], created=head["created"], request=head["request"])


def _key(request: Description) -> str | None:
    try:
        return key_of(request)
    except (TypeError, ValueError, RecursionError):  # a parameter that is NaN, or a tower of lists
        return None


def _inflate(data: bytes, size: int) -> bytes:
    """At most `size` bytes and one: damaged data cannot fill the memory."""
    try:
        return zlib.decompressobj().decompress(data, size + 1)
    except zlib.error as error:
        raise CorruptEntry("the answer cannot be decompressed") from error


def _has_form(head: Mapping[str, Any]) -> bool:
    try:
        datetime.fromisoformat(head["created"])
        return (
            type(head["version"]) is int
            and type(head["size"]) is int
            and head["size"] >= 0
            and isinstance(head["sha256"], str)
            and math.isfinite(head["seconds"])
            and is_description(head["request"])
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return False
