"""The results of a run as Parquet files, for readers that take many at once: a row a claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pydantic import BaseModel

from extract.result import Result
from extract.run.columnar import export_parquet

DOCUMENTS = 10_000
"""In a shard."""


def write_shards(results: Iterator[bytes], schema: type[BaseModel], folder: Path) -> int:
    """Results, as lines of JSON in input order, into `folder`: 00000.parquet and so on. Gives their number.

    Raises `InputError` where they cannot be written.
    """
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.parquet"):
        old.unlink()
    count = 0
    while first := next(results, None):
        rest = islice(results, DOCUMENTS - 1)

        def shard(first: bytes = first, rest: Iterator[bytes] = rest) -> Iterator[Result]:
            yield Result.from_dict(json.loads(first))
            yield from (Result.from_dict(json.loads(line)) for line in rest)

        export_parquet(shard, schema, folder / f"{count:05}.parquet")
        count += 1
    return count
