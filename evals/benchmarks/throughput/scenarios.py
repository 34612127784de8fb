"""What is measured? Each scenario gives rows for a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from evals.benchmarks.throughput.clients import Bench, clients, totals
from evals.benchmarks.throughput.measure import Running, serving
from evals.benchmarks.throughput.ours import extract

Row = dict[str, Any]
FEW = 20
"""Documents of the run whose processor time is taken off: what starting takes."""


def open_server(bench: Bench, *, in_flight: int = 256, delay: float = 0.2) -> Iterator[Row]:
    """A server that takes whatever comes: calls a second, share of the ideal, processor time, memory."""
    ideal = in_flight / delay
    with serving("--delay", str(delay)) as server:
        for name, client in clients(bench, in_flight):
            few = client(bench.corpus(FEW), server.url)
            server.reset()
            done = client(bench.corpus(bench.documents), server.url)
            told = server.stats()
            rate = told["answered"] / told["seconds"] if told["seconds"] else 0.0
            cpu = (done.taken.cpu - few.taken.cpu) / (bench.documents - FEW)
            yield {
                "client": name,
                "with results": f"{done.results} of {bench.documents}",
                "requests": told["requests"],
                "most at once": told["most_in_flight"],
                "calls/s": round(rate),
                "of ideal": round(rate / ideal, 2),
                "CPU ms a document": round(cpu * 1000, 2),
                "MiB": round(done.taken.rss),
            }


def replay(bench: Bench) -> Iterator[Row]:
    """Every answer is recorded: documents a second, start not counted."""
    with serving("--delay", "0.01") as server:
        folder = bench.fresh("replay")
        options = ("--concurrency", "64")
        extract(bench.corpus(bench.documents), server.url, folder, *options)
        few = extract(bench.corpus(FEW), server.url, folder, *options)
        taken = extract(bench.corpus(bench.documents), server.url, folder, *options)
        seconds = taken.seconds - few.seconds
        yield {
            "replay": f"{bench.documents} documents",
            "documents/s": round((bench.documents - FEW) / seconds),
            "CPU ms a document": round((taken.cpu - few.cpu) / (bench.documents - FEW) * 1000, 2),
            "called again": server.stats()["requests"] - bench.documents,
        }


def limited(bench: Bench, *, count: int = 1000) -> Iterator[Row]:
    """Servers that refuse: by calls a second, by calls at once, and with all sorts of faults."""
    servers = {
        "100 calls/s": (("--rate", "100"), count / 100),
        "100 calls/s, Retry-After 1 s": (("--rate", "100", "--retry-after", "1"), count / 100),
        "32 at once": (("--in-flight", "32"), count / 32 * 0.2),
        "mixed faults": (("--faults",), None),
    }
    for name, (options, best) in servers.items():
        with serving(*options) as server:
            folder = bench.fresh(name)
            extract(bench.corpus(count), server.url, folder, "--concurrency", "256", "--timeout", "5")
            yield _told(name, server, folder, count, best)


def _told(name: str, server: Running, folder: Path, count: int, best: float | None) -> Row:
    told = server.stats()
    return {
        "server": name,
        "ok": f"{totals(folder)['outcomes'].get('ok', 0)} of {count}",
        "seconds": told["seconds"],
        "of the best": round(told["seconds"] / best, 2) if best else "",
        "requests": told["requests"],
        "extra": f"{told['requests'] / count - 1:.1%}",
        "faults": ", ".join(f"{n} {kind}" for kind, n in told["faults"].items()),
    }


def memory(bench: Bench, *, few: int = 1000, many: int = 100_000) -> Iterator[Row]:
    """Does it grow with the number of documents?"""
    with serving("--delay", "0.02") as server:
        for count in (few, many):
            taken = extract(bench.corpus(count), server.url, bench.fresh("memory"), "--concurrency", "64")
            yield {"documents": count, "MiB": round(taken.rss, 1), "seconds": round(taken.seconds)}


SCENARIOS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "open_server": open_server,
    "replay": replay,
    "limited": limited,
    "memory": memory,
}
