"""A file is read once; after that only if it may have changed, or if that is asked for."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from extract.local import digest as digests
from extract.local.digest import digest, remembered

ABC = hashlib.sha256(b"abc").hexdigest()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which files were read to the end."""
    paths: list[Path] = []
    whole = digests.sha256_of

    def spy(path: Path) -> str:
        paths.append(path)
        return whole(path)

    monkeypatch.setattr(digests, "sha256_of", spy)
    return paths


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    return path


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "markers" / "file.verified"


def test_a_file_is_read_once(file: Path, marker: Path, read: list[Path]) -> None:
    assert [digest(file, marker) for _ in range(3)] == [ABC] * 3
    assert read == [file]


def test_a_file_is_read_again_when_asked(file: Path, marker: Path, read: list[Path]) -> None:
    digest(file, marker)
    assert digest(file, marker, again=True) == ABC
    assert len(read) == 2


@pytest.mark.parametrize("content", [b"abd", b"abcd"])
def test_a_changed_file_has_another_digest(file: Path, marker: Path, content: bytes) -> None:
    digest(file, marker)
    file.write_bytes(content)
    os.utime(file, ns=(1, 1))
    assert remembered(file, marker) is None
    assert digest(file, marker) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("noted", [b"", b"[]", b"{}", b'{"size": 3}', b"\xff", b'{"sha256": 5}'])
def test_a_broken_marker_is_as_good_as_none(file: Path, marker: Path, noted: bytes) -> None:
    digest(file, marker)
    marker.write_bytes(noted)
    assert digest(file, marker) == ABC


def test_a_folder_that_takes_no_marker_costs_only_time(file: Path, tmp_path: Path, read: list[Path]) -> None:
    (tmp_path / "occupied").write_text("")
    impossible = tmp_path / "occupied" / "file.verified"
    assert [digest(file, impossible) for _ in range(2)] == [ABC] * 2
    assert len(read) == 2
