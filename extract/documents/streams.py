"""How is a file read piece by piece, whatever its size and its byte order mark?"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO

from extract.documents.encoding import byte_order_mark
from extract.documents.unreadable import Unreadable, too_large

_BUFFER = 1 << 18
_PIECE = 1 << 16


@dataclass(frozen=True)
class Opened:
    """The bytes of a file, less its byte order mark; `marked` is the encoding which that named.

    A marked file is recoded on the way: then the bytes are UTF-8. Otherwise they are as they stand.
    """

    stream: io.BufferedReader
    marked: str | None


def regular_size(path: Path) -> int:
    """The size in bytes. Raises Unreadable for a pipe or a device, which could block for ever."""
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise Unreadable("not a regular file", hint="pipe it into `-`")
    return status.st_size


def read_whole(path: Path, *, max_bytes: int) -> bytes:
    """The bytes of a file of at most `max_bytes`; a larger one is not read. Raises Unreadable, OSError."""
    if regular_size(path) > max_bytes:
        raise too_large("the file", max_bytes)
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:  # it grew
        raise too_large("the file", max_bytes)
    return data


@contextmanager
def open_file(path: Path) -> Iterator[Opened]:
    """The file as a stream. Raises Unreadable, OSError; reading raises UnicodeError in a broken UTF-16."""
    regular_size(path)
    with path.open("rb") as file:
        yield open_bytes(file)


def open_bytes(source: BinaryIO) -> Opened:
    head = source.read(4)
    mark, encoding = byte_order_mark(head) or (b"", None)
    # The decoders of UTF-16 and UTF-32 need the mark, which tells the byte order; UTF-8 needs no decoder.
    if encoding is None or encoding == "utf-8-sig":
        return Opened(prepend(head[len(mark) :], source), encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    return Opened(
        io.BufferedReader(_Bytes(source, decoder.decode(head).encode(), decoder), _BUFFER), encoding
    )


def prepend(head: bytes, rest: BinaryIO) -> io.BufferedReader:
    """A stream of `head` and then `rest`: to look at the beginning of what cannot be rewound."""
    return io.BufferedReader(_Bytes(rest, head), _BUFFER)


class _Bytes(io.RawIOBase):
    """`head`, then the rest of `source`: recoded to UTF-8 if there is a decoder. Does not close `source`."""

    def __init__(
        self, source: BinaryIO, head: bytes, decoder: codecs.IncrementalDecoder | None = None
    ) -> None:
        self._read = getattr(source, "read1", source.read)  # read1: a pipe's lines come when they are there
        self._pending = head
        self._decoder = decoder
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._pending and not self._ended:
            self._pending = self._pull(len(buffer))
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _pull(self, size: int) -> bytes:
        chunk: bytes = self._read(size)
        self._ended = not chunk
        return chunk if self._decoder is None else self._decoder.decode(chunk, self._ended).encode()


def numbered_lines(stream: io.BufferedReader, *, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their line ends, counted from 1; None for one over `max_bytes`, skipped in pieces."""
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        if len(line) <= max_bytes or line.endswith(b"\n"):
            yield number, line
        else:
            _skip_line(stream)
            yield number, None


def _skip_line(stream: io.BufferedReader) -> None:
    while piece := stream.readline(_PIECE):
        if piece.endswith(b"\n"):
            return
