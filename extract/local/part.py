"""The beginning of a file that is being fetched: it can be broken off at any byte and gone on with later.

Beside `<file>.part` stands `<file>.part.sha256` with one digest a line, one for each full block. What the
digests do not vouch for (a block that changed, and the rest after the last full one, which a crash may have
left unwritten) is cut off when the part is opened again.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import TracebackType

from extract.errors import StorageFull
from extract.local.source import FetchGivenUp

BLOCK = 16 << 20


class Part:
    """Grows by `append`, becomes `target` by `finish`. `grown` is called with the length after each append.

    Where a full disk stops it, `StorageFull` is raised and what is there is kept; so it is with
    `FetchGivenUp` once `given_up` is set.
    """

    def __init__(
        self,
        target: Path,
        *,
        size: int,
        grown: Callable[[int], None] | None = None,
        given_up: Event | None = None,
    ) -> None:
        self.length = 0
        self._target, self._size, self._grown, self._given_up = target, size, grown, given_up
        self._path, self._seals = part_files(target)
        self._path.touch()
        self._file = self._path.open("r+b", buffering=0)
        self._whole, self._block = hashlib.sha256(), hashlib.sha256()
        self._take_up()

    def __enter__(self) -> Part:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, data: bytes) -> None:
        """Write `data`, block by block: each full block is on the disk before its digest is."""
        view = memoryview(data)
        while view:
            piece = view[: BLOCK - self.length % BLOCK]
            self._write(piece)
            if self.length % BLOCK == 0:
                self._seal()
            view = view[len(piece) :]
        if self._grown is not None:
            self._grown(self.length)
        self.check()

    def check(self) -> None:
        """Is it still wanted? To be asked where nothing comes for a while. Raises `FetchGivenUp`."""
        if self._given_up is not None and self._given_up.is_set():
            raise FetchGivenUp

    def restart(self) -> None:
        """Throw away what is there."""
        self._seals.unlink(missing_ok=True)
        self._cut(0)
        self._whole, self._block = hashlib.sha256(), hashlib.sha256()

    def sha256(self) -> str:
        """Of all that is there."""
        return self._whole.hexdigest()

    def finish(self) -> None:
        """Become the target, which is then on the disk whole or not at all."""
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.replace(self._target)
        self._seals.unlink(missing_ok=True)
        sync_folder(self._target.parent)

    def _take_up(self) -> None:
        for seal in self._noted():
            block = self._file.read(BLOCK)
            if hashlib.sha256(block).hexdigest() != seal:
                break
            self._whole.update(block)
            self.length += len(block)
        good = self.length // BLOCK
        self._seals.write_text("".join(f"{seal}\n" for seal in self._noted()[:good]), encoding="ascii")
        self._cut(good * BLOCK)

    def _noted(self) -> list[str]:
        return (
            self._seals.read_text(encoding="ascii", errors="replace").split() if self._seals.exists() else []
        )

    def _cut(self, length: int) -> None:
        self.length = length
        self._file.seek(length)
        self._file.truncate()

    def _write(self, piece: memoryview) -> None:
        try:
            written = 0
            while written < len(piece):
                written += self._file.write(piece[written:]) or 0
        except OSError as error:
            self._file.seek(self.length)
            raise self._full(error) from error
        self._whole.update(piece)
        self._block.update(piece)
        self.length += len(piece)

    def _seal(self) -> None:
        try:
            os.fsync(self._file.fileno())
            with self._seals.open("a", encoding="ascii") as seals:
                seals.write(f"{self._block.hexdigest()}\n")
        except OSError as error:
            raise self._full(error) from error
        self._block = hashlib.sha256()

    def _full(self, error: OSError) -> Exception:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return error
        return storage_full(self._target.parent, needed=self._size - self.length)


def part_files(target: Path) -> tuple[Path, Path]:
    """The two files that a part of `target` consists of."""
    return target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.part.sha256")


def storage_full(folder: Path, *, needed: int) -> StorageFull:
    return StorageFull(
        f"not enough room in {folder}: {needed:,} more bytes are needed",
        hint="free some space or set AFFIDAVIT_MODELS_DIR to a larger disk; what was fetched is kept",
    )


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` last through a power cut; Windows has no way to ask for it, nor a need."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
