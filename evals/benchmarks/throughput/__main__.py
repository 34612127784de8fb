"""From the command line; see the package."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from evals.benchmarks.throughput.clients import NAMES, Bench
from evals.benchmarks.throughput.scenarios import SCENARIOS, Row


def _markdown(rows: Iterable[Row]) -> Iterable[str]:
    head: list[str] = []
    for row in rows:
        if not head:
            head = list(row)
            yield f"| {' | '.join(head)} |"
            yield f"|{'---|' * len(head)}"
        yield f"| {' | '.join(str(row[name]) for name in head)} |"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.throughput", description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--scenarios", nargs="*", choices=list(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--clients", nargs="*", choices=NAMES, default=list(NAMES), help="For open_server.")
    parser.add_argument("--environments", type=Path, default=Path("runs/environments"), help="Kept.")
    given = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.documents, given.clients, given.environments)
        for name in given.scenarios:
            print(f"\n{name}: {SCENARIOS[name].__doc__}\n", flush=True)
            for line in _markdown(SCENARIOS[name](bench)):
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
