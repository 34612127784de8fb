"""About how many documents will there be? For a progress bar, which wants a total before the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extract.document import DocumentFailure
from extract.documents.check import check_inputs
from extract.documents.inputs import places
from extract.documents.options import ReadOptions

_BLOCK = 1 << 20
# To count the lines of more would keep a run from beginning.
_MOST_BYTES = 1 << 30


def estimated_count(inputs: Sequence[str], *, options: ReadOptions = ReadOptions()) -> int | None:
    """A file counts as one, a table as many as it has lines; None for standard input and huge tables.

    An estimate: blank lines count, and so do line breaks inside the fields of a CSV.
    """
    total = 0
    for given in check_inputs(inputs, options):
        if given.kind == "stdin":
            return None
        for place in places(given, options):
            count = 1 if isinstance(place, DocumentFailure) else _in_file(place.path)
            if count is None:
                return None
            total += count
    return total


def _in_file(path: Path) -> int | None:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _parquet_rows(path)
    if suffix not in (".jsonl", ".ndjson", ".csv"):
        return 1
    try:
        return None if path.stat().st_size > _MOST_BYTES else max(1, _lines(path) - (suffix == ".csv"))
    except OSError:
        return 1


def _lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count, last = count + block.count(b"\n"), block[-1:]
    return count + (last != b"\n")


def _parquet_rows(path: Path) -> int | None:
    from pyarrow import ArrowException, parquet

    try:
        return int(parquet.read_metadata(path).num_rows)
    except (OSError, ArrowException):
        return None
