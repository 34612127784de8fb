"""What is the document that comes on standard input?"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.document import Document, DocumentFailure
from extract.documents import read_documents
from tests.documents.helpers import document, failure, file, ids, pipe, read, refused


@pytest.mark.parametrize("text", ["\n\n two\r\nlines ", "[1]", "x {", "one"])
def test_plain_text_is_one_document(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    pipe(monkeypatch, text.encode())
    found = document("-")
    assert (found.id, found.text, str(found.source)) == ("stdin", text, "<stdin>")


@pytest.mark.parametrize("lead", ["", "\n \r\n", " "])
def test_what_begins_with_a_brace_is_jsonl(monkeypatch: pytest.MonkeyPatch, lead: str) -> None:
    pipe(monkeypatch, f'{lead}{{"text": "one"}}\n{{"text": ""}}\n{{"id": "k", "text": "three"}}'.encode())
    first, second, third = read("-")
    line = lead.count("\n") + 1
    assert ids([first, second, third]) == [f"stdin:{line}", f"stdin:{line + 1}", "k"]
    assert isinstance(second, DocumentFailure)


def test_lines_come_as_soon_as_they_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(io.RawIOBase):
        """A pipe that has one line at a time, and says how many were asked for."""

        asked = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            self.asked += 1
            line = b'{"text": "x"}\n' if self.asked <= 1000 else b""
            buffer[: len(line)] = line
            return len(line)

    slow = Slow()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(slow)))
    items = read_documents(["-"])
    assert isinstance(next(items), Document)
    assert slow.asked < 5
    assert len(list(items)) == 999


def test_the_encoding_is_found_as_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "El señor Núñez murió".encode("latin-1"))
    assert document("-").source.encoding_basis == "detected"
    pipe(monkeypatch, "“x”".encode("utf-16"))
    found = document("-")
    assert (found.text, found.source.encoding, found.source.encoding_basis) == ("“x”", "utf-16", "bom")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n" * 10, "white space"),
        (b"x" * 101, "larger than 100 bytes"),
        (b"\n" * 200, "larger than 100 bytes"),
        (b'{"text": "' + b"x" * 200 + b'"}', "larger than 100 bytes"),
        (b"%PDF-1.4", "a PDF"),
        ("text".encode("utf-16") + b"!", "byte order mark"),
    ],
)
def test_what_gives_no_text_is_a_failure(monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str) -> None:
    pipe(monkeypatch, data)
    assert reason in failure("-", max_bytes=100).reason


def test_it_stays_open_and_can_stand_beside_files_but_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe(monkeypatch, b"text")
    path = file(tmp_path / "stdin.txt")
    assert ids(read(path, "-")) == ["stdin", "stdin#2"]
    assert not sys.stdin.buffer.closed
    assert "twice" in str(refused("-", path, "-"))
