"""What was submitted? An append-only file in the run folder, written before and after each step.

    {"token": t, "requests": n}            about to be submitted; `batch-t.jsonl` describes its requests
    {"token": t, "file": id, "at": time}   the input is uploaded; a batch may exist from now on
    {"token": t, "batch": id}              the batch exists
    {"token": t, "ended": status}          its answers are in the cache; the descriptions are removed

`token` is ours and goes along as the batch's metadata: a batch whose id was not written down is found by it.
`at` is in seconds since 1970. Each line is on the disk before the next step is taken.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.cache.key import Description
from extract.disk import storage_errors
from extract.errors import RunFolderError


@dataclass
class Record:
    """A batch as far as the ledger knows it."""

    token: str
    requests: int = 0
    file: str = ""
    at: float = 0.0
    batch: str = ""
    ended: str = ""


class Ledger:
    """One run's. Everything blocks; one process writes at a time, as the run folder has it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def outstanding(self) -> list[Record]:
        """Batches that are not ended, in the order of their beginning. A line that a crash cut is dropped."""
        records: dict[str, Record] = {}
        for line in self._lines():
            token = line.pop("token")
            record = records.setdefault(token, Record(token))
            vars(record).update(line)
        return [record for record in records.values() if not record.ended]

    def intend(self, token: str, descriptions: Iterable[Description]) -> None:
        """Before anything is sent."""
        path, count = self.described(token), 0
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                for description in descriptions:
                    file.write(json.dumps(description, separators=(",", ":")).encode("ascii") + b"\n")
                    count += 1
                file.flush()
                os.fsync(file.fileno())
        self._append(token, requests=count)

    def uploaded(self, token: str, file: str) -> None:
        self._append(token, file=file, at=time.time())

    def created(self, token: str, batch: str) -> None:
        self._append(token, batch=batch)

    def ended(self, token: str, status: str) -> None:
        self._append(token, ended=status)
        self.described(token).unlink(missing_ok=True)

    def descriptions(self, token: str) -> Iterator[Description]:
        """What the requests of a batch were, as `describe` made it."""
        try:
            with self.described(token).open("rb") as file:
                for line in file:
                    yield json.loads(line)
        except (OSError, ValueError) as error:
            raise self._damaged() from error

    def described(self, token: str) -> Path:
        return self.path.with_name(f"batch-{token}.jsonl")

    def _append(self, token: str, **what: Any) -> None:
        line = json.dumps({"token": token, **what}).encode("ascii") + b"\n"
        with storage_errors(self.path), self.path.open("ab") as file:
            end = file.tell()
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:  # half a line must not stay behind
                os.truncate(self.path, end)
                raise

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with storage_errors(self.path):
                os.truncate(self.path, whole)
        try:
            for line in data[:whole].splitlines():
                found = json.loads(line)
                yield {"token": found.pop("token"), **_known(found)}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> RunFolderError:
        return RunFolderError(
            f"{self.path} is damaged: what was submitted cannot be told",
            hint="look at the provider's list of batches, and remove the file to begin anew",
        )


def _known(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name in Record.__dataclass_fields__}
