"""affidavit itself, complete: answers recorded, quotes grounded, journal and results written."""

from __future__ import annotations

import sys
from pathlib import Path

from evals.benchmarks.throughput.corpus import PROMPT, SCHEMA
from evals.benchmarks.throughput.measure import Taken, run

_COMMAND = "import sys; from extract.cli.app import run; sys.exit(run(sys.argv[1:]))"


def extract(documents: Path, url: str, folder: Path, *options: str) -> Taken:
    """One run into `folder`, which keeps the cache as well: a second one there is answered by it."""
    command = [
        *(sys.executable, "-c", _COMMAND, "extract", str(documents)),
        *("--schema", SCHEMA, "--prompt", str(PROMPT), "--model", f"{url}#bench"),
        *("--output", str(folder / "run"), "--overwrite", *options),
    ]
    return run(command, environment={"AFFIDAVIT_CACHE_DIR": str(folder / "cache")})
