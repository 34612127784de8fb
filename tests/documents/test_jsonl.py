"""What are the documents in a JSONL file?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document, DocumentFailure
from extract.documents.inputs import Place
from extract.documents.jsonl import documents_in
from extract.documents.options import ReadOptions
from tests.documents.helpers import document, failure, file, ids, read


def test_each_object_is_a_document_and_its_other_keys_are_metadata(tmp_path: Path) -> None:
    path = file(
        tmp_path / "a.jsonl", '{"id": 7, "text": " x\\r\\n", "outlet": "CNN", "tags": [1, {"a": null}]}\n'
    )
    found = document(path)
    assert (found.id, found.text) == ("7", " x\r\n")
    assert found.meta == {"outlet": "CNN", "tags": [1, {"a": None}]}
    assert (str(found.source), found.source.encoding_basis) == (f"{path}:1", "native")


def test_fields_that_hold_nothing_are_left_out(tmp_path: Path) -> None:
    path = file(
        tmp_path / "a.jsonl", '{"text": "x", "a": null, "b": "", "c": " ", "d": 0, "e": false, "f": []}'
    )
    assert document(path).meta == {"d": 0, "e": False, "f": []}


def test_a_published_date_stays_as_it_was_written(tmp_path: Path) -> None:
    lines = "".join(
        f'{{"text": "x", "published": "{date}"}}\n' for date in ("2019-07-03", "July 3", "03/07/2019")
    )
    found = [
        item.meta["published"]
        for item in read(file(tmp_path / "a.jsonl", lines))
        if isinstance(item, Document)
    ]
    assert found == ["2019-07-03", "July 3", "03/07/2019"]


def test_a_line_without_id_is_named_by_its_number_in_the_file(tmp_path: Path) -> None:
    file(
        tmp_path / "sub/a.ndjson", '\n{"text": "x"}\n \n{"text": "x", "id": ""}\r\n{"text": "x", "id": null}'
    )
    assert ids(read(tmp_path / "sub/a.ndjson")) == ["a:2", "a:4", "a:5"]
    assert ids(read(tmp_path)) == ["sub/a:2", "sub/a:4", "sub/a:5"]


def test_many_brackets_are_not_deep_ones(tmp_path: Path) -> None:
    nested = "[" * 98 + "]" * 98
    found = document(
        file(tmp_path / "a.jsonl", f'{{"text": "[[[{{", "a": [{", ".join(["[]"] * 200)}], "b": {nested}}}')
    )
    assert len(found.meta["a"]) == 200


def test_other_fields_can_be_named(tmp_path: Path) -> None:
    found = document(
        file(tmp_path / "a.jsonl", '{"body": "x", "key": "k"}'), text_field="body", id_field="key"
    )
    assert (found.id, found.text, found.meta) == ("k", "x", {})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "x"', "not valid JSON"),
        (b"not json", "not valid JSON"),
        (b'{"text": "x", "n": NaN}', "NaN is not JSON"),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"text": "x", "a": ' + b"[" * 500 + b"]" * 500 + b"}", "nested more than 100 deep"),
        (b'["text"]', "not a JSON object"),
        (b"3", "not a JSON object"),
        (b'{"text": "caf\xe9"}', "not valid UTF-8"),
        (b'{"text": "half \\ud83d"}', "half of a surrogate pair"),
        (b'{"text": "x", "meta": "\\uDE00"}', "half of a surrogate pair"),
        (b'{"body": "x"}', "no field 'text'"),
        (b'{"text": null}', "'text' is empty"),
        (b'{"text": " \\n"}', "'text' is empty"),
        (b'{"text": ["x"]}', "is list, not a string"),
        (b'{"text": 5}', "is int, not a string"),
    ],
)
def test_a_bad_line_is_a_failure_and_the_others_are_read(tmp_path: Path, line: bytes, reason: str) -> None:
    good = b'{"text": "\\ud83d\\ude00"}\n'
    first, second, third = read(file(tmp_path / "a.jsonl", good + line + b"\n" + good))
    assert isinstance(second, DocumentFailure)
    assert reason in second.reason
    assert (second.id, second.source.line) == ("a:2", 2)
    assert isinstance(first, Document)
    assert isinstance(third, Document)


def test_a_failure_keeps_the_id_of_its_line_and_its_hint_names_the_fields(tmp_path: Path) -> None:
    found = failure(file(tmp_path / "a.jsonl", '{"id": "k", "body": "x"}'))
    assert found.id == "k"
    assert "--text-field" in found.hint
    assert "id, body" in found.hint


def test_a_line_over_the_limit_is_skipped(tmp_path: Path) -> None:
    good = '{"text": "x"}'
    path = file(tmp_path / "a.jsonl", f'{good}\n{{"text": "{"y" * 200_000}"}}\n{good}')
    first, second, third = read(path, max_bytes=len(good))
    assert isinstance(second, DocumentFailure)
    assert "the line is larger than 13 bytes" in second.reason
    assert ids([first, third]) == ["a:1", "a:3"]
    assert isinstance(third, Document)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_marked_file_is_read_in_its_encoding(tmp_path: Path, codec: str) -> None:
    text = "“Tajoura” " * 50_000
    found = document(file(tmp_path / "a.jsonl", json.dumps({"text": text}, ensure_ascii=False).encode(codec)))
    assert found.text == text
    assert (found.source.encoding, found.source.encoding_basis) == (codec, "bom")


def test_a_marked_file_that_breaks_off_is_a_failure_after_what_could_be_read(tmp_path: Path) -> None:
    lines = '{"text": "x"}\n' * 20_000
    items = read(file(tmp_path / "a.jsonl", lines.encode("utf-16")[:-1]))
    assert isinstance(items[0], Document)
    assert isinstance(items[-1], DocumentFailure)
    assert "byte order mark" in items[-1].reason


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_lines_is_a_failure(tmp_path: Path, content: bytes) -> None:
    assert "no documents" in failure(file(tmp_path / "a.jsonl", content)).reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["id", "text", "a"]), JSON), max_size=5))
def test_every_line_gives_one_item(records: list[dict[str, object]]) -> None:
    lines = [(number, json.dumps(record).encode()) for number, record in enumerate(records, start=1)]
    found = list(documents_in(lines, Place(Path("a"), "a"), ReadOptions(), marked=None))
    assert [item.source.line for item in found] == [number for number, _ in lines]
    for item, record in zip(found, records, strict=True):
        assert isinstance(item, DocumentFailure) or item.text == record["text"]
