"""A run folder holds one run: who may write in it, and what a second run there is told."""

from pathlib import Path

import pytest

from extract.errors import RunFolderError, StorageFull
from extract.result import Result
from extract.run.folder import Mode, RunFolder, open_folder
from extract.run.journal import Entry, Journal

SAME = {"schema": "s", "prompt": "p", "model": "m"}


def finished(path: Path) -> RunFolder:
    folder, lock = open_folder(path, mode="new", identity=SAME)
    folder.write_manifest({"id": folder.id, "identity": SAME})
    folder.write_results([Result("d", "ok").to_json()])
    lock.release()
    return folder


def test_a_second_run_in_a_folder_is_refused_with_the_two_ways_out(tmp_path: Path) -> None:
    finished(tmp_path / "r")
    with pytest.raises(RunFolderError, match="already holds a run") as error:
        open_folder(tmp_path / "r", mode="new", identity=SAME)
    assert "--resume" in error.value.hint
    assert "--overwrite" in error.value.hint


def test_resume_goes_on_only_with_the_same_schema_prompt_and_model(tmp_path: Path) -> None:
    finished(tmp_path / "r")
    open_folder(tmp_path / "r", mode="resume", identity=SAME)[1].release()
    with pytest.raises(RunFolderError, match="another prompt and model"):
        open_folder(tmp_path / "r", mode="resume", identity={**SAME, "prompt": "q", "model": "n"})


def test_resume_of_nothing_is_a_new_run(tmp_path: Path) -> None:
    folder, lock = open_folder(tmp_path / "r", mode="resume", identity=SAME)
    lock.release()
    assert folder.id == "r"


def test_overwrite_removes_what_a_run_wrote_and_nothing_else(tmp_path: Path) -> None:
    folder = finished(tmp_path / "r")
    (tmp_path / "r" / "notes.txt").write_text("mine")
    open_folder(tmp_path / "r", mode="overwrite", identity={})[1].release()
    assert not folder.manifest.exists()
    assert not folder.results.exists()
    assert (tmp_path / "r" / "notes.txt").read_text() == "mine"


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(RunFolderError, match="holds other files"):
        open_folder(tmp_path, mode="overwrite", identity=SAME)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    lock = open_folder(tmp_path / "r", mode="new", identity=SAME)[1]
    with pytest.raises(RunFolderError, match="another process is writing"):
        open_folder(tmp_path / "r", mode="resume", identity=SAME)
    lock.release()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot write in") as error:
        open_folder(tmp_path / "file" / "r", mode="new", identity=SAME)
    assert error.value.exit_code == 2


def test_results_are_in_place_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = finished(tmp_path / "r")

    def breaking() -> object:
        yield b"{}"
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageFull, match="No space left"):
        folder.write_results(breaking())  # type: ignore[arg-type]
    assert [result.document_id for result in folder.read_results()] == ["d"]
    assert not list(folder.path.glob("*.tmp"))


def test_what_is_no_run_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="not a run folder"):
        RunFolder(tmp_path).read_manifest()
    with pytest.raises(RunFolderError, match="no results yet"):
        next(RunFolder(tmp_path).read_results())


@pytest.mark.parametrize("mode", ["new", "resume", "overwrite"])
def test_a_journal_without_its_manifest_is_not_taken_for_this_run(tmp_path: Path, mode: Mode) -> None:
    """It may be another model's: nothing in it says whose answers they are."""
    folder = finished(tmp_path / "r")
    with Journal(folder.journal) as journal:
        journal.append(Entry(0, "digest", Result("d", "ok")))
    folder.manifest.unlink()
    open_folder(tmp_path / "r", mode=mode, identity={"model": "another"})[1].release()
    with Journal(folder.journal) as journal:
        assert list(journal.entries()) == []
    assert not folder.results.exists()


def test_damaged_results_are_named_with_their_line(tmp_path: Path) -> None:
    folder = finished(tmp_path / "r")
    folder.results.write_text(folder.results.read_text() + "{broken\n")
    with pytest.raises(RunFolderError, match="damaged in line 2"):
        list(folder.read_results())
