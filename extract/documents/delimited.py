"""What are the documents in a CSV file? One row each, read a row at a time.

Rows are cut out of the bytes before they are decoded and parsed: so a row that is too large, badly
quoted or badly encoded is one failure, and the next row is read as if nothing had been.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from extract.document import Document, DocumentFailure
from extract.documents.encoding import Decoded, guess, not_text, refuse_disguised
from extract.documents.inputs import Place
from extract.documents.options import ReadOptions
from extract.documents.records import Row, document_of, row_of
from extract.documents.rows import split_rows
from extract.documents.streams import Opened, open_file, prepend
from extract.documents.unreadable import Unreadable

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 20
_LINE_ENDS = "end lines with LF or CRLF, not with CR alone"


@dataclass(frozen=True)
class Layout:
    """What the beginning of a CSV file tells of the rest. `fallback`: the encoding of what is not UTF-8."""

    columns: tuple[str, ...]
    delimiter: str
    fallback: str | None = None


def read_csv(place: Place, options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    with open_file(place.path) as opened:
        layout = layout_of(opened, options.text_field)
    with open_file(place.path) as opened:
        rows = split_rows(opened.stream, layout.delimiter, max_bytes=options.max_bytes)
        next(rows, None)  # the header
        for number, raw in enumerate(rows, start=1):
            yield from _documents(raw, layout, opened.marked, row_of(place, number), options)


def layout_of(opened: Opened, wanted: str) -> Layout:
    """The header, by the delimiter under which it names the column `wanted`, or else the most columns.

    The header alone is asked: prose in the rows misleads a statistical sniffer. Raises Unreadable.
    """
    sample = opened.stream.read(_SAMPLE)
    head = sample.lstrip(b"\r\n")
    if not head.strip():
        raise Unreadable("no text: the file is empty")
    refuse_disguised(head)
    if b"\0" in head.partition(b"\n")[0]:
        raise not_text(head)
    fallback = None if opened.marked or _is_utf8(sample) else guess(_whole_lines(sample)).encoding
    headers = {delimiter: _header(head, delimiter, fallback) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: (wanted in headers[each], len(headers[each])))
    if not headers[best]:
        raise Unreadable("no header that can be read", hint=_LINE_ENDS)
    return Layout(headers[best], best, fallback)


def _header(head: bytes, delimiter: str, fallback: str | None) -> tuple[str, ...]:
    """The names of the columns under this delimiter; none where the first row cannot be read so."""
    raw = next(split_rows(stream_of(head), delimiter, max_bytes=len(head)))
    try:
        return tuple(name.strip() for name in _parse(_decoded(_sound(raw), None, fallback).text, delimiter))
    except Unreadable:
        return ()


def stream_of(data: bytes) -> io.BufferedReader:
    return prepend(data, io.BytesIO())


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # it may end inside a character
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(sample: bytes) -> bytes:
    return sample[: sample.rfind(b"\n") + 1] or sample


def _sound(row: bytes | Unreadable) -> bytes:
    if isinstance(row, Unreadable):
        raise row
    return row


def _documents(
    raw: bytes | Unreadable, layout: Layout, marked: str | None, row: Row, options: ReadOptions
) -> Iterator[Document | DocumentFailure]:
    try:
        decoded = _decoded(_sound(raw), marked, layout.fallback)
        record = dict(zip(layout.columns, fields_of(decoded.text, layout), strict=True))
    except Unreadable as problem:
        yield row.failed(problem)
    else:
        record.pop("", None)  # a column without a name
        yield document_of(record, row.read_as(decoded.encoding, decoded.basis), options)


def _decoded(raw: bytes, marked: str | None, fallback: str | None) -> Decoded:
    try:
        return Decoded(raw.decode("utf-8"), marked or "utf-8", "bom" if marked else "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise Unreadable(f"not valid {marked}, as which the file is marked") from error
    if fallback is None:
        return guess(raw)
    try:
        return Decoded(raw.decode(fallback), fallback, "detected")
    except UnicodeDecodeError as error:
        raise Unreadable(f"neither UTF-8 nor, like the rest of the file, {fallback}") from error


def fields_of(text: str, layout: Layout) -> list[str]:
    """One field for each column. Those that a row lacks are empty; too many could mean a text cut in two."""
    if "\0" in text:
        raise Unreadable("not text: binary")
    fields = _parse(text, layout.delimiter)
    width = len(layout.columns)
    if any(fields[width:]):
        raise Unreadable(
            f"{len(fields)} fields where the header has {width}",
            hint=f"put a field that holds {layout.delimiter!r} in double quotes",
        )
    return fields[:width] + [""] * (width - len(fields))


def _parse(row: str, delimiter: str) -> list[str]:
    """The fields of one row. The csv module's limit on a field is lifted: rows are held to our own."""
    csv.field_size_limit(max(csv.field_size_limit(), len(row)))
    try:
        return next(csv.reader([row], delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(f"not a CSV row: {error}", hint=_LINE_ENDS) from error
