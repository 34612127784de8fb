"""The beginning of a file: whatever happens in between, what becomes the file is what was appended."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import StorageFull
from extract.local import part as part_module
from extract.local.part import Part, part_files
from tests.local.fakes import CONTENT


def begun(target: Path, length: int) -> None:
    with Part(target, size=len(CONTENT)) as part:
        part.append(CONTENT[:length])


@settings(max_examples=60)
@given(pieces=st.lists(st.binary(max_size=40), max_size=12), reopened=st.sets(st.integers(0, 11)))
def test_any_chunks_with_any_interruptions_give_the_same_file(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], reopened: set[int]
) -> None:
    target, whole = tmp_path_factory.mktemp("part") / "file", b"".join(pieces)
    part_module.BLOCK = 16
    part = Part(target, size=len(whole))
    for number, piece in enumerate(pieces):
        part.append(piece)
        if number in reopened:
            with part:
                pass
            part = Part(target, size=len(whole))
            part.append(whole[part.length : sum(map(len, pieces[: number + 1]))])
    assert (part.length, part.sha256()) == (len(whole), hashlib.sha256(whole).hexdigest())
    part.finish()
    assert target.read_bytes() == whole
    assert sorted(target.parent.iterdir()) == [target]


def test_full_blocks_survive_an_interruption(tmp_path: Path) -> None:
    begun(tmp_path / "file", 2500)
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        assert part.length == 2000
        assert part.sha256() == hashlib.sha256(CONTENT[:2000]).hexdigest()


@pytest.mark.parametrize(("position", "kept"), [(0, 0), (999, 0), (1000, 1000), (2100, 2000)])
def test_a_changed_byte_costs_its_block_and_what_follows(tmp_path: Path, position: int, kept: int) -> None:
    begun(tmp_path / "file", 3000)
    data, _ = part_files(tmp_path / "file")
    with data.open("r+b") as file:
        file.seek(position)
        file.write(b"\xff")
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        assert part.length == kept
    assert data.stat().st_size == kept


@pytest.mark.parametrize("notes", [None, b"", b"\xff\xfe nonsense", b"0" * 64])
def test_without_its_digests_nothing_of_a_part_is_believed(tmp_path: Path, notes: bytes | None) -> None:
    begun(tmp_path / "file", 3000)
    _, seals = part_files(tmp_path / "file")
    seals.unlink() if notes is None else seals.write_bytes(notes)
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        assert part.length == 0


def test_restart_forgets_everything(tmp_path: Path) -> None:
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        part.append(b"x" * 1500)
        part.restart()
        part.append(CONTENT)
        assert part.sha256() == hashlib.sha256(CONTENT).hexdigest()
        part.finish()
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_what_comes_after_a_restart_survives_an_interruption(tmp_path: Path) -> None:
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        part.append(b"x" * 1500)
        part.restart()
        part.append(CONTENT[:2500])
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        assert part.length == 2000


def test_growth_is_reported_after_each_append(tmp_path: Path) -> None:
    lengths: list[int] = []
    with Part(tmp_path / "file", size=len(CONTENT), grown=lengths.append) as part:
        part.append(CONTENT[:10])
        part.append(CONTENT[10:2010])
    assert lengths == [10, 2010]


def test_a_disk_that_is_full_when_it_comes_to_writing_says_how_much_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    begun(tmp_path / "file", 1000)
    with Part(tmp_path / "file", size=len(CONTENT)) as part:
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(StorageFull, match=r"8,244 more bytes"):
            part.append(CONTENT[1000:2500])
