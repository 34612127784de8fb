"""Which documents do files, folders and globs hold, and what are they called?"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from extract.document import Document, DocumentFailure
from extract.documents import ReadOptions, read_documents
from extract.documents.formats import READERS
from extract.documents.inputs import SUFFIXES
from tests.documents.helpers import document, failure, file, ids, read, refused


def test_a_file_is_one_document_named_by_its_stem(tmp_path: Path) -> None:
    path = file(tmp_path / "strike.2019.TXT", "Forty dead.")
    found = document(path)
    assert (found.id, found.text, found.source.path) == ("strike.2019", "Forty dead.", str(path))


def test_a_folder_is_read_in_the_order_of_its_paths_and_named_by_them(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.md",
        "a/b/c.txt",
        "a.b/x.txt",
        ".hidden.txt",
        ".git/x.txt",
        "a/.x.txt",
        "10.txt",
    ):
        file(tmp_path / name, name)
    assert ids(read(tmp_path)) == ["10", "a/b/c", "a/z", "a.b/x", "b"]


def test_a_glob_goes_into_folders_and_names_from_where_it_begins(tmp_path: Path) -> None:
    for name in ("x/1-1/c.txt", "x/1/a.txt", "x/2/a.txt", "x/b.txt", "x/c.jpg", "y/d.txt"):
        file(tmp_path / name)
    assert ids(read(f"{tmp_path}/x/**/*")) == ["1/a", "1-1/c", "2/a", "b"]
    assert ids(read(f"{tmp_path}/*/[bd].txt")) == ["x/b", "y/d"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    assert document(file(tmp_path / "strike [1].txt")).id == "strike [1]"


def test_links_to_files_are_read_and_links_to_folders_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    file(tmp_path / "elsewhere" / "b.txt")
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    (folder / "loop").symlink_to(folder)
    assert ids(read(folder)) == ["a"]


def test_files_of_other_kinds_in_a_folder_are_counted_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.txt", "b.JPG", "c.jpg", "d"):
        file(tmp_path / name)
    with caplog.at_level(logging.INFO, logger="affidavit"):
        assert ids(read(tmp_path)) == ["a"]
    assert "3 files" in caplog.text
    assert ".jpg 2, no suffix 1" in caplog.text


@pytest.mark.parametrize(("content", "reason"), [("", "empty"), (" \r\n\u00a0\t", "white space")])
@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_a_blank_file_is_a_failure(tmp_path: Path, content: str, reason: str, suffix: str) -> None:
    found = failure(file(tmp_path / f"a{suffix}", content))
    assert found.outcome == "unreadable"
    assert reason in found.reason


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path / "a.txt", "x" * 11)
    assert document(path, max_bytes=11).text == "x" * 11
    monkeypatch.delattr(Path, "open")
    assert "larger than 10 bytes" in failure(path, max_bytes=10).reason


def test_a_file_that_may_not_be_read_is_a_failure_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt", "c.csv"):
        file(tmp_path / name, "text\nx")
    really = Path.open

    def refuse(self: Path, mode: str = "r") -> object:
        if self.name in ("a.txt", "c.csv"):  # the tests may run as root, whom no mode stops
            raise PermissionError(13, "Permission denied", str(self))
        return really(self, mode)

    monkeypatch.setattr(Path, "open", refuse)
    first, second, third = read(tmp_path)
    assert isinstance(second, Document)
    for item in (first, third):
        assert isinstance(item, DocumentFailure)
        assert item.reason == "cannot be read: Permission denied"


def test_a_file_that_disappears_while_others_are_read_is_a_failure(tmp_path: Path) -> None:
    file(tmp_path / "a.txt")
    later = file(tmp_path / "b.txt")
    items = read_documents([str(tmp_path / "a.txt"), str(later)])
    assert isinstance(next(items), Document)
    later.unlink()
    gone = next(items)
    assert isinstance(gone, DocumentFailure)
    assert (gone.id, gone.reason) == ("b", "cannot be read: No such file or directory")


def test_a_broken_link_and_a_pipe_in_a_folder_are_failures_and_do_not_block(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "b.txt")
    os.mkfifo(tmp_path / "c.csv")
    os.mkfifo(tmp_path / "d.parquet")
    items = read(tmp_path)
    assert ids(items) == ["a", "b", "c", "d"]
    assert all(isinstance(item, DocumentFailure) for item in items)


def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file(tmp_path / "a.txt")
    file(tmp_path / "closed" / "b.txt")
    really = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(os, "scandir", refuse)
    first, second = read(tmp_path)
    assert isinstance(second, DocumentFailure)
    assert (first.id, second.id) == ("a", "closed")
    assert "Permission denied" in str(refused(tmp_path / "closed"))


def test_the_later_of_two_documents_with_one_id_fails_under_an_id_of_its_own(tmp_path: Path) -> None:
    one, two = file(tmp_path / "x/a.txt"), file(tmp_path / "y/a.txt")
    first, second, third = read(one, two, one)
    assert isinstance(first, Document)
    assert isinstance(second, DocumentFailure)
    assert (first.id, second.id, third.id) == ("a", "a#2", "a#3")
    assert str(one) in second.reason
    assert str(two) in second.reason


def test_ids_are_unique_also_where_a_duplicate_takes_the_name_of_another(tmp_path: Path) -> None:
    lines = "".join(f'{{"id": "{name}", "text": "x"}}\n' for name in ("a#2", "a", "a#3", "a", "a#4", ""))
    found = ids(read(file(tmp_path / "a.jsonl", lines)))
    assert found[:3] == ["a#2", "a", "a#3"]
    assert len(set(found)) == len(found)


def test_a_name_cannot_steer_the_terminal_and_is_not_merged_with_another(tmp_path: Path) -> None:
    file(tmp_path / "a\x1b[31m.txt")
    file(tmp_path / "a[31m.txt")
    file(tmp_path / "a\u202e.txt")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("text")
    items = read(tmp_path)
    assert ids(items) == ["a\\x1b[31m", "a[31m", "a\\u202e", "caf\\udce9"]
    assert all(str(item.source).isprintable() for item in items)
    assert all(isinstance(item, Document) for item in items)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.txt", "no such file"),
        ("missing/*.txt", "no file matches"),
        ("*.jpg", "no documents"),
        ("empty", "no documents"),
        ("photo.jpg", "cannot read .jpg files"),
        ("README", "without a suffix"),
        ("pipe.jsonl", "not a regular file"),
        ("x" * 5000, "cannot be looked up"),
    ],
)
def test_an_input_that_gives_nothing_is_refused_before_anything_is_read(
    tmp_path: Path, name: str, said: str
) -> None:
    file(tmp_path / "photo.jpg")
    file(tmp_path / "README")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "empty").mkdir()
    good = file(tmp_path / "good.txt")
    assert said in str(refused(good, tmp_path / name))


def test_the_hint_names_another_way_for_kinds_that_are_met_often(tmp_path: Path) -> None:
    assert "zcat" in refused(file(tmp_path / "a.jsonl.gz")).hint
    assert "jq" in refused(file(tmp_path / "a.json")).hint
    assert "download" in refused("https://example.org/a.html").hint


def test_every_suffix_has_a_reader() -> None:
    assert set(READERS) == set(SUFFIXES)


def test_no_input_at_all_is_refused() -> None:
    assert "no input" in str(refused())


def test_the_options_have_the_documented_defaults() -> None:
    assert ReadOptions() == ReadOptions("text", "id", None, 20_000_000)
