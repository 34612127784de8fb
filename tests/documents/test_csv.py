"""What are the documents in a CSV file?"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document, DocumentFailure
from extract.documents.delimited import stream_of
from extract.documents.rows import split_rows
from extract.documents.unreadable import Unreadable
from tests.documents.helpers import document, failure, file, ids, read, refused

CELLS = st.text(st.sampled_from('a"\n\r,;é '), max_size=6)


def test_each_row_is_a_document_and_its_other_columns_are_metadata(tmp_path: Path) -> None:
    content = 'id,text,outlet,\r\n7,"He said ""no"",\r\n twice",CNN,junk\r\n,two,,\r\n'
    first, second = read(file(tmp_path / "a.csv", content))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text, first.meta) == ("7", 'He said "no",\r\n twice', {"outlet": "CNN"})
    assert (second.id, second.text, second.meta) == ("a:2", "two", {})
    assert second.source.line == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header_whatever_the_prose_holds(
    tmp_path: Path, delimiter: str
) -> None:
    prose = ";;;;|||||\t\t\t,,,,"
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=delimiter).writerows([["id", "a,b;c|d", "text"], ["1", "x", prose]])
    found = document(file(tmp_path / "a.csv", content.getvalue()))
    assert (found.text, found.meta) == (prose, {"a,b;c|d": "x"})


def test_the_delimiter_that_gives_the_text_column_is_taken_though_another_gives_more_columns(
    tmp_path: Path,
) -> None:
    found = document(file(tmp_path / "a.csv", "text;dead, wounded, missing, held\nx;4\n"))
    assert (found.text, found.meta) == ("x", {"dead, wounded, missing, held": "4"})


def test_a_single_column_is_enough(tmp_path: Path) -> None:
    assert ids(read(file(tmp_path / "a.csv", "text\none\n\n\ntwo"))) == ["a:1", "a:2"]


def test_a_field_longer_than_the_csv_module_allows_is_read(tmp_path: Path) -> None:
    text = "long, " * 50_000
    assert document(file(tmp_path / "a.csv", f'text\n"{text}"\n')).text == text


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('x,"one\ntwo, three\n' + '""four"", five\n' * 20 + 'six"', "larger than 100 bytes"),
        ("x," + "y" * 300_000, "larger than 100 bytes"),
        ('x,"' + '""' * 200_000 + '"', "larger than 100 bytes"),
        ("x,one,two", "3 fields where the header has 2"),
        ("x,a\rb", "not a CSV row"),
        ("x,a\0b", "not text"),
        ("x,", "'text' is empty"),
        ("x", "'text' is empty"),
    ],
)
def test_a_bad_row_is_one_failure_and_the_next_is_read(tmp_path: Path, row: str, reason: str) -> None:
    path = file(tmp_path / "a.csv", f"id,text\n1,good\n{row}\n3,also good\n")
    first, second, third = read(path, max_bytes=100)
    assert isinstance(second, DocumentFailure)
    assert reason in second.reason
    assert second.source.line == 2
    assert ids([first, third]) == ["1", "3"]
    assert isinstance(third, Document)
    assert third.text == "also good"


def test_empty_cells_beyond_the_header_are_passed_over(tmp_path: Path) -> None:
    assert document(file(tmp_path / "a.csv", "text\nx,,,\n")).text == "x"


def test_a_quote_that_is_never_closed_does_not_swallow_the_file_in_silence(tmp_path: Path) -> None:
    first, second = read(file(tmp_path / "a.csv", 'text,id\none,1\n"two,2\nthree,3\n'))
    assert isinstance(first, Document)
    assert isinstance(second, DocumentFailure)
    assert "never closed" in second.reason


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6), st.sampled_from(",;"))
def test_what_the_csv_module_writes_is_divided_into_its_rows(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    found = list(split_rows(stream_of(written.getvalue().encode()), delimiter, max_bytes=10_000))
    parsed = [
        next(csv.reader([each.decode()], delimiter=delimiter)) for each in found if isinstance(each, bytes)
    ]
    assert parsed == rows


@settings(deadline=None)
@given(st.text(st.sampled_from('ab"\n,'), max_size=40))
def test_any_text_is_divided_as_the_csv_module_divides_it(content: str) -> None:
    found = _split(content)
    expected = [row for row in csv.reader(io.StringIO(content, newline="")) if row]
    if found and not isinstance(found[-1], bytes):  # an open quote, at which the csv module does not balk
        expected.pop()
    assert [next(csv.reader([each.decode()])) for each in found if isinstance(each, bytes)] == expected


@settings(deadline=None)
@given(st.text(st.sampled_from('ab"\n,'), max_size=40), st.integers(1, 5))
def test_rows_do_not_depend_on_where_the_pieces_are_cut(content: str, size: int) -> None:
    assert [str(each) for each in _split(content, size)] == [str(each) for each in _split(content)]


def _split(content: str, piece: int = 1 << 16) -> list[bytes | Unreadable]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extract.documents.rows._PIECE", piece)
        return list(split_rows(stream_of(content.encode()), ",", max_bytes=1000))


@pytest.mark.parametrize(
    ("codec", "encoding", "basis"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig", "bom"),
        ("utf-16", "utf-16", "bom"),
        ("cp1252", "cp1252", "detected"),
    ],
)
def test_the_encoding_of_a_row_is_found_and_said(
    tmp_path: Path, codec: str, encoding: str, basis: str
) -> None:
    text = "El señor Núñez murió, dijo el ejército"
    found = document(file(tmp_path / "a.csv", f'título,text\nSí,"{text}"\n'.encode(codec)))
    assert (found.text, found.meta) == (text, {"título": "Sí"})
    assert (found.source.encoding, found.source.encoding_basis) == (encoding, basis)


def test_a_row_in_another_encoding_than_the_beginning_is_still_read_and_said_to_be_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.documents.delimited._SAMPLE", 100)
    content = b"text\n" + b"plain\n" * 100 + "Murió el señor Núñez".encode("cp1252")
    *_, last = read(file(tmp_path / "a.csv", content))
    assert isinstance(last, Document)
    assert (last.text, last.source.encoding_basis) == ("Murió el señor Núñez", "detected")


def test_a_beginning_that_ends_inside_a_character_is_still_utf_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.documents.delimited._SAMPLE", 12)
    ended = "По меньшей мере 40 человек погибли в результате авиаудара."
    *_, last = read(file(tmp_path / "a.csv", "text\nпогиб\n".encode() + ended.encode("cp1251")))
    assert isinstance(last, Document)
    assert (last.text, last.source.encoding) == (ended, "cp1251")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,body\n1,x\n", "no column 'text'"),
        ("text,a,a\nx,y,z\n", "two columns 'a'"),
    ],
)
def test_a_header_without_the_text_is_refused_at_once(tmp_path: Path, content: str, said: str) -> None:
    file(tmp_path / "0.txt")
    path = file(tmp_path / "sub/a.csv", content)
    assert said in str(refused(tmp_path / "0.txt", path))
    assert said in str(refused(tmp_path))


def test_the_hint_lists_the_columns_and_names_the_option(tmp_path: Path) -> None:
    hint = refused(file(tmp_path / "a.csv", "id;body;out\x1blet\n1;x;y\n")).hint
    assert "--text-field" in hint
    assert "id, body, out\\x1blet" in hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\r\n\r\n", "the file is empty"),
        (b"id,text\r\n", "no documents"),
        (b"id,text\r1,x\r", "no header"),
        (b"PK\x03\x04\0\0\0", "not text: a ZIP archive"),
        (b"%PDF-1.4\n" + bytes(range(128, 256)) * 20, "not text: a PDF"),
    ],
)
def test_a_file_that_is_no_table_is_a_failure(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in failure(file(tmp_path / "a.csv", content)).reason
