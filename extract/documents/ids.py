"""What is a document called, and is that name still free?

A name from a file, a column or a file system is hostile data. Control characters, line separators,
bidirectional overrides and half surrogates in it are written as escapes (`\\x1b`): a terminal shows
them and obeys none. Two names that become the same by that are caught as duplicates, never merged.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.document import Document, DocumentFailure, Source

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_BITS = 40


def displayable(text: str) -> str:
    """`text` on one line and safe to print and to encode."""
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


class Register:
    """The ids that were given out, each with the place that had it first.

    Holds a 64-bit hash and a place packed into a number, not the strings: about 100 bytes an id. At a
    million documents the chance that two different ids share a hash is below one in ten million.
    """

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._paths: list[str] = []
        self._count = 0

    def admit(self, item: Document | DocumentFailure) -> Document | DocumentFailure:
        """The item, or, if its id is taken, a failure under an id of its own: `<id>#<position>`."""
        self._count += 1
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
        key = hash(name)
        if key in self._places:
            return self._unpacked(self._places[key])
        self._places[key] = self._packed(source)
        return None

    def _packed(self, source: Source) -> int:
        if not self._paths or self._paths[-1] != source.path:
            self._paths.append(source.path)
        return (len(self._paths) - 1) << _LINE_BITS | (source.line or 0)

    def _unpacked(self, place: int) -> str:
        line = place & ((1 << _LINE_BITS) - 1)
        return str(Source(path=self._paths[place >> _LINE_BITS], line=line or None))
