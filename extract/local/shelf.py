"""Which weights are on this machine, and away with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.errors import SettingsError
from extract.local.digest import remembered
from extract.local.fetch import lock_of
from extract.local.registry import KNOWN, Weights


@dataclass(frozen=True)
class Held:
    """One entry of the list. `bytes_here` counts a part that is not complete too.

    `complete`: the file is there in full length; `verified`: it was read and is what it should be, and has
    not changed since.
    """

    name: str
    title: str
    licence: str
    size: int
    sha256: str
    path: Path
    bytes_here: int
    complete: bool
    verified: bool


def shelf(models_dir: Path) -> Iterator[Held]:
    """All known weights, here or not."""
    for weights in KNOWN.values():
        yield held(weights, models_dir)


def held(weights: Weights, models_dir: Path) -> Held:
    path = weights.place(models_dir)
    complete = path.is_file() and path.stat().st_size == weights.size
    return Held(
        name=weights.name,
        title=weights.title,
        licence=weights.licence,
        size=weights.size,
        sha256=weights.sha256,
        path=path,
        bytes_here=sum(_size(file) for file in _files(weights, models_dir)),
        complete=complete,
        verified=complete and remembered(path, weights.marker(models_dir)) == weights.sha256,
    )


def remove(weights: Weights, models_dir: Path) -> int:
    """Delete the weights with all that belongs to them; how many bytes that were.

    Nothing outside `models_dir` is touched: `SettingsError` for a user's own file.
    """
    if weights.path is not None:
        raise SettingsError(
            f"{weights.path} is your own file and stays", hint="only fetched weights are removed"
        )
    if not models_dir.is_dir():
        return 0
    with lock_of(weights.place(models_dir), weights):
        freed = 0
        for file in list(_files(weights, models_dir)):
            freed += _size(file)
            _delete(file)
    return freed


def _files(weights: Weights, models_dir: Path) -> Iterator[Path]:
    """The file, its marker, its part, scratch folders; not the lock, which may be somebody's by now."""
    for path in models_dir.glob(f"{weights.file}*"):
        suffix = path.name.removeprefix(weights.file)
        if weights.path is None and (not suffix or suffix.startswith((".part", ".verified", ".wheel-"))):
            yield path


def _size(path: Path) -> int:
    if path.is_dir() and not path.is_symlink():
        return sum(_size(inner) for inner in path.iterdir())
    return path.lstat().st_size


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
