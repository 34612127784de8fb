"""Is anything lost or paid for twice when a run is killed again and again? `make torture`.

    python -m evals.benchmarks.torture [--documents 2000] [--kills 100] [--concurrency 16] [--out DIR]

One run is left in peace. Another, on the same documents, is ended by kill -9 at random moments and resumed
each time. In the end both must have found the same, and the server must have seen no more requests than
there are documents and calls that were in flight at a kill.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.benchmarks.throughput.corpus import PROMPT, SCHEMA, write
from evals.benchmarks.throughput.measure import ROOT, Running, serving

_COMMAND = "import sys; from extract.cli.app import run; sys.exit(run(sys.argv[1:]))"
_UNTIL_NOTICED = 0.05
"""Seconds until the server has seen the connections end."""
_OF_THE_RUN = ("seconds", "cached", "calls", "cost_usd", "saved_usd")
"""What depends on when a document was done; all else must be the same."""


@dataclass(frozen=True)
class Suffered:
    """`lost` are calls that were in flight at a kill: asked and not answered, or answered and not on the
    disk yet.

    `differing` are documents whose result is not the other run's.
    """

    documents: int
    kills: int
    lost: int
    requests: int
    differing: int
    seconds: float

    @property
    def good(self) -> bool:
        return not self.differing and self.requests <= self.documents + self.lost


@dataclass(frozen=True)
class Subject:
    """A run of the command in a folder, with a cache of its own."""

    folder: Path
    documents: Path
    server: Running
    concurrency: int

    def start(self) -> subprocess.Popen[bytes]:
        resumed = ["--resume"] if (self.folder / "run" / "run.json").exists() else []
        command = [
            *(sys.executable, "-c", _COMMAND, "extract", str(self.documents)),
            *("--schema", SCHEMA, "--prompt", str(PROMPT), "--model", f"{self.server.url}#bench"),
            *("--concurrency", str(self.concurrency), "--output", str(self.folder / "run"), *resumed),
        ]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AFFIDAVIT_CACHE_DIR": str(self.folder / "cache"),
        }
        return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)

    def finish(self) -> None:
        with self.start() as running:
            _, err = running.communicate()
        if running.returncode:
            sys.exit(f"the run ended with {running.returncode}: {err.decode()[-2000:]}")

    def results(self) -> list[dict[str, Any]]:
        lines = (self.folder / "run" / "results.jsonl").read_text("utf-8").splitlines()
        return [_without_time(json.loads(line)) for line in lines]


def _without_time(result: dict[str, Any]) -> dict[str, Any]:
    usage = {name: value for name, value in result["usage"].items() if name not in _OF_THE_RUN}
    return {**result, "usage": usage}


def torture(
    folder: Path, *, documents: int, kills: int, concurrency: int, delay: float, seed: int = 1
) -> Suffered:
    """Kills a run over so many documents so many times. `folder` has to be empty."""
    began = time.monotonic()
    chance = random.Random(seed)
    corpus = write(folder / "documents.jsonl", documents)
    with serving("--delay", str(delay)) as server:
        peaceful = Subject(folder / "peaceful", corpus, server, concurrency)
        peaceful.finish()
        server.reset()
        subject = Subject(folder / "killed", corpus, server, concurrency)
        for _ in range(kills):
            _kill(subject, chance)
        told = server.stats()
        lost = int(told["cut_off"]) + int(told["cut_off_late"])
        subject.finish()
        requests = int(server.stats()["requests"])
    pairs = zip(peaceful.results(), subject.results(), strict=True)
    differing = sum(one != other for one, other in pairs)
    return Suffered(documents, kills, lost, requests, differing, round(time.monotonic() - began, 1))


def _kill(subject: Subject, chance: random.Random) -> None:
    """Starts the run and ends it somewhere."""
    with subject.start() as running:
        time.sleep(chance.uniform(0.3, 2.0))
        running.send_signal(signal.SIGKILL)
        running.wait()
    time.sleep(_UNTIL_NOTICED)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        suffered = torture(
            Path(folder),
            documents=given.documents,
            kills=given.kills,
            concurrency=given.concurrency,
            delay=given.delay,
            seed=given.seed,
        )
    print(suffered)
    return 0 if suffered.good else 1


if __name__ == "__main__":
    sys.exit(main())
