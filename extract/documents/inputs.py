"""Which files does an input of the command line mean, and what are their documents called?

A file named directly is called by its stem. A file in a folder, or found by a glob, by its path from
that folder, or from the part of the glob before the first wildcard, without the suffix.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from extract.document import DocumentFailure, Source
from extract.documents.ids import displayable
from extract.documents.options import ReadOptions
from extract.documents.unreadable import failed, os_problem

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".ndjson", ".csv", ".parquet")
SIDECAR_NAME = "sources.csv"

Kind = Literal["stdin", "file", "folder", "glob"]


@dataclass(frozen=True)
class Place:
    """A file that holds documents. `stem` is the id of its one document, or what its rows' ids begin with."""

    path: Path
    stem: str

    @property
    def label(self) -> str:
        return displayable(str(self.path))


@dataclass(frozen=True)
class Input:
    """One input as it was given. The ids of its files begin at `root`; `sidecar` describes them by id."""

    name: str
    kind: Kind
    root: Path = Path()
    sidecar: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def places(given: Input, options: ReadOptions) -> Iterator[Place | DocumentFailure]:
    """The files that hold documents, sorted by path; a failure for a folder that cannot be listed."""
    if given.kind == "file":
        yield Place(given.root, displayable(given.root.stem))
    elif given.kind in ("folder", "glob"):
        for path in files(given):
            if isinstance(path, DocumentFailure):
                yield path
            elif is_document(path, options):
                yield Place(path, displayable(_relative(path, given.root)))


def files(given: Input) -> Iterator[Path | DocumentFailure]:
    """Every file of a folder or a glob that is not hidden, whether it is read or not."""
    return _matches(given) if given.kind == "glob" else _walk(given.root, given.root)


def is_document(path: Path, options: ReadOptions) -> bool:
    """By its name alone: a file in a folder or a glob that is to be read."""
    if path.suffix.lower() not in SUFFIXES or path.name == SIDECAR_NAME:
        return False
    return not is_meta_file(path, options)


def is_meta_file(path: Path, options: ReadOptions) -> bool:
    meta = options.meta_file
    return meta is not None and path.name == meta.name and path.resolve() == meta.resolve()


def glob_root(pattern: str) -> Path:
    """The folders before the first wildcard: `data/**/*.txt` → `data`."""
    fixed: list[str] = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)


def _matches(given: Input) -> Iterator[Path]:
    found = (Path(name) for name in glob.iglob(given.name, recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
    yield from sorted((path for path in found if not path.is_dir()), key=lambda path: path.parts)


def _walk(folder: Path, root: Path) -> Iterator[Path | DocumentFailure]:
    """Depth first by name, without hidden entries; folders that are links are not followed: they can loop."""
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry for entry in found if entry.name[0] != "."), key=lambda entry: entry.name)
    except OSError as error:
        yield failed(
            displayable(_relative(folder, root)), Source(path=displayable(str(folder))), os_problem(error)
        )
        return
    for entry in entries:
        if not entry.is_dir():
            yield Path(entry.path)
        elif not entry.is_symlink():
            yield from _walk(Path(entry.path), root)


def _relative(path: Path, root: Path) -> str:
    within = path.relative_to(root)
    return within.with_suffix("").as_posix() if within.name else root.name
