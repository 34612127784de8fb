"""What does an error of the disk or the database mean to the user?"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import AffidavitError, CacheError, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LITTLE = 1 << 20


@contextmanager
def reported(folder: Path, *also: type[Exception]) -> Iterator[None]:
    """Raises errors of the system, of SQLite and of the kinds in `also` as ours."""
    kinds: tuple[type[Exception], ...] = (OSError, sqlite3.Error, *also)
    try:
        yield
    except kinds as error:
        raise meaning(error, folder) from error


def meaning(error: BaseException, folder: Path) -> AffidavitError:
    """`StorageFull` or a `CacheError`; the whole chain counts, as a failing rollback hides its cause."""
    chain = list(_chain(error))
    codes = {code for link in chain if (code := _sqlite_code(link)) is not None}
    if any(_is_full(link, folder) for link in chain):
        return StorageFull(
            f"no space left for the answers in {folder}",
            hint="free some space, or set AFFIDAVIT_CACHE_DIR to a folder on a larger disk, and run again",
        )
    if codes & _DAMAGED:
        return CacheError(
            f"the answer database in {folder} is damaged",
            hint="move that folder away, or set AFFIDAVIT_CACHE_DIR to another one",
        )
    if codes & _BUSY:
        return CacheError(
            f"the answer database in {folder} stays locked by another process", hint="wait for it to end"
        )
    return CacheError(
        f"the answers in {folder} cannot be read or written: {_reason(chain[-1])}",
        hint="set AFFIDAVIT_CACHE_DIR to a folder that you can write to",
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)


def _sqlite_code(error: BaseException) -> int | None:
    """The primary result code: the low byte of the extended one."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_full(error: BaseException, folder: Path) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    code = _sqlite_code(error)
    # Where SQLite cannot grow its shared-memory file it only speaks of an input/output error.
    return code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _free_bytes(folder) < _LITTLE)


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _LITTLE
