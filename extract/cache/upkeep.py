"""What is in the store, is it sound, and what may go? Nothing goes unless it is asked for here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from extract.cache.entry import CorruptEntry, tag_of, unpack
from extract.cache.store import AnswerStore
from extract.errors import CacheError


@dataclass(frozen=True)
class ModelStats:
    model: str
    entries: int
    bytes: int


@dataclass(frozen=True)
class Stats:
    """`bytes` are those of the packed entries; `oldest` and `newest` say when they were stored here."""

    folder: str
    entries: int
    bytes: int
    models: tuple[ModelStats, ...]
    oldest: str | None
    newest: str | None


@dataclass(frozen=True)
class Corrupt:
    """A row that is no entry. `key` is the hexadecimal form of a key that is not text."""

    row: int
    key: str
    reason: str


@dataclass(frozen=True)
class Selection:
    """What `prune` takes: entries stored before a time, or of a model, or both; empty: all of them."""

    before: datetime | None = None
    model: str | None = None


def stats(store: AnswerStore) -> Stats:
    rows = store.query(
        "SELECT tag, COUNT(*), SUM(size), MIN(store_time), MAX(store_time) FROM Cache"
        " GROUP BY tag ORDER BY tag"
    )
    return Stats(
        folder=str(store.folder),
        entries=sum(count for _, count, *_ in rows),
        bytes=sum(size for _, _, size, *_ in rows),
        models=tuple(ModelStats(str(tag), count, size) for tag, count, size, *_ in rows),
        oldest=_iso(min((first for *_, first, _ in rows), default=None)),
        newest=_iso(max((last for *_, last in rows), default=None)),
    )


def verify(store: AnswerStore, *, repair: bool = False) -> Iterator[Corrupt | None]:
    """For each row None, or what is wrong with it; `repair` removes what is wrong.

    A row that another process renews in between is left alone. Raises `CacheError` where the database
    itself is damaged.
    """
    ((verdict, *_), *_) = store.query("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise CacheError(f"the answer database is damaged: {verdict}", hint=f"move {store.folder} away")
    last = 0
    while batch := store.query("SELECT rowid FROM Cache WHERE rowid > ? ORDER BY rowid LIMIT 500", last):
        for (row,) in batch:
            yield _verify_row(store, row, repair=repair)
        last = batch[-1][0]


def _verify_row(store: AnswerStore, row: int, *, repair: bool) -> Corrupt | None:
    sql = "SELECT key, raw, mode, value, store_time FROM Cache WHERE rowid = ?"
    for key, raw, mode, value, stored in store.query(sql, row):
        try:
            _check(key, raw, mode, value)
        except CorruptEntry as error:
            if repair:
                store.query("DELETE FROM Cache WHERE rowid = ? AND store_time IS ?", row, stored)
            return Corrupt(row=row, key=key.hex() if isinstance(key, bytes) else str(key), reason=str(error))
    return None


def _check(key: object, raw: object, mode: object, value: object) -> None:
    if type(key) is not str or raw != 1:
        raise CorruptEntry("the key is not text")
    if mode != 1 or type(value) is not bytes:
        raise CorruptEntry("the row does not hold bytes")
    unpack(key, value)


def selected(store: AnswerStore, selection: Selection) -> tuple[int, int]:
    """Number and bytes of the entries that `prune` would remove."""
    sql = (
        "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM Cache"
        " WHERE (?1 IS NULL OR store_time < ?1) AND (?2 IS NULL OR tag = ?2)"
    )
    ((count, size),) = store.query(sql, *_values(selection))
    return count, size


def prune(store: AnswerStore, selection: Selection) -> int:
    """Removes some hundred entries a commit, so that other processes get their turn. Returns how many."""
    sql = (
        "DELETE FROM Cache WHERE rowid IN (SELECT rowid FROM Cache"
        " WHERE (?1 IS NULL OR store_time < ?1) AND (?2 IS NULL OR tag = ?2) LIMIT 500) RETURNING rowid"
    )
    removed = 0
    while rows := store.query(sql, *_values(selection)):
        removed += len(rows)
    store.query("PRAGMA wal_checkpoint(TRUNCATE)")  # the space goes back to the disk now
    return removed


def _values(selection: Selection) -> tuple[float | None, str | None]:
    before, model = selection.before, selection.model
    return None if before is None else before.timestamp(), None if model is None else tag_of(model)


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
