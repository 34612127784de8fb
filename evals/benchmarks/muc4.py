"""MUC-4 from the command line: make the runs ready, then score them.

    python -m evals.benchmarks.muc4 prepare --train TRAIN --dev DEV --out DIR
    python -m evals.benchmarks.muc4 score --dev DEV DIR/runs/zero DIR/runs/few
    affidavit eval DIR/runs/zero --gold DIR/gold

The first prints the commands for the runs. The second measures entities by CEAF-REE and CEAF-RME, the third
also types, dates, places, counts and effects.

TRAIN and DEV are files of MUC-4 records; nothing of them is kept in this project.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.muc4.prepare import SAMPLE_SIZE, prepare, sample
from evals.muc4.records import Record, read_records
from evals.muc4.results import HEADER, PAIRED, answers, perfect, rows, shares
from evals.muc4.roles import Victims
from evals.stats.paired import difference
from extract.errors import AffidavitError

_PERFECT = "the key itself, one mention an entity"


def _prepare(given: argparse.Namespace) -> None:
    train, dev = list(read_records(given.train)), list(read_records(given.dev))
    done = prepare(train=train, dev=dev, folder=given.out, size=given.size)
    print(f"{len(done.document_ids)} documents in {done.documents}, examples {', '.join(done.examples)}")
    for name, prompt in (("zero", "muc4_report/zero_shot"), ("few", str(done.prompt))):
        output = given.out / "runs" / name
        print(f"affidavit extract {done.documents} --schema schemas:Muc4Report --prompt {prompt} -o {output}")


def _score(given: argparse.Namespace) -> None:
    records = sample(read_records(given.dev), size=given.size)
    if given.shares:
        lines = (json.dumps(each, ensure_ascii=False) for each in _shares(records, given))
        given.shares.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    scored = {str(run): rows(records, answers(run), victims=given.victims) for run in given.runs}
    scored[_PERFECT] = rows(records, perfect(records), victims=given.victims)
    if given.json:
        print(json.dumps({run: [dataclasses.asdict(row) for row in found] for run, found in scored.items()}))
        return
    for run, found in scored.items():
        print(f"{run}: {len(records)} documents, {given.victims} victims", HEADER, *found, "", sep="\n")
    first, *others = given.runs
    for other in others:
        print(*_pairs(records, first, other, victims=given.victims), "", sep="\n")


def _shares(records: list[Record], given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What each document adds to F1 (numerator, denominator), run by run: enough for intervals and tests."""
    for run in given.runs:
        found = answers(run)
        told = {name: shares(records, found, name, victims=given.victims) for name in PAIRED}
        for at, record in enumerate(records):
            yield {"run": run.name, "document": record.id, **{name: told[name][at] for name in PAIRED}}


def _pairs(records: list[Record], ours: Path, theirs: Path, *, victims: Victims) -> Iterator[str]:
    """The first run against another: F1 in percent, the same documents resampled and permuted for both."""
    yield f"{ours} − {theirs}"
    for measure in PAIRED:
        a, b = (shares(records, answers(run), measure, victims=victims) for run in (theirs, ours))
        found = difference(a, b)
        if found.value is not None and found.p_value is not None:
            within = found.interval
            bounds = f"[{100 * within.low:+.1f}, {100 * within.high:+.1f}]" if within else ""
            yield f"{measure:12} {100 * found.value:+6.1f}  {bounds:16} p = {found.p_value:.4f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.muc4")
    commands = parser.add_subparsers(required=True)
    making = commands.add_parser("prepare", help="Write the sample, its gold and the few-shot prompt.")
    making.add_argument("--train", type=Path, required=True, help="Where the examples come from.")
    making.add_argument("--out", type=Path, required=True, help="Folder to write into.")
    scoring = commands.add_parser("score", help="Entity measures of runs over the sample.")
    scoring.add_argument("runs", type=Path, nargs="+", help="Run folders.")
    scoring.add_argument(
        "--victims", choices=("all", "named"), default="all", help="Also people without a name?"
    )
    scoring.add_argument("--json", action="store_true", help="Data on stdout.")
    scoring.add_argument("--shares", type=Path, help="File for what each document adds to the figures.")
    for command, run in ((making, _prepare), (scoring, _score)):
        command.add_argument("--dev", type=Path, required=True, help="Where the documents come from.")
        command.add_argument("--size", type=int, default=SAMPLE_SIZE, help="Documents to draw.")
        command.set_defaults(run=run)
    return parser


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except AffidavitError as error:
        print(f"{error}\n{error.hint}".strip(), file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
