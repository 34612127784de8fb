"""How a run survives: every finished document is a line, appended before anything else is done with it.

A line is `{"index": i, "digest": …, "result": {…}}`; `index` counts documents in input order from 0. A
line that a crash cut short is dropped when the journal is opened again. Only an offset a document is
held in memory (8 bytes).
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from extract.disk import storage_error
from extract.errors import RunFolderError
from extract.result import Result

_ABSENT = -1
_RESULT = b', "result": '


@dataclass(frozen=True)
class Entry:
    index: int
    digest: str
    result: Result


class Journal:
    """The append-only record of one run. One writer at a time; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets = array("q")
        self._file: Any = None
        self._reader: Any = None
        self._end = 0

    def __enter__(self) -> Journal:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what a full disk did not take must not be tried again by a seek or a close.
        self._file = self._path.open("ab", buffering=0)
        self._reader = self._path.open("rb")
        try:
            self._index_existing()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def append(self, entry: Entry) -> None:
        """Write one line, so that it outlives the process. Raises `StorageFull`."""
        data = _line(entry.index, entry.digest, entry.result.to_json())
        size = len(data)
        offset = self._end
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            self._undo(offset)
            raise storage_error(error, self._path) from error
        self._remember(entry.index, offset)
        self._end += size

    def sync(self) -> None:
        """Force what was appended onto the disk, so that it outlives a power cut. Raises `StorageFull`."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise storage_error(error, self._path) from error

    def get(self, index: int) -> Entry | None:
        """The newest entry of that document."""
        line = self._read(index)
        return None if line is None else _parse(line)

    def entries(self) -> Iterator[Entry]:
        """The newest entry of every document, in input order."""
        for index in range(len(self._offsets)):
            entry = self.get(index)
            if entry is not None:
                yield entry

    def results(self) -> Iterator[bytes]:
        """The newest result of every document as its line of JSON, in input order; nothing is parsed."""
        for index in range(len(self._offsets)):
            line = self._read(index)
            if line is not None:
                yield _result_in(line)

    def forget_after(self, count: int) -> int:
        """Leave out of `entries` what lies beyond the first `count` documents: gives the number of those.

        Their lines stay: who opens the journal again has them.
        """
        beyond = len(self._offsets) - count - self._offsets[count:].count(_ABSENT)
        del self._offsets[count:]
        return max(beyond, 0)

    def _read(self, index: int) -> bytes | None:
        if index >= len(self._offsets) or self._offsets[index] == _ABSENT:
            return None
        self._reader.seek(self._offsets[index])
        line: bytes = self._reader.readline()
        return line

    def _index_existing(self) -> None:
        offset = self._end = 0
        for line in self._reader:
            if not line.endswith(b"\n"):
                self._file.truncate(offset)
                break
            try:
                index = json.loads(line)["index"]
            except (ValueError, KeyError, TypeError) as error:
                raise RunFolderError(
                    f"{self._path} is damaged at byte {offset}",
                    hint="start the run anew with --overwrite; answers already paid for are in the cache",
                ) from error
            self._remember(index, offset)
            offset = self._end = offset + len(line)

    def _remember(self, index: int, offset: int) -> None:
        missing = index + 1 - len(self._offsets)
        if missing > 0:
            self._offsets.extend([_ABSENT] * missing)
        self._offsets[index] = offset

    def _close(self) -> None:
        self._reader.close()
        self._file.close()

    def _undo(self, offset: int) -> None:
        """Half a line must not stay behind; if even that fails, the next open drops it."""
        try:
            self._file.truncate(offset)
        except OSError:
            return


def _line(index: int, digest: str, result: bytes) -> bytes:
    return b'{"index": %d, "digest": %s, "result": %b}\n' % (index, json.dumps(digest).encode(), result)


def _result_in(line: bytes) -> bytes:
    """What stands behind the head that `_line` writes: a digest holds no quotation mark."""
    return line[line.index(_RESULT) + len(_RESULT) : -2]


def _parse(line: bytes) -> Entry:
    data = json.loads(line.decode("utf-8", "surrogatepass"))
    return Entry(index=data["index"], digest=data["digest"], result=Result.from_dict(data["result"]))
