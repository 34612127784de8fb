from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evals.labels.errors import GoldError
from evals.labels.files import DATASET, LabelFile, file_name, is_named_after, read_file


@example("dataset")
@given(st.text(min_size=1, max_size=20))
def test_any_id_has_a_file_name_in_the_folder_itself(name: str) -> None:
    called = file_name(name)
    assert "/" not in called
    assert "\x00" not in called
    assert called != DATASET
    assert is_named_after(Path(called), name)


@pytest.mark.parametrize("name", ["000_af7472e0f8f66edf", "wire.jsonl#3", "a b", "x-1"])
def test_a_plain_id_is_its_own_file_name(name: str) -> None:
    assert file_name(name) == f"{name}.json"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1,\n "b": }', "is not JSON: Expecting value at line 2, column 7"),
        (b"", "at line 1, column 1"),
        (b"[1]", "is no JSON object"),
        (b'{"document_id": "\xff"}', "is not UTF-8 at byte 17"),
        (b'{"unsure": [], "unsure": ["event"]}', "the key 'unsure' stands twice"),
        (b'{"ranges": {"a": [1, NaN]}}', "NaN is no JSON number"),
        (b"[" * 200_000, "is not JSON that can be used"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(GoldError) as caught:
        read_file(tmp_path / "x.json", LabelFile)
    assert said in str(caught.value)
    assert str(tmp_path / "x.json") in str(caught.value)
    assert caught.value.hint


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read: No such file"):
        read_file(tmp_path / "x.json", LabelFile)


def test_what_is_no_regular_file_or_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "endless.json").symlink_to("/dev/zero")
    (tmp_path / "large.json").write_bytes(b" " * 200)
    monkeypatch.setattr("evals.labels.files.LARGEST", 100)
    for name, said in (("pipe", "no regular file"), ("endless", "no regular file"), ("large", "more than")):
        with pytest.raises(GoldError, match=said):
            read_file(tmp_path / f"{name}.json", LabelFile)
