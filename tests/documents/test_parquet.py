"""What are the documents in a Parquet file?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.document import Document, DocumentFailure
from tests.documents.helpers import document, failure, file, ids, read, refused


def table(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_each_row_is_a_document_and_its_other_columns_are_metadata(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.parquet", {"id": ["x", None], "text": ["one\r\n", "two"], "outlet": ["CNN", None]}
    )
    first, second = read(path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text, first.meta) == ("x", "one\r\n", {"outlet": "CNN"})
    assert (second.id, second.meta, str(second.source)) == ("a:2", {}, f"{path}:2")


def test_values_become_what_json_has_and_dates_are_in_iso_form(tmp_path: Path) -> None:
    day, hour = dt.date(2019, 7, 3), dt.datetime(2019, 7, 3, 8, 30)
    columns = {
        "text": ["x"],
        "published": [day],
        "at": pa.array([1_562_142_600_000_000_789], pa.timestamp("ns")),
        "utc": pa.array([hour], pa.timestamp("ns", "UTC")),
        "nested": [{"when": [day], "n": 1}],
        "cost": [Decimal("1.50")],
        "nan": [float("nan")],
        "image": [b"\x89PNG"],
    }
    assert document(table(tmp_path / "a.parquet", columns)).meta == {
        "published": "2019-07-03",
        "at": "2019-07-03T08:30:00",
        "utc": "2019-07-03T08:30:00+00:00",
        "nested": {"when": ["2019-07-03"], "n": 1},
        "cost": "1.50",
    }


def test_text_stored_as_bytes_is_read_as_utf_8(tmp_path: Path) -> None:
    first, second = read(
        table(tmp_path / "a.parquet", {"id": [b"a", b"b"], "text": ["señor".encode(), b"se\xf1or"]})
    )
    assert isinstance(first, Document)
    assert isinstance(second, DocumentFailure)
    assert (first.id, first.text) == ("a", "señor")
    assert (second.id, second.reason) == ("b", "not valid UTF-8")


def test_rows_without_text_or_over_the_limit_are_failures(tmp_path: Path) -> None:
    items = read(table(tmp_path / "a.parquet", {"text": [None, "", "ééé", "ok"]}), max_bytes=5)
    assert ids([item for item in items if isinstance(item, DocumentFailure)]) == ["a:1", "a:2", "a:3"]
    assert isinstance(items[3], Document)


def test_a_column_of_numbers_is_no_text(tmp_path: Path) -> None:
    assert "is int, not a string" in failure(table(tmp_path / "a.parquet", {"text": [5]})).reason


def test_a_row_that_python_cannot_hold_is_a_failure_and_the_next_is_read(tmp_path: Path) -> None:
    days = pa.array([2**31 - 1, 18_080], pa.int32()).cast(pa.date32())
    first, second = read(table(tmp_path / "a.parquet", {"text": ["x", "y"], "published": days}))
    assert isinstance(first, DocumentFailure)
    assert isinstance(second, Document)
    assert second.meta == {"published": "2019-07-03"}


def test_rows_are_counted_across_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [f"t{n}" for n in range(100)]}), path, row_group_size=7)
    assert [item.text for item in read(path) if isinstance(item, Document)] == [f"t{n}" for n in range(100)]
    assert ids(read(path))[-1] == "a:100"


def test_a_file_without_the_text_column_is_refused_at_once(tmp_path: Path) -> None:
    error = refused(table(tmp_path / "a.parquet", {"body": ["x"], "id": ["1"]}))
    assert "no column 'text'" in str(error)
    assert "--text-field; there are: body, id" in error.hint


@pytest.mark.parametrize("content", ["", "no parquet at all", "PAR1 begins as one PAR1"])
def test_a_file_that_is_no_parquet_is_a_failure(tmp_path: Path, content: str) -> None:
    assert "not a readable Parquet file" in failure(file(tmp_path / "a.parquet", content)).reason


def test_a_file_without_rows_is_a_failure(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", {"text": pa.array([], pa.string())})
    assert "no documents" in failure(path).reason


def test_damage_within_a_file_is_a_failure_after_the_rows_before_it(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [f"document {n} of many" for n in range(1000)]
    pq.write_table(
        pa.table({"text": texts}), path, row_group_size=100, use_dictionary=False, compression="zstd"
    )
    damaged = bytearray(path.read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(damaged)
    *rows, last = read(path)
    assert isinstance(rows[0], Document)
    assert isinstance(last, DocumentFailure)
    assert last.id == "a"
