"""The documents of a run, one after the other, counted and digested, as far as anybody still wants them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Iterator

from extract.document import Document, DocumentFailure
from extract.run.reader import ReadAhead
from extract.run.stop import Stop

Item = Document | DocumentFailure
Counted = tuple[int | None, str | None]
"""How many documents, and a digest over their digests in order; None where not all of them were read."""
READ_AHEAD = 2_000_000
"""Characters of text, an item counting `_ITEM` more."""
SILENCE_SECONDS = 1.0
_ITEM = 2_000
_BREATH = 64


class Intake:
    """`counted` is known once all are read."""

    def __init__(self, documents: Iterator[Item], stop: Stop) -> None:
        self._documents = documents
        self._stop = stop
        self.counted: Counted = (None, None)

    async def read(self) -> AsyncGenerator[tuple[int, Item], None]:
        """Each document with its place, from 0. Ends early where all is given up and no input comes."""
        reading = ReadAhead(self._documents, size=_size, most=READ_AHEAD)
        digest = hashlib.sha256()
        count = 0
        try:
            while await self._more(reading):
                item = reading.next()
                if item is None:
                    self.counted = count, digest.hexdigest()
                    return
                digest.update(item.digest.encode())
                yield count, item
                count += 1
                if count % _BREATH == 0:
                    await asyncio.sleep(0)
        finally:
            reading.close()

    async def _more(self, reading: ReadAhead[Item]) -> bool:
        """Waits for the next document; False where all was given up and the input says nothing more."""
        if reading.ready():
            return True
        halt = asyncio.ensure_future(self._stop.now.wait())
        read = asyncio.ensure_future(reading.wait())
        try:
            await asyncio.wait([halt, read], return_when=asyncio.FIRST_COMPLETED)
            if not read.done():  # what is there has its line all the same
                await asyncio.wait([read], timeout=SILENCE_SECONDS)
        finally:
            halt.cancel()
            read.cancel()
        return reading.ready()


def _size(item: Item) -> int:
    return _ITEM + (len(item.text) if isinstance(item, Document) else 0)
