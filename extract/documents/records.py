"""When is a record of a JSONL, CSV or Parquet file a document?

When its text field holds a string that is not blank. Its id field names it, else its place does. All other
fields become metadata, less those that hold nothing, so that a sidecar can fill them in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from extract.document import Document, DocumentFailure, Source
from extract.documents.ids import displayable
from extract.documents.inputs import Place
from extract.documents.options import ReadOptions
from extract.documents.unreadable import Unreadable, failed, too_large

_NAMES_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """Where a record stands: `source.line` is its number, from 1."""

    stem: str
    source: Source

    @property
    def name(self) -> str:
        return f"{self.stem}:{self.source.line}"

    def read_as(self, encoding: str, basis: str) -> Row:
        return replace(self, source=replace(self.source, encoding=encoding, encoding_basis=basis))

    def failed(self, problem: Unreadable) -> DocumentFailure:
        return failed(self.name, self.source, problem)


def row_of(place: Place, line: int, *, encoding: str = "utf-8", basis: str = "native") -> Row:
    return Row(place.stem, Source(place.label, line, encoding, basis))


def document_of(record: Mapping[str, Any], row: Row, options: ReadOptions) -> Document | DocumentFailure:
    name = record.get(options.id_field)
    if isinstance(name, bytes):
        name = name.decode("utf-8", "backslashreplace")
    name = row.name if empty(name) else displayable(str(name))
    try:
        text = _text(record, options)
    except Unreadable as problem:
        return replace(row.failed(problem), id=name)
    fields = (options.text_field, options.id_field)
    meta = {key: plain(value) for key, value in record.items() if key not in fields and not empty(value)}
    return Document(id=name, text=text, meta=meta, source=row.source)


def _text(record: Mapping[str, Any], options: ReadOptions) -> str:
    """The text exactly as it stands. Bytes are a Parquet file's strings without the mark that they are."""
    field = options.text_field
    if field not in record:
        raise Unreadable(f"no field {displayable(field)!r}", hint=name_the_text(record))
    text = record[field]
    if isinstance(text, bytes):
        text = _decoded(text)
    if text is None or (isinstance(text, str) and not text.strip()):
        raise Unreadable(f"field {displayable(field)!r} is empty")
    if not isinstance(text, str):
        raise Unreadable(f"field {displayable(field)!r} is {type(text).__name__}, not a string")
    if len(text) * 4 > options.max_bytes and len(text.encode("utf-8", "replace")) > options.max_bytes:
        raise too_large("the text", options.max_bytes)
    return text


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not valid UTF-8") from error


def name_the_text(names: Iterable[str]) -> str:
    """The hint for a text field that is not there."""
    there = [displayable(name) for name in names]
    shown = ", ".join(there[:_NAMES_SHOWN]) + (", …" if len(there) > _NAMES_SHOWN else "")
    return f"name the one that holds the text with --text-field; there are: {shown or 'none'}"


def empty(value: Any) -> bool:
    """True for what a table writes where it has nothing: null, an empty or blank string, NaN."""
    # NaN is the one value that differs from itself; a list or struct is never asked to compare.
    return value is None or (isinstance(value, str) and not value.strip()) or _is_nan(value)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value


def plain(value: Any) -> Any:
    """The value as JSON has it. Dates and times become strings in ISO form; nothing else is interpreted."""
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
