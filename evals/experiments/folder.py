"""What stands in an experiment's folder, and who may write there?

`experiment.json`, the same table as Markdown and as a page, and a run folder for each variant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extract.errors import RunFolderError
from extract.run.export import replacing

NAME = "experiment.json"
_LOCK = ".lock"


@contextmanager
def opened(path: Path) -> Iterator[None]:
    """Keep the folder for this process. Raises `RunFolderError` if it is in use, foreign or not writable."""
    from filelock import FileLock, Timeout

    if path.is_dir() and not (path / NAME).exists() and any(each.name != _LOCK for each in path.iterdir()):
        raise RunFolderError(
            f"{path} holds other files and no experiment", hint="name a new folder with --output"
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / _LOCK)
        lock.acquire(blocking=False)
    except Timeout as error:
        raise RunFolderError(
            f"another process runs the experiment in {path}", hint="wait for it, or name another --output"
        ) from error
    except OSError as error:
        raise RunFolderError(
            f"cannot write in {path}: {error.strerror}", hint="name another folder with --output"
        ) from error
    try:
        yield
    finally:
        lock.release()


def write_experiment(path: Path, data: Mapping[str, Any]) -> None:
    """Put `experiment.json` in place, whole or not at all."""
    with replacing(path / NAME, encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
        file.write("\n")
