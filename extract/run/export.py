"""How a run leaves the folder: as JSON lines, or as CSV that no spreadsheet will run as formulas."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TextIO

from extract.errors import InputError
from extract.result import Result
from extract.run.rows import columns_of, rows_of

Results = Callable[[], Iterator[Result]]
# Line ends and tabs aside, no spreadsheet holds a control character, and a terminal would obey it.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A cell that begins like this is a formula to a spreadsheet, also in full-width characters.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Sink(Protocol):
    """What is written to: a text file, or whatever else takes text."""

    def write(self, text: str, /) -> object: ...


@contextmanager
def replacing(path: Path, *, encoding: str) -> Iterator[TextIO]:
    """A file to write that takes `path`'s place when it is whole. Raises `InputError` if it cannot be."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            yield file
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise InputError(f"cannot write {path}: {error.strerror}", hint="name another --output") from error


def export_jsonl(results: Results, file: Sink) -> int:
    """One row a claim as a JSON object, absent values left out. Gives the number of rows."""
    count = 0
    for result in results():
        for row in rows_of(result):
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            count += 1
    return count


def export_csv(results: Results, file: Sink) -> int:
    """One row a claim. Two passes over the results, none of them held. Gives the number of rows."""
    columns = columns_of(results())
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n")
    writer.writerow({name: _safe(name) for name in columns})
    count = 0
    for result in results():
        for row in rows_of(result):
            writer.writerow({name: _safe(value) for name, value in row.items()})
            count += 1
    return count


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it (OWASP, CSV injection)."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
