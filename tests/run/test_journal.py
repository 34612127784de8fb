"""The journal outlives its writer and never holds half a line."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.errors import RunFolderError, StorageFull
from extract.result import Result
from extract.run.journal import Entry, Journal


def entry(index: int, document_id: str = "d", **fields: object) -> Entry:
    return Entry(index, f"digest{index}", Result(document_id, "ok", **fields))  # type: ignore[arg-type]


def read(path: Path) -> list[Entry]:
    with Journal(path) as journal:
        return list(journal.entries())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 8), max_size=20), text=st.text())
def test_entries_come_out_in_input_order_and_the_newest_wins(
    order: list[int], text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("run") / "journal" / "000.jsonl"
    with Journal(path) as journal:
        for turn, index in enumerate(order):
            journal.append(entry(index, document_id=f"{turn}{text}"))
    kept = read(path)
    assert [e.index for e in kept] == sorted(set(order))
    for e in kept:
        last = max(turn for turn, index in enumerate(order) if index == e.index)
        assert e.result.document_id == f"{last}{text}"


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_torn_last_line_is_dropped_and_written_over(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(entry(0))
        journal.append(entry(1))
    os.truncate(path, path.stat().st_size - cut)
    with Journal(path) as journal:
        assert [e.index for e in journal.entries()] == [0]
        journal.append(entry(1))
    assert [e.index for e in read(path)] == [0, 1]
    assert all(json.loads(line) for line in path.read_text().splitlines())


def test_damage_in_the_middle_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(entry(0))
    path.write_bytes(path.read_bytes() + b"garbage\n" + path.read_bytes())
    with pytest.raises(RunFolderError, match="damaged at byte"):
        Journal(path).__enter__()


WRITER = """
import sys
from pathlib import Path
from extract.result import Result
from extract.run.journal import Entry, Journal
with Journal(Path(sys.argv[1])) as journal:
    for index in range(10**9):
        journal.append(Entry(index, str(index), Result(str(index), "ok")))
        print(index, flush=True)
"""


def test_what_was_appended_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(50)]
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.readlines()
    last = max(int(line) for line in told if line.endswith("\n"))
    assert [e.index for e in read(path)][: last + 1] == list(range(last + 1))


def test_a_full_disk_leaves_whole_lines_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j.jsonl"
    with Journal(path) as journal:
        journal.append(entry(0))
        with monkeypatch.context() as patch:
            patch.setattr(journal, "_file", _Full(journal._file))
            with pytest.raises(StorageFull, match="no space left") as error:
                journal.append(entry(1))
        assert "--resume" in error.value.hint
    assert [e.index for e in read(path)] == [0]


class _Full:
    """A file on a disk that fills up in the middle of a write."""

    def __init__(self, file: object) -> None:
        self._inner = file

    def write(self, data: bytes) -> None:
        self._inner.write(data[: len(data) // 2])  # type: ignore[attr-defined]
        self._inner.flush()  # type: ignore[attr-defined]
        raise OSError(errno.ENOSPC, "No space left on device")

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


def test_memory_holds_an_offset_a_document_and_no_more(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.jsonl") as journal:
        for index in range(100):
            journal.append(entry(index, error="x" * 10_000))
        assert len(journal._offsets) * journal._offsets.itemsize == 800
        assert journal.get(57) == entry(57, error="x" * 10_000)
        assert journal.get(100) is None
