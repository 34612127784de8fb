"""How do entries get into a file that can be committed, and back into a store?

One line of JSON an entry, sorted by key, compressed without a time: the same entries give the same
bytes (with the same zlib). An answer stands in its line as text where it is UTF-8, else in Base64.
"""

from __future__ import annotations

import base64
import errno
import gzip
import json
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from extract.cache.entry import CorruptEntry, Entry, checked, checked_head, head_of
from extract.cache.store import AnswerStore
from extract.errors import CacheError, InputError, StorageFull, UsageError

log = logging.getLogger("affidavit")
LINE_LIMIT = 1 << 28
"""A longer line is no entry: a small file can hold a very long one."""
_BATCH = 200
"""Lines that are committed together."""


@dataclass(frozen=True)
class Exported:
    """`absent` keys were asked for and are not in the store; `corrupt` entries were left out."""

    entries: int
    absent: int
    corrupt: int


@dataclass(frozen=True)
class Imported:
    """`conflicting` entries have another answer in the store already: that one stays."""

    added: int
    identical: int
    conflicting: int
    bad: int


def export(store: AnswerStore, path: Path, keys: Iterable[str] | None = None) -> Exported:
    """Writes the entries of `keys` (all: None) to `path`, which is replaced only when all is written.

    Raises `UsageError` where there is nothing to write.
    """
    wanted = store.keys() if keys is None else iter(sorted(set(keys)))
    count = {"entries": 0, "absent": 0, "corrupt": 0}
    with _replacing(path) as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
        for key in wanted:
            count[_export_one(store, key, out)] += 1
        if not sum(count.values()):
            raise UsageError(
                f"there are no answers in {store.folder}: {path} is left as it is",
                hint="AFFIDAVIT_CACHE_DIR says where answers are; a finished run asks nothing again",
            )
    return Exported(**count)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its place at the end, or is gone if there was an error."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as raw:
            yield raw
        part.replace(path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(f"no space left for {path}", hint="free some space and export again") from error
        raise UsageError(f"cannot write {path}: {error.strerror}", hint="name another file") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _export_one(store: AnswerStore, key: str, out: gzip.GzipFile) -> str:
    try:
        entry = store.get(key)
    except CorruptEntry as error:
        log.warning("the cached answer %s is corrupt (%s): not exported", key[:12], error)
        return "corrupt"
    if entry is None:
        return "absent"
    line = json.dumps({"key": key, **head_of(entry), **_body_field(entry.body)}, ensure_ascii=False)
    out.write(line.encode("utf-8", "surrogatepass") + b"\n")
    return "entries"


def _body_field(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode("ascii")}


def import_(store: AnswerStore, path: Path, *, report: Callable[[str], None] = log.warning) -> Imported:
    """Adds the entries of a file that `export` wrote.

    Each line is checked against its key and its digest; a bad one is reported in one line, with its
    number, and passed over. Raises `InputError` where the file cannot be read or is cut off.
    """
    count = {"added": 0, "identical": 0, "conflicting": 0, "bad": 0}
    lines = _lines(path)
    while _import_some(store, path, lines, count, report):
        pass
    return Imported(**count)


def _import_some(
    store: AnswerStore,
    path: Path,
    lines: Iterator[tuple[int, bytes]],
    count: dict[str, int],
    report: Callable[[str], None],
) -> bool:
    """The next lines, committed together, also where the file breaks off behind them. False at the end."""
    seen, broken = 0, None
    with store.together():
        try:
            for number, line in islice(lines, _BATCH):
                seen += 1
                try:
                    entry = _entry_of(line)
                except CacheError as error:
                    report(f"{path}:{number}: {error}")
                    count["bad"] += 1
                else:
                    count[_import_one(store, entry)] += 1
        except InputError as error:
            broken = error
    if broken is not None:
        raise broken
    return seen == _BATCH


def _import_one(store: AnswerStore, entry: Entry) -> str:
    if store.add(entry):
        return "added"
    try:
        existing = store.get(entry.key)
    except CorruptEntry:
        existing = None
    if existing is None:
        store.put(entry)
        return "added"
    return "identical" if existing.body == entry.body else "conflicting"


def _entry_of(line: bytes) -> Entry:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CorruptEntry("not a line of JSON") from error
    head = checked_head(fields)
    return checked(str(fields.get("key")), head, _body_of(head))


def _body_of(fields: dict[str, Any]) -> bytes:
    try:
        if "body" in fields:
            return bytes(fields["body"].encode("utf-8"))
        return base64.b64decode(fields["body_base64"], validate=True)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise CorruptEntry("no answer in it") from error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line; of a line over `LINE_LIMIT` only an empty one."""
    number = 0
    try:
        with gzip.open(path) as stream:
            while line := stream.readline(LINE_LIMIT):
                number += 1
                yield number, line if _ended(line, stream) else b""
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"{path}: not readable after line {number}: {reason}",
            hint="name a file that `affidavit cache export` wrote, or write it again",
        ) from error


def _ended(line: bytes, stream: gzip.GzipFile) -> bool:
    """True if this was a whole line; else the rest of it is read and dropped."""
    if len(line) < LINE_LIMIT or line.endswith(b"\n"):
        return True
    while (rest := stream.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
        pass
    return False
