"""Who, of all processes, is fetching the answer of a key?

The one that holds the kernel's lock on the file of that key. The kernel lets go when its holder ends,
however it ends. The file is deleted before the lock is let go, so that none pile up; who then gets the
lock of a deleted file sees that it has no name any more and tries again.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from extract.cache.faults import reported


class KeyLock:
    """Made without touching the disk; `take` and `release` block only for as long as a file is opened."""

    def __init__(self, store_folder: Path, key: str) -> None:
        self._path = store_folder / "locks" / f"{key}.lock"
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        return self._fd is not None

    def take(self) -> bool:
        """True if the lock is now ours, False if somebody else has it."""
        with reported(self._path.parent.parent):
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            self._fd = _locked(self._path)
        return self.held

    def release(self) -> None:
        """Does nothing where the lock is not held."""
        if self._fd is not None:
            _delete_and_close(self._path, self._fd)
            self._fd = None


def sweep(store_folder: Path) -> None:
    """Deletes the lock files of processes that were killed: those that nobody holds."""
    for path in (store_folder / "locks").glob("*.lock"):
        with contextlib.suppress(OSError):
            if (fd := _locked(path)) is not None:
                _delete_and_close(path, fd)


def _locked(path: Path) -> int | None:
    """A descriptor that holds the lock of the file at `path`, created if need be; None if taken."""
    from filelock import lock_descriptor

    fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if lock_descriptor(fd, blocking=False) and os.fstat(fd).st_nlink:
            return fd
    except BaseException:
        os.close(fd)
        raise
    os.close(fd)
    return None


def _delete_and_close(path: Path, fd: int) -> None:
    with contextlib.suppress(OSError):  # a system that cannot delete open files keeps this one
        path.unlink()
    os.close(fd)
