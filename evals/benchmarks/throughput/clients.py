"""Who is measured, and how is it started? Peers by their scripts, affidavit by its own command."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.benchmarks.environments import NotInstalled, interpreter
from evals.benchmarks.throughput.corpus import write
from evals.benchmarks.throughput.measure import Taken, run
from evals.benchmarks.throughput.ours import extract


@dataclass(frozen=True)
class Peer:
    """A script in `peers/`, with options; `environment` names its own of `environments.py`."""

    module: str
    options: tuple[str, ...] = ()
    environment: str | None = None


PEERS = {
    "raw aiohttp": Peer("raw_aiohttp"),
    "openai": Peer("openai_client"),
    "openai over aiohttp": Peer("openai_client", ("aiohttp",)),
    "instructor": Peer("plain_instructor"),
    "instructor over aiohttp": Peer("plain_instructor", ("aiohttp",)),
    "curator": Peer("curator", environment="curator"),
    "LangExtract": Peer("lang_extract", environment="langextract"),
}
OURS = {
    "affidavit, lean": ("--transport", "lean"),
    "affidavit, openai over aiohttp": ("--transport", "openai"),
    "affidavit, lean, 2 workers": ("--transport", "lean", "--workers", "2"),
    "affidavit, lean, 2 actors of Ray": ("--transport", "lean", "--engine", "ray", "--workers", "2"),
}
"""Processor time of Ray's own processes is not the run's, and not in the table."""
NAMES = (*PEERS, *OURS)


@dataclass(frozen=True)
class Bench:
    """Where files go, how many documents, which clients, and where the environments of peers are kept."""

    folder: Path
    documents: int
    clients: Container[str] = NAMES
    environments: Path = Path("runs/environments")

    def corpus(self, count: int) -> Path:
        path = self.folder / f"{count}.jsonl"
        return path if path.exists() else write(path, count)

    def fresh(self, name: str) -> Path:
        folder = self.folder / name.replace(" ", "-").replace(",", "")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


@dataclass(frozen=True)
class Done:
    """What a client took, and how many documents it has a result for."""

    taken: Taken
    results: int


Client = Callable[[Path, str], Done]


def clients(bench: Bench, in_flight: int) -> Iterator[tuple[str, Client]]:
    """Those that were asked for. A peer that cannot be installed is left out, with one line."""
    for name, peer in PEERS.items():
        if name in bench.clients:
            try:
                yield name, _peer(bench, peer, in_flight)
            except NotInstalled as error:
                print(f"{name} is left out: {error}", file=sys.stderr, flush=True)
    for name, options in OURS.items():
        if name in bench.clients:
            yield name, _ours(bench, name, in_flight, options)


def _peer(bench: Bench, peer: Peer, in_flight: int) -> Client:
    own = peer.environment
    python = interpreter(own, bench.environments.resolve()) if own else Path(sys.executable)
    script = f"evals.benchmarks.throughput.peers.{peer.module}"

    def client(documents: Path, url: str) -> Done:
        taken = run([str(python), "-m", script, url, str(documents), str(in_flight), *peer.options])
        if taken.code:
            return Done(taken, 0)
        told = json.loads(taken.out.splitlines()[-1])
        for host in told["refused"]:
            print(f"{peer.module} wanted to reach {host} and was refused", file=sys.stderr, flush=True)
        return Done(taken, told["answered"])

    return client


def _ours(bench: Bench, name: str, in_flight: int, options: tuple[str, ...]) -> Client:
    def client(documents: Path, url: str) -> Done:
        folder = bench.fresh(name)
        taken = extract(documents, url, folder, "--concurrency", str(in_flight), *options)
        return Done(taken, totals(folder)["outcomes"].get("ok", 0))

    return client


def totals(folder: Path) -> dict[str, Any]:
    """Of our run in that folder."""
    manifest: dict[str, Any] = json.loads((folder / "run" / "run.json").read_text("utf-8"))
    counted: dict[str, Any] = manifest["totals"]
    return counted
