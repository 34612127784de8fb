"""How a report gets into its file: whole or not at all, folders made on the way."""

from __future__ import annotations

import os
from pathlib import Path

from extract.errors import UsageError


def save(path: Path, text: str) -> None:
    """Put the file in place. Raises `UsageError` where it cannot be written."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", hint="name another file") from error


def check_writable(path: Path) -> None:
    """Raises `UsageError` for a file that could not be written, without writing it."""
    folder = next(each for each in (path.parent, *path.parent.parents) if each.exists())
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"cannot write {path}", hint="name another file")


def append(path: Path, text: str) -> None:
    """Add to the file's end, which is how a job's summary is written. Raises `UsageError`."""
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror}", hint="name a file with --summary"
        ) from error
