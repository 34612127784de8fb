"""From the command line; see the package."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from evals.benchmarks.accuracy.datasets import Dataset, fa_kes, labelled, muc4
from evals.benchmarks.accuracy.pairs import pairs
from evals.benchmarks.accuracy.shares import lines
from evals.benchmarks.accuracy.systems import NAMES, Server, results_of, results_so_far
from evals.benchmarks.accuracy.table import markdown, rows, save
from evals.benchmarks.environments import interpreter
from extract.local.engine import start
from extract.local.fetch import ensure
from extract.local.paths import models_dir
from extract.local.registry import resolve
from extract.result import Result

MODEL = "qwen2.5-coder-1.5b"


def _datasets(given: argparse.Namespace) -> list[Dataset]:
    found = [labelled(name, given.out) for name in given.data]
    if given.muc4:
        found.append(muc4(given.muc4))
    if given.fakes:
        found.append(fa_kes(given.fakes, given.out))
    return found


def _asked(
    given: argparse.Namespace, datasets: list[Dataset]
) -> Iterator[tuple[Dataset, dict[str, list[Result]]]]:
    python = interpreter("langextract", given.out) if "langextract" in given.systems else Path(sys.executable)
    weights = resolve(MODEL, models_dir())
    with start(ensure(weights, models_dir=models_dir()), context=weights.context) as engine:
        server = Server(engine, f"local/{MODEL}")
        for dataset in datasets:
            yield (
                dataset,
                {
                    system: results_of(
                        system, dataset, server, given.out / dataset.name / system, python=python
                    )
                    for system in given.systems
                },
            )


def _so_far(
    given: argparse.Namespace, datasets: list[Dataset]
) -> Iterator[tuple[Dataset, dict[str, list[Result]]]]:
    for dataset in datasets:
        found = {
            system: results_so_far(system, dataset, given.out / dataset.name / system)
            for system in given.systems
        }
        yield dataset, {system: results for system, results in found.items() if results}


def _keep(results: list[Result], path: Path) -> None:
    """In the form of a run's results, also for other tools: `evals.benchmarks.muc4 score` reads it."""
    path.write_bytes(b"".join(result.to_json() + b"\n" for result in results))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.accuracy", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="Folder for answers and tables.")
    parser.add_argument("--data", nargs="*", default=["seeds"], help="Sets of evals/gold.")
    parser.add_argument("--muc4", type=Path, help="Folder of `evals.benchmarks.muc4 prepare`.")
    parser.add_argument("--fakes", type=Path, help="FA-KES-Dataset.csv.")
    parser.add_argument("--systems", nargs="*", choices=NAMES, default=list(NAMES))
    parser.add_argument("--tables", action="store_true", help="Only tables, of the answers that are there.")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    tables = {}
    for dataset, results in (_so_far if given.tables else _asked)(given, _datasets(given)):
        for system, found in results.items():
            _keep(found, given.out / dataset.name / system / "results.jsonl")
        (given.out / dataset.name / "shares.jsonl").write_text(
            "".join(f"{line}\n" for line in lines(dataset, results)), encoding="utf-8"
        )
        tables[dataset.name] = rows(dataset, results)
        tables[f"{dataset.name}, against the others"] = pairs(dataset, results, of="staged")
        for name in (dataset.name, f"{dataset.name}, against the others"):
            print(f"{name}\n{markdown(tables[name])}\n", flush=True)
    save(given.out / "table.md", tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
