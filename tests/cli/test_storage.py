"""A disk that is full or not to be written: one line, what was finished is kept, `--resume` completes."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from extract.cache.store import AnswerStore
from extract.errors import StorageFull
from extract.run.journal import Journal
from tests.cli.command import (
    Affidavit,
    Serve,
    at,
    manifest,
    outcomes,
    process,
    quoting,
    reports,
)

NO_FILE_GROWS_AFTER_TWO_DOCUMENTS = """
import resource
from extract.run.journal import Journal

def append(self, entry, append=Journal.append):
    if entry.index == 2:
        enough = self._path.stat().st_size + 100
        resource.setrlimit(resource.RLIMIT_FSIZE, (enough, enough))
    append(self, entry)

Journal.append = append
"""


class FullDisk:
    """A file with room for so many lines more; half of the next one is written."""

    def __init__(self, file: Any, room: int) -> None:
        self._file = file
        self._room = room

    def write(self, data: bytes) -> int:
        self._room -= 1
        if self._room < 0:
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            raise OSError(errno.ENOSPC, "No space left on device")
        return int(self._file.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def with_little_room(self: Journal, opened: Any = Journal.__enter__) -> Journal:
    """`Journal.__enter__` on a disk that has room for two documents."""
    journal: Journal = opened(self)
    journal._file = FullDisk(journal._file, room=2)
    return journal


def no_room_for_answers(*_: object) -> None:
    raise StorageFull("no space left for the answers", hint="free some space")


def whole_lines(path: Path) -> int:
    """The number of lines, all of which have to be JSON."""
    return len([json.loads(line) for line in path.read_text("utf-8").splitlines(keepends=True)])


@pytest.mark.parametrize(
    ("where", "name", "broken", "said", "finished"),
    [
        (Journal, "__enter__", with_little_room, "no space left for run/journal/000.jsonl", 2),
        (AnswerStore, "put", no_room_for_answers, "no space left for the answers", 0),
    ],
)
def test_a_full_disk_stops_the_run_with_one_line_and_resume_completes_it(
    affidavit: Affidavit,
    serve: Serve,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: type,
    name: str,
    broken: Any,
    said: str,
    finished: int,
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server), "-o", "run", "--concurrency", "1")
    with monkeypatch.context() as patch:
        patch.setattr(where, name, broken)
        ran = affidavit(*same)
    assert (ran.code, ran.out) == (1, "")
    error, hint = ran.err.splitlines()[-2:]
    assert error == f"error: {said}"
    assert hint.startswith("  hint: free some space")
    assert "Traceback" not in ran.err
    assert whole_lines(work / "run" / "journal" / "000.jsonl") == len(outcomes(work / "run")) == finished
    assert manifest(work / "run")["status"] == "stopped"
    assert affidavit(*same, "--resume").code == 0
    assert list(outcomes(work / "run").values()) == ["ok"] * 5


def test_when_the_system_itself_takes_no_byte_more_nothing_that_was_finished_is_lost(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server), "-o", "run", "--concurrency", "1")
    with process(*same, before=NO_FILE_GROWS_AFTER_TWO_DOCUMENTS) as running:
        out, err = running.communicate()
    assert (running.returncode, out) == (1, "")
    assert err.splitlines()[-2] == "error: no space left for run/journal/000.jsonl"
    assert "Traceback" not in err
    assert whole_lines(work / "run" / "journal" / "000.jsonl") == 2
    assert outcomes(work / "run") == {"0": "ok", "1": "ok"}
    assert affidavit(*same, "--resume").code == 0
    assert (server.count, list(outcomes(work / "run").values())) == (5, ["ok"] * 5)


def test_a_cache_that_cannot_be_made_is_one_line(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", "/proc/affidavit")
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(server), "-o", "run")
    assert (ran.code, ran.out, server.count) == (1, "", 0)
    error, hint = ran.err.splitlines()[-2:]
    assert error.startswith("error: the answers in /proc/affidavit/answers cannot be read or written")
    assert "AFFIDAVIT_CACHE_DIR" in hint
