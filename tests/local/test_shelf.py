"""What is on this machine, and that removing takes everything of one model and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import SettingsError
from extract.local.fetch import ensure
from extract.local.part import Part
from extract.local.registry import KNOWN, resolve
from extract.local.shelf import held, remove, shelf
from tests.local.fakes import CONTENT, FileServer, weights


def test_every_known_model_is_listed_also_where_the_folder_does_not_exist(folder: Path) -> None:
    assert [each.name for each in shelf(folder)] == list(KNOWN)
    assert not any(each.complete or each.verified or each.bytes_here for each in shelf(folder))


def test_a_file_is_complete_when_it_is_there_and_verified_when_it_was_read(folder: Path) -> None:
    with FileServer() as server:
        path = ensure(weights(server.source), models_dir=folder)
    assert (held(weights(), folder).complete, held(weights(), folder).verified) == (True, True)
    path.with_name(f"{path.name}.verified").unlink()
    assert (held(weights(), folder).complete, held(weights(), folder).verified) == (True, False)
    path.write_bytes(CONTENT[:-1])
    assert held(weights(), folder).complete is False


def test_a_part_counts_as_bytes_that_are_here(folder: Path) -> None:
    folder.mkdir()
    with Part(folder / "fake.gguf", size=len(CONTENT)) as part:
        part.append(CONTENT[:3000])
    here = held(weights(), folder)
    assert here.bytes_here >= 3000
    assert not here.complete


def test_removing_takes_file_part_and_scratch_and_leaves_the_rest(folder: Path) -> None:
    ours = ["fake.gguf", "fake.gguf.verified", "fake.gguf.part", "fake.gguf.part.sha256"]
    others = ["fake.gguf2", "other.gguf", "fake.ggu", "fake.gguf.lock"]
    (folder / "fake.gguf.wheel-1").mkdir(parents=True)
    (folder / "fake.gguf.wheel-1" / "x.whl").write_bytes(b"12345")
    for name in ours + others:
        (folder / name).write_bytes(b"12345")
    assert remove(weights(), folder) == 25
    assert sorted(each.name for each in folder.iterdir()) == sorted(others)


def test_removing_a_link_leaves_what_it_points_to(tmp_path: Path, folder: Path) -> None:
    elsewhere = tmp_path / "elsewhere.gguf"
    elsewhere.write_bytes(CONTENT)
    folder.mkdir()
    (folder / "fake.gguf").symlink_to(elsewhere)
    remove(weights(), folder)
    assert elsewhere.read_bytes() == CONTENT
    assert not (folder / "fake.gguf").is_symlink()


def test_removing_what_is_not_there_makes_no_folder(folder: Path) -> None:
    assert remove(weights(), folder) == 0
    assert not folder.exists()


def test_a_file_of_ones_own_is_never_removed(tmp_path: Path, folder: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    with pytest.raises(SettingsError, match="your own file and stays"):
        remove(resolve(str(own), folder), folder)
    assert own.exists()
