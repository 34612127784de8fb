"""A total for the progress bar: right for files and plain tables, None where counting would take long."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.documents import estimate
from extract.documents.estimate import estimated_count


def test_files_count_as_one_and_tables_by_their_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    (tmp_path / "b.jsonl").write_text('{"text": "x"}\n{"text": "y"}')
    (tmp_path / "c.csv").write_text("id,text\n1,x\n2,y\n3,z\n")
    pq.write_table(pa.table({"text": ["x", "y"]}), tmp_path / "d.parquet")
    assert estimated_count([str(tmp_path)]) == 1 + 2 + 3 + 2


def test_standard_input_cannot_be_counted() -> None:
    assert estimated_count(["-"]) is None


def test_a_huge_table_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "_MOST_BYTES", 10)
    (tmp_path / "b.jsonl").write_text('{"text": "xxxxxxxx"}\n')
    assert estimated_count([str(tmp_path / "b.jsonl")]) is None


def test_the_seeds_are_five() -> None:
    assert estimated_count([str(Path(__file__).resolve().parent.parent.parent / "seeds")]) == 5
