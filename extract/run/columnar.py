"""How does a run become a Parquet file or a DuckDB table? A row a claim, some thousand rows in memory."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extract.errors import InputError, SettingsError
from extract.run.column_types import Kind, column_types
from extract.run.export import Results
from extract.run.rows import Row, rows_of

_ROWS = 5_000


def export_parquet(results: Results, schema: type[BaseModel], path: Path) -> int:
    """Gives the number of rows.

    `path` is replaced when all is written. Raises `InputError` if it cannot be.
    """
    import pyarrow as pa
    from pyarrow import parquet

    columns = column_types(schema)
    arrow = pa.schema([(name, _arrow(kind)) for name, kind in columns.items()])
    part = path.with_name(path.name + ".tmp")
    count = 0
    try:
        with parquet.ParquetWriter(part, arrow, compression="zstd") as writer:
            for rows in _batches(results):
                writer.write_table(pa.Table.from_pylist([_typed(row, columns) for row in rows], schema=arrow))
                count += len(rows)
        part.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}", hint="name another --output") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return count


def export_duckdb(results: Results, schema: type[BaseModel], path: Path) -> int:
    """The table `claims` in a database of its own.

    Gives the number of rows; otherwise as `export_parquet`.
    """
    try:
        import duckdb
    except ImportError as error:
        raise SettingsError(
            "DuckDB is not installed", hint="pip install 'affidavit[duckdb]', or --format parquet"
        ) from error
    rows = path.with_name(path.name + ".parquet")
    part = path.with_name(path.name + ".tmp")
    try:
        count = export_parquet(results, schema, rows)
        part.unlink(missing_ok=True)
        with duckdb.connect(str(part)) as database:
            database.execute("CREATE TABLE claims AS SELECT * FROM read_parquet(?)", [str(rows)])
        part.replace(path)
    except (OSError, duckdb.Error) as error:
        raise InputError(f"cannot write {path}: {error}", hint="name another --output") from error
    finally:
        for left in (rows, part):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return count


def _batches(results: Results) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for result in results():
        batch.extend(rows_of(result))
        if len(batch) >= _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _typed(row: Row, columns: Mapping[str, Kind]) -> dict[str, Any]:
    """The row's values as the columns want them. What the schema does not know is left out."""
    return {name: _value(row[name], kind) for name, kind in columns.items() if row.get(name) is not None}


def _value(value: Any, kind: Kind) -> Any:
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "text":
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        return text.encode("utf-8", "replace").decode()
    return float(value) if kind == "number" else value


def _arrow(kind: Kind) -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return types[kind]
