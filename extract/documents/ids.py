"""What is a document called, and is that name still free?

A name from a file, a column or a file system is hostile data. Control characters, line separators,
bidirectional overrides and half surrogates in it are written as escapes (`\\x1b`): a terminal shows
them and obeys none. Two names that become the same by that are caught as duplicates, never merged.
"""

from __future__ import annotations

import contextlib
import re
from array import array
from dataclasses import replace
from tempfile import TemporaryFile

from extract.document import Document, DocumentFailure, Source
from extract.errors import StorageFull

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_OFFSET = (1 << 40) - 1
"""The bits of a slot that say where a line begins; the others are of its id's hash."""
_MARK = ~_OFFSET & (1 << 64) - 1
_SLOTS = 1 << 10
"""At the beginning; a power of two."""


def displayable(text: str) -> str:
    """`text` on one line and safe to print and to encode."""
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


class Register:
    """The ids that were given out, each with the place that had it first.

    Both stand in a temporary file, a line each: they are `displayable`. In memory is a hash table, 12 to 24
    bytes an id: a slot has 24 bits of an id's hash, to tell most others by, and where its line begins. The
    line then says whether it is the same id. `close` it.
    """

    def __init__(self) -> None:
        """Raises `StorageFull`."""
        try:
            self._file = TemporaryFile()  # noqa: SIM115 - `close` does it
        except OSError as error:
            raise _full(error) from error
        self._end = self._file.write(b"\n")  # so that no line begins at 0, which is an empty slot
        self._slots = array("Q", bytes(8 * _SLOTS))
        self._count = self._held = 0

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what a full disk did not take
            self._file.close()

    def admit(self, item: Document | DocumentFailure) -> Document | DocumentFailure:
        """The item, or, if its id is taken, a failure under an id of its own: `<id>#<position>`.

        Raises `StorageFull`.
        """
        self._count += 1
        try:
            return self._admitted(item)
        except OSError as error:
            raise _full(error) from error

    def _admitted(self, item: Document | DocumentFailure) -> Document | DocumentFailure:
        first = self._claim(item.id, item.source)
        if first is None:
            return item
        own = f"{item.id}#{self._count}"
        while self._claim(own, item.source) is not None:
            own += "#"
        if isinstance(item, DocumentFailure):
            return replace(item, id=own)
        return DocumentFailure(
            id=own,
            source=item.source,
            reason=f"duplicate id {item.id}: first at {first}, again at {item.source}",
            hint="give every document an id of its own",
        )

    def _claim(self, name: str, source: Source) -> str | None:
        """None if the id was free and is now taken; else the place that has it."""
        line = f"{name}\n{source}\n".encode()
        slots, found = self._slots, hash(name)
        mask, mark = len(slots) - 1, found & _MARK
        at = found & mask
        while slot := slots[at]:
            if slot & _MARK == mark and (place := self._place(slot & _OFFSET, name)) is not None:
                return place
            at = (at + 1) & mask
        slots[at] = mark | self._end
        self._end += self._file.write(line)
        self._held += 1
        if self._held * 3 > mask * 2:
            self._grow()
        return None

    def _place(self, offset: int, name: str) -> str | None:
        """The place in the line there, if it is that id's."""
        self._file.seek(offset)
        there, place = self._file.readline(), self._file.readline()
        self._file.seek(self._end)
        return place.decode().removesuffix("\n") if there == f"{name}\n".encode() else None

    def _grow(self) -> None:
        """Twice the slots, filled anew from the file."""
        slots = self._slots = array("Q", bytes(16 * len(self._slots)))
        mask = len(slots) - 1
        self._file.seek(1)
        offset = 1
        for line in self._file:
            found = hash(line[:-1].decode())
            at = found & mask
            while slots[at]:
                at = (at + 1) & mask
            slots[at] = found & _MARK | offset
            offset += len(line) + len(next(self._file))
        self._file.seek(self._end)


def _full(error: OSError) -> StorageFull:
    return StorageFull(
        f"the ids of the documents cannot be kept in a temporary file: {error.strerror}",
        hint="free some space in the folder for temporary files, or name another by TMPDIR",
    )
