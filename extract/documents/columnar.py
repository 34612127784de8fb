"""What are the documents in a Parquet file? One row each, read in small batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.document import Document, DocumentFailure
from extract.documents.inputs import Place
from extract.documents.options import ReadOptions
from extract.documents.records import document_of, row_of
from extract.documents.streams import regular_size
from extract.documents.unreadable import Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

# Rows that are decoded at a time, and how much of a column is read ahead: between them they set the
# memory that is used, whatever the size of the row groups.
_BATCH = 32
_READ_AHEAD = 1 << 18


def read_parquet(place: Place, options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    regular_size(place.path)
    try:
        with pq.ParquetFile(place.path, buffer_size=_READ_AHEAD, pre_buffer=False) as file:
            columns = _readable(file.schema_arrow, options)
            batches = file.iter_batches(batch_size=_BATCH, columns=columns, use_threads=False)
            yield from _documents(batches, place, options)
    except pa.ArrowException as error:
        raise Unreadable(f"not a readable Parquet file: {error}") from error


def parquet_columns(path: Path) -> tuple[str, ...] | None:
    """The names of the columns, from the footer; None where it is no Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    regular_size(path)
    try:
        return tuple(pq.read_schema(path).names)
    except pa.ArrowException:
        return None


def _readable(schema: pa.Schema, options: ReadOptions) -> list[str]:
    """All columns but those of raw bytes (images, hashes), which say nothing as metadata."""
    import pyarrow as pa

    wanted = (options.text_field, options.id_field)
    return [each.name for each in schema if each.name in wanted or not _is_bytes(pa, each.type)]


def _is_bytes(pa: Any, kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind))


def _documents(
    batches: Iterator[pa.RecordBatch], place: Place, options: ReadOptions
) -> Iterator[Document | DocumentFailure]:
    number = 0
    for batch in map(_without_nanoseconds, batches):
        for index in range(batch.num_rows):
            number += 1
            yield _document(batch, index, place, number, options)


def _document(
    batch: pa.RecordBatch, index: int, place: Place, number: int, options: ReadOptions
) -> Document | DocumentFailure:
    row = row_of(place, number)
    try:
        record = batch.slice(index, 1).to_pylist()[0]
    except (
        ValueError,
        ArithmeticError,
        LookupError,
    ) as error:  # broken UTF-8, a date beyond Python's, a time zone
        return row.failed(Unreadable(f"cannot be read: {error}"))
    return document_of(record, row, options)


def _without_nanoseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Times cut to microseconds, which is all that Python's have."""
    import pyarrow as pa

    fields = [
        each.with_type(pa.timestamp("us", each.type.tz))
        if pa.types.is_timestamp(each.type) and each.type.unit == "ns"
        else each
        for each in batch.schema
    ]
    return batch.cast(pa.schema(fields), safe=False)
