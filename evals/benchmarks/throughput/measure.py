"""What does a command take? Seconds, processor time and the most memory, of it and what it starts."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Taken:
    """`cpu` are seconds of processor time, `rss` MiB at the highest of the largest process."""

    code: int
    seconds: float
    cpu: float
    rss: float
    out: str


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Taken:
    """The command to its end; its standard error goes where ours goes, if it fails."""
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile() as err,  # a pipe that nobody reads would fill up
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=err,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        ) as process,
    ):
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        code = process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        if code not in (0, 3):
            err.seek(0)
            sys.stderr.write(err.read().decode("utf-8", "replace")[-2000:])
    return Taken(code, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.decode())


@dataclass(frozen=True)
class Running:
    """The model server, in a process of its own."""

    url: str

    def stats(self) -> dict[str, Any]:
        return self._get("stats")

    def reset(self) -> None:
        self._get("reset")

    def _get(self, what: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/{what}", timeout=10) as answer:  # noqa: S310
            told: dict[str, Any] = json.loads(answer.read())
        return told


@contextlib.contextmanager
def serving(*options: str) -> Iterator[Running]:
    """`server.py` with these options, ended at the end."""
    command = [sys.executable, "-m", "evals.benchmarks.throughput.server", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdout is not None
        try:
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()
