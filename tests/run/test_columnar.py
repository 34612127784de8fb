"""Results as Parquet and DuckDB: the schema's types, whatever the data looks like, in bounded memory."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
import pytest
from pyarrow import parquet
from pydantic import BaseModel

from extract.errors import InputError
from extract.result import Result
from extract.run.column_types import column_types
from extract.run.columnar import export_duckdb, export_parquet
from schemas import Compare, ConflictReport, Quote


class Said(BaseModel):
    name: str | None = None
    rank: Literal[1, 2] = 1


class Toll(BaseModel):
    quote: Quote
    number: Annotated[int | None, Compare.number()] = None
    share: float | None = None
    on: dt.date | None = None
    sure: bool = True
    by: Said
    tags: list[str] = []
    either: int | str | None = None
    mixed: int = 0


class Place(BaseModel):
    town: str
    mixed: str


class Report(BaseModel):
    day: dt.date | None = None
    tolls: list[Toll] = []
    places: list[Place] = []


TOLL = {
    "quote": "40 killed",
    "number": 40,
    "share": 1,
    "on": "2019-07-02",
    "sure": False,
    "mixed": 3,
    "by": {"name": "M. Mersek", "rank": 2},
    "tags": ["a", "b"],
    "either": 7,
}
RESULT = Result(
    "seed",
    "ok",
    extraction={"day": "2019-07-03", "tolls": [TOLL], "places": [{"town": "Dreel \ud800", "mixed": "x"}]},
    grounding=({"path": "tolls[0].quote", "quote": "40 killed", "start": 5, "end": 14, "status": "exact"},),
)
FAILED = Result("gone", "unreadable", error="empty file")


def results() -> Iterator[Result]:
    return iter((RESULT, FAILED))


def test_the_types_are_the_schemas() -> None:
    types = column_types(Report)
    assert {name: types[name] for name in ("number", "share", "on", "sure", "by.rank", "index", "day")} == {
        "number": "integer",
        "share": "number",
        "on": "date",
        "sure": "boolean",
        "by.rank": "integer",
        "index": "integer",
        "day": "date",
    }
    assert {types[name] for name in ("quote", "tags", "either", "mixed", "town", "evidence")} == {"text"}


def test_every_column_that_a_result_has_is_known(tmp_path: Path) -> None:
    assert {"event.event_type", "event.date.date", "source.name", "accused"} <= set(
        column_types(ConflictReport)
    )


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    assert export_parquet(results, Report, tmp_path / "x.parquet") == 4
    rows: list[dict[str, Any]] = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    toll = rows[1]
    assert (toll["number"], toll["share"], toll["on"], toll["sure"]) == (40, 1.0, dt.date(2019, 7, 2), False)
    assert (toll["by.name"], toll["by.rank"], toll["tags"], toll["mixed"]) == ("M. Mersek", 2, "a; b", "3")
    assert (toll["evidence"], toll["start"], toll["index"], toll["claim"]) == ("40 killed", 5, 0, "tolls")
    assert (rows[0]["day"], rows[2]["town"], rows[3]["error"]) == (
        dt.date(2019, 7, 3),
        "Dreel ?",
        "empty file",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


def test_types_hold_where_no_row_has_a_value(tmp_path: Path) -> None:
    export_parquet(lambda: iter((FAILED,)), Report, tmp_path / "x.parquet")
    found = parquet.read_schema(tmp_path / "x.parquet")
    assert str(found.field("number").type) == "int64"
    assert str(found.field("on").type) == "date32[day]"


def test_a_duckdb_file_has_the_claims_in_one_table(tmp_path: Path) -> None:
    assert export_duckdb(results, Report, tmp_path / "x.duckdb") == 4
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as database:
        found = database.execute('SELECT sum(number), max("by.name") FROM claims').fetchone()
    assert found == (40, "M. Mersek")
    assert [path.name for path in tmp_path.iterdir()] == ["x.duckdb"]


@pytest.mark.parametrize("write", [export_parquet, export_duckdb])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, write: Any) -> None:
    with pytest.raises(InputError, match=r"cannot write .*nowhere"):
        write(results, Report, tmp_path / "nowhere" / "x")


def test_memory_does_not_grow_with_the_results(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            export_parquet(lambda: (RESULT for _ in range(count)), Report, tmp_path / "x.parquet")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(12_000) < 1.5 * peak(4_000)


def test_a_field_with_the_name_of_one_of_our_columns_has_a_column_of_its_own(tmp_path: Path) -> None:
    class Ruling(BaseModel):
        outcome: Literal[1, 2]

    kinds = column_types(Ruling)
    assert (kinds["outcome"], kinds["field.outcome"]) == ("text", "integer")
    found = Result("d", "ok", extraction={"outcome": 2})
    export_parquet(lambda: iter([found]), Ruling, tmp_path / "x.parquet")
    (row,) = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert (row["outcome"], row["field.outcome"]) == ("ok", 2)
