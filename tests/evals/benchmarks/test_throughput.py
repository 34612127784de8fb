"""The bench beside other clients: what it starts, and what it keeps from them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks import environments
from evals.benchmarks.throughput.clients import Bench, clients
from evals.benchmarks.throughput.measure import ROOT, run

_STRAY = """
import socket
from evals.benchmarks.throughput.peers import loopback

listening = socket.create_server(("127.0.0.1", 0))
loopback.only()
socket.create_connection(listening.getsockname(), timeout=1)
for host in ("192.0.2.1", "telemetry.example"):
    try:
        socket.create_connection((host, 443), timeout=1)
    except PermissionError as error:
        print(error)
print(loopback.refused)
"""


def test_a_peer_reaches_nothing_but_loopback_and_it_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _STRAY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "192.0.2.1 is not on this machine",
        "telemetry.example is not on this machine",
        "['192.0.2.1', 'telemetry.example']",
    ]


def test_a_peer_that_cannot_be_installed_is_left_out_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise subprocess.CalledProcessError(1, "pip", stderr="looking\nERROR: no such version\n")

    monkeypatch.setattr(environments.venv, "create", lambda home, **_: home.mkdir(parents=True))
    monkeypatch.setattr(environments, "_install", fails)
    wanted = {"raw aiohttp", "curator", "LangExtract"}
    found = [name for name, _ in clients(Bench(tmp_path, 1, wanted, tmp_path / "environments"), 1)]
    assert found == ["raw aiohttp"]
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("curator is left out: bespokelabs-curator==")
    assert lines[0].endswith("cannot be installed: ERROR: no such version")


def test_an_environment_is_made_once_and_again_for_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def create(home: Path, **_: Any) -> None:
        home.mkdir(exist_ok=True)
        made.append(home.name)

    monkeypatch.setattr(environments.venv, "create", create)
    monkeypatch.setattr(environments, "_install", lambda *_: None)
    for version in ("1", "1", "2"):
        monkeypatch.setitem(environments.PINS, "langextract", (f"langextract=={version}",))
        python = environments.interpreter("langextract", tmp_path)
        assert python == tmp_path / "langextract" / "bin" / "python"
    assert made == ["langextract", "langextract"]


def test_a_command_that_complains_at_length_is_read_to_its_end() -> None:
    taken = run([sys.executable, "-c", "import sys; sys.stderr.write('x' * 1_000_000); print('done')"])
    assert (taken.code, taken.out.strip()) == (0, "done")
