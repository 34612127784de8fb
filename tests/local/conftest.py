"""Small blocks, so that small files have several; a pip that knows one folder and nothing else."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.local import fetch


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.local.part.BLOCK", 1000)
    monkeypatch.setattr(fetch, "_ROOM_BESIDE", dict.fromkeys(fetch._ROOM_BESIDE, 0))


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AFFIDAVIT_OFFLINE", "AFFIDAVIT_MODELS_DIR", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The models folder; not made yet."""
    return tmp_path / "models"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is logged for the user, also after a command has claimed the logger for itself."""
    logger = logging.getLogger("affidavit")
    logger.addHandler(caplog.handler)
    propagate, logger.propagate = logger.propagate, False
    with caplog.at_level(logging.INFO, logger="affidavit"):
        yield caplog
    logger.propagate = propagate
    logger.removeHandler(caplog.handler)
