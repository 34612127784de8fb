"""Memory does not grow with the number of documents."""

from __future__ import annotations

import csv
import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.document import Document
from extract.documents import read_documents
from extract.documents.inputs import Place
from extract.documents.jsonl import documents_in
from extract.documents.options import ReadOptions

TEXT = 'An air strike killed "at least" 44 people,\n' + "the United Nations said on Wednesday. " * 120
A_LINE_OF_THE_REGISTER = 250  # bytes for the id of a document, the only thing that is kept
HEADROOM = 6_000_000


def jsonl(path: Path, rows: int) -> None:
    line = '{"text": "' + TEXT.replace('"', '\\"').replace("\n", "\\n") + '"}\n'
    with path.open("w") as file:
        file.writelines(itertools.repeat(line, rows))


def table(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(itertools.chain([["text"]], itertools.repeat([TEXT], rows)))


def parquet(path: Path, rows: int) -> None:
    schema = pa.schema([("text", pa.string())])
    with pq.ParquetWriter(path, schema, use_dictionary=False, compression="none") as writer:
        writer.write_table(pa.table({"text": [TEXT] * rows}, schema=schema), row_group_size=rows)


@pytest.mark.parametrize(("write", "name"), [(jsonl, "a.jsonl"), (table, "a.csv"), (parquet, "a.parquet")])
def test_a_file_is_never_held_whole(tmp_path: Path, write: Callable[[Path, int], None], name: str) -> None:
    rows = 4_000
    write(tmp_path / name, rows)
    size = (tmp_path / name).stat().st_size
    assert size > 2 * (HEADROOM + rows * A_LINE_OF_THE_REGISTER)
    arrow = pa.total_allocated_bytes()
    items = read_documents([str(tmp_path / name)])
    next(items)  # what is imported and allocated once is not counted
    peak_of_arrow, read = 0, 1
    tracemalloc.start()
    for item in items:
        assert isinstance(item, Document)
        read += 1
        peak_of_arrow = max(peak_of_arrow, pa.total_allocated_bytes() - arrow)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read == rows
    assert peak < HEADROOM + rows * A_LINE_OF_THE_REGISTER
    assert peak_of_arrow < HEADROOM


def test_lines_are_taken_one_at_a_time() -> None:
    taken = 0

    def endless() -> Iterator[tuple[int, bytes]]:
        nonlocal taken
        for taken in itertools.count(1):
            yield taken, b'{"text": "x"}'

    items = documents_in(endless(), Place(Path("a"), "a"), ReadOptions(), marked=None)
    assert len(list(itertools.islice(items, 5))) == 5
    assert taken == 5


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_document_over_the_limit_is_passed_over_without_being_held(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("w") as file:
        file.write("text\n" if name == "a.csv" else "")
        file.write('"')
        file.writelines(itertools.repeat("x" * 99_999 + ("\n" if name == "a.csv" else "x"), 300))
        file.write('"\nsmall\n' if name == "a.csv" else '"\n{"text": "small"}\n')
    tracemalloc.start()
    first, second = read_documents([str(tmp_path / name)], options=ReadOptions(max_bytes=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not isinstance(first, Document)
    assert isinstance(second, Document)
    assert second.text == "small"
    assert peak < HEADROOM
