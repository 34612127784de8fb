from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from extract.cli.app import run
from tests.batches import BatchServer
from tests.cli.command import Affidavit, Ran, Serve, at
from tests.loopback import LoopbackServer, Script, ok


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with a home and a cache of its own and no setting from outside."""
    for name in os.environ:
        if name.startswith(("OPENAI_", "AFFIDAVIT_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def affidavit(work: Path, capsys: pytest.CaptureFixture[str]) -> Affidavit:
    """Runs a command line in this process."""

    def command(*arguments: str | Path) -> Ran:
        code = run([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return command


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a loopback server that stops with the test."""
    with ExitStack() as stack:

        def start(script: Script = ()) -> LoopbackServer:
            return stack.enter_context(LoopbackServer(script))

        yield start


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait for what the server asks, and no longer."""
    monkeypatch.setattr("extract.client.retry.random.uniform", lambda low, high: 0.0)


ONE_DOLLAR = {"prompt_tokens": 900, "completion_tokens": 50, "total_tokens": 950}


@pytest.fixture
def priced(serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch) -> LoopbackServer:
    """A server each of whose answers costs a dollar: 900 tokens at $1,000 and 50 at $2,000 a million."""
    server = serve(lambda *_: ok(usage=ONE_DOLLAR))
    price = {"input": 1000, "output": 2000}
    (work / "prices.json").write_text(json.dumps({"models": {at(server): price}}))
    monkeypatch.setenv("AFFIDAVIT_PRICES", "prices.json")
    return server


@pytest.fixture
def batching(
    work: Path, monkeypatch: pytest.MonkeyPatch, hasty: None
) -> Iterator[Callable[..., BatchServer]]:
    """Starts a loopback server with a Batch API; batches go out and are looked at without much waiting."""
    monkeypatch.setenv("AFFIDAVIT_BATCH_POLL", "0.02")
    monkeypatch.setenv("AFFIDAVIT_BATCH_QUIET", "0.3")
    with ExitStack() as stack:

        def start(script: Script = (), **how: Any) -> BatchServer:
            return stack.enter_context(BatchServer(script, **how))

        yield start
