"""How are entries kept on disk? In one SQLite database through diskcache, which only this module imports.

One row an entry, in WAL mode with a sync at each commit: neither a killed process nor a power cut loses what
was committed. A sync takes milliseconds, so who has many answers commits them `together`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extract.cache.entry import CorruptEntry, Entry, pack, read_head, tag_of, unpack
from extract.cache.faults import reported
from extract.cache.key import Description
from extract.errors import CacheError

_SETTINGS: dict[str, Any] = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**62,
    "statistics": 0,
    "tag_index": 1,  # the newest entries of one model, for the nearest-entry message
    "sqlite_journal_mode": "wal",
    "sqlite_synchronous": 2,
    "sqlite_cache_size": 1024,  # pages: 4 MiB; diskcache's own 32 would fill up in a long run
    "sqlite_mmap_size": 0,  # an input/output error through a memory map kills the process
}
_LARGEST = 900_000_000
"""SQLite holds no value of more than 10⁹ bytes."""


class AnswerStore:
    """Entries by key in one folder, for any number of processes and threads.

    Everything blocks. Each thread that uses the store has a connection of its own, which `close`
    closes for the calling thread. Errors are `CacheError` and `StorageFull`.
    """

    def __init__(self, folder: Path, *, timeout: float = 60.0) -> None:
        from diskcache import Cache, Disk, Timeout
        from filelock import FileLock

        self.folder = folder
        self._busy: type[Exception] = Timeout
        with reported(folder, Timeout):
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)  # the answers repeat the articles
            # Two processes that both make the tables get into each other's way: one at a time.
            with FileLock(folder / "open.lock", timeout=timeout):
                self._cache = Cache(str(folder), timeout=timeout, disk=_bytes_disk(Disk), **_SETTINGS)

    def get(self, key: str) -> Entry | None:
        """The entry, None where there is none; `CorruptEntry` where it is not what was put there."""
        with reported(self.folder, self._busy):
            data = self._cache.get(key)
        return None if data is None else unpack(key, data)

    def put(self, entry: Entry) -> None:
        """Committed on return. What was under this key is replaced."""
        data = _sized(pack(entry))
        with reported(self.folder, self._busy):
            self._cache.set(entry.key, data, tag=entry.tag)

    def add(self, entry: Entry) -> bool:
        """`put` where the key is free; False, and nothing done, where it is not."""
        data = _sized(pack(entry))
        with reported(self.folder, self._busy):
            return bool(self._cache.add(entry.key, data, tag=entry.tag))

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction: all that this thread puts in here is committed at its end, or nothing of it."""
        with reported(self.folder, self._busy), self._cache.transact(retry=False):
            yield

    def remove(self, key: str) -> None:
        with reported(self.folder, self._busy):
            self._cache.delete(key)

    def __contains__(self, key: str) -> bool:
        with reported(self.folder, self._busy):
            return key in self._cache

    def keys(self) -> Iterator[str]:
        """All keys in order, a few hundred at a time."""
        last = ""
        while batch := self.query(
            "SELECT key FROM Cache WHERE raw = 1 AND key > ? ORDER BY key LIMIT 500", last
        ):
            yield from (key for (key,) in batch if type(key) is str)
            last = batch[-1][0]

    def descriptions(self, model: str, *, limit: int) -> Iterator[Description]:
        """What was asked of a model, newest first, of at most `limit` entries; bodies are not read."""
        sql = "SELECT substr(value, 1, 4096) FROM Cache WHERE tag = ? ORDER BY rowid DESC LIMIT ?"
        for (beginning,) in self.query(sql, tag_of(model), limit):
            try:
                yield read_head(beginning)["request"]
            except CorruptEntry:
                continue

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement on diskcache's table: key, raw, tag, store_time, size, mode, value."""
        with reported(self.folder, self._busy):
            rows: list[tuple[Any, ...]] = self._cache._sql(sql, values).fetchall()
        return rows

    def close(self) -> None:
        self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _bytes_disk(disk: type) -> type:
    from extract.cache.rows import BytesOnly

    return type("BytesOnlyDisk", (BytesOnly, disk), {})


def _sized(data: bytes) -> bytes:
    if len(data) > _LARGEST:
        raise CacheError(f"an answer of {len(data):,} bytes is too large to keep")
    return data
