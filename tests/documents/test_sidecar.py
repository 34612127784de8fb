"""What does a table beside the documents add to them?"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from extract.document import Document, DocumentFailure
from tests.documents.helpers import document, file, ids, read, refused

TABLE = "id;outlet;published;note\na;CNN;2019-07-03;\n1/b;AFP;;\nunknown;x;y;z\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file(tmp_path / "in/a.txt")
    file(tmp_path / "in/1/b.txt")
    file(tmp_path / "in/c.txt")
    file(tmp_path / "in/sources.csv", TABLE)
    return tmp_path / "in"


def meta(*inputs: Path | str, **options: object) -> dict[str, object]:
    return {item.id: item.meta for item in read(*inputs, **options) if isinstance(item, Document)}


def test_sources_csv_describes_the_documents_of_its_folder_and_is_none_itself(folder: Path) -> None:
    expected = {"a": {"outlet": "CNN", "published": "2019-07-03"}, "1/b": {"outlet": "AFP"}, "c": {}}
    assert meta(folder) == expected
    assert meta(f"{folder}/**") == expected


def test_named_with_the_documents_it_describes_them(folder: Path) -> None:
    found = meta(folder / "a.txt", folder / "c.txt", folder / "sources.csv")
    assert found == {"a": {"outlet": "CNN", "published": "2019-07-03"}, "c": {}}
    assert meta(folder / "a.txt") == {"a": {}}


def test_with_a_text_column_and_named_it_is_a_table_of_documents(tmp_path: Path) -> None:
    assert document(file(tmp_path / "sources.csv", "id,text\nk,x\n")).id == "k"


def test_what_a_document_says_of_itself_goes_first(tmp_path: Path) -> None:
    file(tmp_path / "a.jsonl", '{"id": "k", "text": "x", "outlet": "CNN", "published": null, "url": ""}')
    file(tmp_path / "sources.csv", "id,outlet,published,url\nk,other,2019-07-03,u\n")
    assert meta(tmp_path) == {"k": {"outlet": "CNN", "published": "2019-07-03", "url": "u"}}


def test_another_table_can_be_named_and_is_then_the_only_one(folder: Path) -> None:
    other = file(folder / "other.csv", "outlet,id\nReuters,a\nAP,c\n")
    expected = {"a": {"outlet": "Reuters"}, "1/b": {}, "c": {"outlet": "AP"}}
    assert meta(folder, meta_file=other) == expected
    assert meta(folder, other, meta_file=other) == expected


def test_ids_are_joined_as_they_are_shown(tmp_path: Path) -> None:
    file(tmp_path / "a\x07.txt")
    file(tmp_path / "sources.csv", "id,outlet\na\x07,CNN\n")
    assert meta(tmp_path) == {"a\\x07": {"outlet": "CNN"}}


def test_a_failure_stays_a_failure(folder: Path) -> None:
    file(folder / "a.txt", "")
    assert any(isinstance(item, DocumentFailure) for item in read(folder))


def test_a_table_deeper_in_the_folder_is_not_used_and_the_log_says_so(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file(folder / "1/sources.csv", "id,outlet\nb,BBC\n")
    with caplog.at_level(logging.WARNING, logger="affidavit"):
        assert meta(folder)["1/b"] == {"outlet": "AFP"}
    assert "1/sources.csv is not used" in caplog.text
    assert meta(folder / "1") == {"b": {"outlet": "BBC"}}


def test_a_date_that_is_none_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("a", "b", "c"):
        file(tmp_path / f"{name}.txt")
    file(tmp_path / "sources.csv", "id,published\na,2019-07-03T10:00:00Z\nb,03/07/2019\nc,3 July 2019\n")
    with caplog.at_level(logging.WARNING, logger="affidavit"):
        meta(tmp_path)
    (said,) = [record.getMessage() for record in caplog.records]
    assert said.startswith("b was published '03/07/2019', which is no date like 2019-07-03")


def test_rows_that_describe_no_document_are_told(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    file(folder / "sources.csv", "id,outlet\na,CNN\na.txt,CNN\nb.txt,BBC\n")
    with caplog.at_level(logging.WARNING, logger="affidavit"):
        meta(folder)
    assert "2 documents have no row of metadata, and 2 rows no document: a.txt, b.txt" in caplog.text


def test_a_table_of_more_documents_than_are_given_is_nothing_to_tell(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file(folder / "sources.csv", "id,outlet\na,CNN\n1/b,BBC\nc,AFP\n")
    with caplog.at_level(logging.WARNING, logger="affidavit"):
        meta(folder)
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("name,outlet\na,CNN\n", "no single column 'id'"),
        ("id,id\na,b\n", "no single column 'id'"),
        ("id,outlet\na,CNN\na,AFP\n", "row 2: the id a is there already"),
        ("id,outlet\n,CNN\n", "row 1: no id"),
        ("id,outlet\na,CNN,2019\n", "row 1: 3 fields"),
        ('id,outlet\na,"CNN\n', "row 1: a quote is opened"),
        ("id,outlet\na,\0\n", "not text"),
    ],
)
def test_a_bad_table_makes_the_command_wrong(folder: Path, content: str, said: str) -> None:
    bad = file(folder / "sources.csv", content)
    assert said in str(refused(folder))
    assert said in str(refused(folder / "a.txt", meta_file=bad))


def test_a_table_that_is_not_there_or_too_large_makes_the_command_wrong(folder: Path) -> None:
    assert "No such file" in str(refused(folder, meta_file=folder / "missing.csv"))
    assert "larger than 30 bytes" in str(refused(folder, max_bytes=30))


def test_a_table_alone_is_no_input(folder: Path) -> None:
    assert "no document" in str(refused(folder / "sources.csv"))
    (folder / "1").rename(folder.parent / "only")
    (folder.parent / "only/b.txt").rename(folder.parent / "only/sources.csv")
    assert "no documents in" in str(refused(folder.parent / "only"))


def test_a_table_in_latin_1_is_read(tmp_path: Path) -> None:
    file(tmp_path / "a.txt")
    file(tmp_path / "sources.csv", "id,outlet\na,El País Español\n".encode("latin-1"))
    (item,) = read(tmp_path)
    assert ids([item]) == ["a"]
    assert isinstance(item, Document)
    assert item.meta == {"outlet": "El País Español"}
