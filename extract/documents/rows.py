"""Where does one row of a CSV file end and the next begin?

At a line end that is not inside quotes. This is decided on the bytes, piece by piece: a row of any size
can be passed over without being held, and the next one is found all the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from extract.documents.unreadable import Unreadable, too_large

_PIECE = 1 << 16
# Where a reader is after some bytes: at the edge of a field (before it, or after a quote that may close
# it), inside quotes, or in the plain part of a field, where a quote is a character like any other.
_EDGE, _QUOTED, _PLAIN = range(3)
_INSIDE_QUOTES = re.compile(rb'(?:[^"]++|"")*+')


def split_rows(stream: io.BufferedReader, delimiter: str, *, max_bytes: int) -> Iterator[bytes | Unreadable]:
    """The bytes of each row that is not blank, as the csv module divides them; of a bad one what is wrong."""
    parts: list[bytes] = []
    size, state = 0, _EDGE
    while piece := stream.readline(_PIECE):
        state = _advance(state, piece, delimiter.encode())
        size += len(piece)
        if size <= max_bytes:
            parts.append(piece)
        else:
            parts.clear()
        if state != _QUOTED and piece.endswith(b"\n"):
            yield from _row(parts, size, max_bytes)
            parts, size, state = [], 0, _EDGE
    if state == _QUOTED and size <= max_bytes:
        yield Unreadable("a quote is opened and never closed", hint='double the quotes inside a field: ""')
    else:
        yield from _row(parts, size, max_bytes)


def _advance(state: int, piece: bytes, delimiter: bytes) -> int:
    """The state after `piece`."""
    at = 0
    while at < len(piece):
        if state == _EDGE:
            quote = piece.startswith(b'"', at)
            state, at = (_QUOTED, at + 1) if quote else (_PLAIN, at)
            continue
        found = _end_of_quotes(piece, at) if state == _QUOTED else piece.find(delimiter, at)
        if found < 0:
            return state
        state, at = _EDGE, found + 1
    return state


def _end_of_quotes(piece: bytes, at: int) -> int:
    """Where the first quote stands that is not doubled; -1 if there is none."""
    inside = _INSIDE_QUOTES.match(piece, at)
    return inside.end() if inside and inside.end() < len(piece) else -1


def _row(parts: list[bytes], size: int, max_bytes: int) -> Iterator[bytes | Unreadable]:
    if size > max_bytes:
        yield too_large("the row", max_bytes)
    elif row := b"".join(parts).strip(b"\r\n"):
        yield row
