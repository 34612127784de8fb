"""What a run folder is: `run.json`, `results.jsonl`, `journal/`; who may write in it, and when.

A folder holds one run. A second run there is refused, continued (`resume`) or put in its place
(`overwrite`); a run is continued only if everything that shapes its answers is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from extract.errors import RunFolderError, StorageFull
from extract.result import Result

if TYPE_CHECKING:
    from filelock import BaseFileLock

Mode = Literal["new", "resume", "overwrite"]
Identity = Mapping[str, str]
"""What shapes the answers of a run, by name: digests of schema, prompt and parameters, the model."""


@dataclass(frozen=True)
class RunFolder:
    """Paths of one run. `id` is the folder's name."""

    path: Path

    @property
    def id(self) -> str:
        return self.path.resolve().name

    @property
    def manifest(self) -> Path:
        return self.path / "run.json"

    @property
    def results(self) -> Path:
        return self.path / "results.jsonl"

    @property
    def journal(self) -> Path:
        return self.path / "journal" / "000.jsonl"

    @property
    def batches(self) -> Path:
        """What was submitted to the Batch API. Outlives `overwrite`: what is paid for is to be fetched."""
        return self.path / "journal" / "batches.jsonl"

    @property
    def log(self) -> Path:
        return self.path / "journal" / "run.log"

    @property
    def shards(self) -> Path:
        """Where an engine on many machines puts the results as Parquet files as well."""
        return self.path / "shards"

    def read_manifest(self) -> dict[str, Any]:
        """`run.json` as it stands. Raises `RunFolderError` if this is no run folder."""
        try:
            data = json.loads(self.manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunFolderError(
                f"{self.path} is not a run folder", hint="`affidavit runs ls` lists the runs there are"
            ) from error
        if not isinstance(data, dict):
            raise RunFolderError(f"{self.manifest} is not a run's manifest")
        return data

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        text = json.dumps(manifest, indent=2, ensure_ascii=False, default=str)
        self._replace(self.manifest, [f"{text}\n".encode("utf-8", "surrogatepass")])

    def write_results(self, lines: Iterable[bytes]) -> None:
        """Put `results.jsonl` in place, whole or not at all."""
        self._replace(self.results, (line + b"\n" for line in lines))

    def read_results(self) -> Generator[Result, None, None]:
        """The results in input order, one line at a time. Raises `RunFolderError` if there are none yet."""
        try:
            file = self.results.open(encoding="utf-8", errors="surrogatepass")
        except OSError as error:
            raise self._without_results() from error
        with file:
            for number, line in enumerate(file, start=1):
                try:
                    yield Result.from_dict(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    raise RunFolderError(
                        f"{self.results} is damaged in line {number}",
                        hint="the command that made it writes it anew (`affidavit extract` with --resume)",
                    ) from error

    def results_digest(self) -> str:
        """SHA-256 of `results.jsonl`, in hexadecimal. Raises `RunFolderError` if there are none yet."""
        try:
            with self.results.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise self._without_results() from error

    def _without_results(self) -> RunFolderError:
        return RunFolderError(
            f"{self.path} has no results yet",
            hint="the command that began it goes on (`affidavit extract` with --resume)",
        )

    def _replace(self, path: Path, parts: Iterable[bytes]) -> None:
        temporary = path.with_name(path.name + ".tmp")
        try:
            with temporary.open("wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StorageFull(
                f"cannot write {path}: {error.strerror}", hint="free some space, then --resume"
            ) from error


def open_folder(path: Path, *, mode: Mode, identity: Identity) -> tuple[RunFolder, BaseFileLock]:
    """The folder, ready to write, and the lock that keeps others out: release it when done.

    Raises `RunFolderError` when it holds another run, is in use, or cannot be written.
    """
    folder = RunFolder(path)
    _create(folder)
    lock = _lock(folder)
    try:
        _admit(folder, mode, identity)
    except RunFolderError:
        lock.release()
        raise
    return folder, lock


def _create(folder: RunFolder) -> None:
    if folder.path.is_dir() and not folder.manifest.exists() and _foreign(folder):
        raise RunFolderError(
            f"{folder.path} holds other files and no run", hint="name a new folder with --output"
        )
    try:
        folder.journal.parent.mkdir(parents=True, exist_ok=True)
        probe = folder.path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise RunFolderError(
            f"cannot write in {folder.path}: {error.strerror}", hint="name another folder with --output"
        ) from error


def _foreign(folder: RunFolder) -> bool:
    ours = {"journal", "results.jsonl", "results.jsonl.tmp", "run.json.tmp", "shards"}
    return any(entry.name not in ours for entry in folder.path.iterdir())


def _lock(folder: RunFolder) -> BaseFileLock:
    from filelock import FileLock, Timeout

    lock = FileLock(folder.journal.parent / ".lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise RunFolderError(
            f"another process is writing in {folder.path}", hint="wait for it, or name another --output"
        ) from error
    return lock


def _admit(folder: RunFolder, mode: Mode, identity: Identity) -> None:
    if not folder.manifest.exists():
        _clear(folder)  # a journal without its run.json says nothing of the model and prompt it came from
        return
    if mode == "overwrite" or (mode == "new" and _is_empty(folder)):
        _clear(folder)
    elif mode == "new":
        raise RunFolderError(
            f"{folder.path} already holds a run",
            hint="--resume goes on with it, --overwrite puts a new one in its place",
        )
    else:
        _check_same(folder, identity)


def _is_empty(folder: RunFolder) -> bool:
    """Did it end before it had anything, for want of a key, say? Then nothing of it is worth keeping."""
    there = (folder.journal, folder.results, folder.batches)
    return not any(path.exists() and path.stat().st_size for path in there)


def _check_same(folder: RunFolder, identity: Identity) -> None:
    before = folder.read_manifest().get("identity", {})
    changed = [name for name in identity if identity[name] != before.get(name)]
    if changed:
        raise RunFolderError(
            f"{folder.path} was begun with another {' and '.join(changed)}",
            hint="--overwrite starts anew; answers that are still good come from the cache",
        )


def _clear(folder: RunFolder) -> None:
    """Remove what a run writes and nothing else; `run.json` last, as it alone vouches for the rest."""
    try:
        for path in (
            folder.journal,
            folder.results,
            folder.log,
            *folder.shards.glob("*.parquet"),
            folder.manifest,
        ):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise RunFolderError(
            f"cannot clear {folder.path}: {error.strerror}", hint="name another folder with --output"
        ) from error
