"""What does a table beside the documents know of them? A CSV with a column `id`; all others are metadata.

A sidecar is small and is read whole. Whatever is wrong with it makes the command wrong: a report
without the date it was published is another report.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from extract.documents.delimited import Layout, fields_of, layout_of, stream_of
from extract.documents.encoding import decode
from extract.documents.ids import displayable
from extract.documents.records import empty
from extract.documents.rows import split_rows
from extract.documents.streams import Opened, read_whole
from extract.documents.unreadable import Unreadable, os_problem
from extract.errors import InputError

Sidecar = Mapping[str, Mapping[str, str]]
"""Metadata by document id, without empty cells."""

ID = "id"


def read_sidecar(path: Path, *, max_bytes: int) -> Sidecar:
    """Raises InputError for a table that cannot be read, lacks the column `id` or names an id twice."""
    try:
        return _table(path, max_bytes)
    except OSError as error:
        raise _bad(path, os_problem(error)) from error
    except Unreadable as problem:
        raise _bad(path, problem) from problem


def _table(path: Path, max_bytes: int) -> Sidecar:
    """As UTF-8 from the start, so that one encoding holds for all rows."""
    data = decode(read_whole(path, max_bytes=max_bytes)).text.encode("utf-8")
    layout = layout_of(Opened(stream_of(data), None), ID)
    if layout.columns.count(ID) != 1:
        names = ", ".join(displayable(name) for name in layout.columns)
        raise Unreadable(
            f"no single column {ID!r}", hint=f"one column {ID!r} must name the documents; there are: {names}"
        )
    return _rows(data, layout)


def _rows(data: bytes, layout: Layout) -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    rows = split_rows(stream_of(data), layout.delimiter, max_bytes=len(data))
    next(rows)  # the header
    for number, raw in enumerate(rows, start=1):
        try:
            name, row = _entry(raw, layout)
        except Unreadable as problem:
            raise Unreadable(f"row {number}: {problem}", hint=problem.hint) from problem
        if name in table:
            raise Unreadable(
                f"row {number}: the id {name} is there already", hint="one row for each document"
            )
        table[name] = row
    return table


def _entry(raw: bytes | Unreadable, layout: Layout) -> tuple[str, dict[str, str]]:
    if isinstance(raw, Unreadable):
        raise raw
    cells = dict(zip(layout.columns, fields_of(raw.decode("utf-8"), layout), strict=True))
    name = displayable(cells.pop(ID, ""))
    if not name.strip():
        raise Unreadable("no id")
    return name, {column: cell for column, cell in cells.items() if column and not empty(cell)}


def combined(first: Sidecar, second: Sidecar) -> Sidecar:
    """Both; where they tell different things of one document, the first is believed."""
    return {name: {**second.get(name, {}), **first.get(name, {})} for name in {**first, **second}}


def _bad(path: Path, problem: Unreadable) -> InputError:
    hint = problem.hint or "mend the table, or leave it out"
    return InputError(
        f"{displayable(str(path))} cannot be used as metadata: {displayable(str(problem))}", hint=hint
    )
