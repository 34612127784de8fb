"""From the command line; see the package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.benchmarks.accuracy.datasets import Dataset, fa_kes, labelled, muc4
from evals.benchmarks.accuracy.systems import NAMES, Server, results_of
from evals.benchmarks.accuracy.table import markdown, rows, save
from evals.benchmarks.environments import interpreter
from extract.local.engine import start
from extract.local.fetch import ensure
from extract.local.paths import models_dir
from extract.local.registry import resolve

MODEL = "qwen2.5-coder-1.5b"


def _datasets(given: argparse.Namespace) -> list[Dataset]:
    found = [labelled(name, given.out) for name in given.data]
    if given.muc4:
        found.append(muc4(given.muc4))
    if given.fakes:
        found.append(fa_kes(given.fakes, given.out))
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.accuracy", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="Folder for answers and tables.")
    parser.add_argument("--data", nargs="*", default=["seeds"], help="Sets of evals/gold.")
    parser.add_argument("--muc4", type=Path, help="Folder of `evals.benchmarks.muc4 prepare`.")
    parser.add_argument("--fakes", type=Path, help="FA-KES-Dataset.csv.")
    parser.add_argument("--systems", nargs="*", choices=NAMES, default=list(NAMES))
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    python = interpreter("langextract", given.out) if "langextract" in given.systems else Path(sys.executable)
    weights = resolve(MODEL, models_dir())
    tables = {}
    with start(ensure(weights, models_dir=models_dir()), context=weights.context) as engine:
        server = Server(engine, f"local/{MODEL}")
        for dataset in _datasets(given):
            results = {
                system: results_of(system, dataset, server, given.out / dataset.name / system, python=python)
                for system in given.systems
            }
            tables[dataset.name] = rows(dataset, results)
            print(f"{dataset.name}\n{markdown(tables[dataset.name])}\n", flush=True)
    save(given.out / "table.md", tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
