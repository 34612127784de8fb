"""The engine's process: shared, ended, and explained when it fails. Played by a script without a model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.errors import ModelUnavailable
from extract.local import process
from extract.local.engine import start

# The part of serve.py that is not llama.cpp: reads its settings, answers with an address, waits for the end.
LISTENS = """
    import json, os, sys
    settings = json.loads(sys.stdin.buffer.readline())
    print(json.dumps({"url": f"http://127.0.0.1:{os.getpid()}"}), flush=True)
    sys.stdin.buffer.read()
"""
Played = Callable[[str], Path]


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    """Takes the script that stands for serve.py; gives the weights to start."""

    def play(script: str) -> Path:
        (tmp_path / "serve.py").write_text(textwrap.dedent(script))
        (tmp_path / "fake.gguf").write_bytes(b"GGUF")
        monkeypatch.setattr(process, "_SERVE", tmp_path / "serve.py")
        return tmp_path / "fake.gguf"

    return play


def pid(url: str) -> int:
    return int(url.rpartition(":")[2].removesuffix("/v1"))


def gone(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def test_an_engine_answers_until_it_is_stopped(played: Played) -> None:
    with start(played(LISTENS)) as engine:
        assert not gone(pid(engine.base_url))
        assert engine.base_url.endswith("/v1")
        assert len(engine.api_key) >= 32
    assert not engine.alive
    assert gone(pid(engine.base_url))


def test_the_same_weights_are_loaded_once_and_stay_until_the_last_user_is_done(played: Played) -> None:
    path = played(LISTENS)
    first, second = start(path), start(path)
    assert (first.base_url, first.api_key) == (second.base_url, second.api_key)
    first.stop()
    first.stop()
    assert second.alive
    second.stop()
    assert gone(pid(second.base_url))


def test_another_context_is_another_engine(played: Played) -> None:
    path = played(LISTENS)
    with start(path, context=100) as small, start(path, context=200) as large:
        assert small.base_url != large.base_url


def test_an_engine_that_died_is_reported_and_replaced(
    played: Played, logged: pytest.LogCaptureFixture
) -> None:
    path = played(
        LISTENS.replace("settings =", "print('GGML_ASSERT(x) failed', file=sys.stderr); settings =")
    )
    with start(path) as dead:
        os.kill(pid(dead.base_url), signal.SIGKILL)
        while dead.alive:
            time.sleep(0.01)
        with start(path) as fresh:
            assert fresh.alive
    assert logged.messages == [
        "the engine of fake.gguf ended on its own: ended by SIGKILL: GGML_ASSERT(x) failed"
    ]


def test_a_schema_that_was_dropped_in_silence_is_reported(
    played: Played, logged: pytest.LogCaptureFixture
) -> None:
    error = "0.1 E llg error: at 2(8): failed to compile JSON schema: Unimplemented keys: [not]"
    with start(played(LISTENS + f"    print('{error}\\n' * 2, file=sys.stderr)")):
        pass
    assert logged.messages == [
        "fake.gguf did not hold its answers to a schema: "
        "failed to compile JSON schema: Unimplemented keys: [not]"
    ]


@pytest.mark.parametrize(
    ("script", "reason", "hint"),
    [
        (
            "print('0.1 E gguf_init: invalid magic\\n0.2 E load: failed', file=sys.stderr); sys.exit(1)",
            "invalid magic",
            "affidavit model pull",
        ),
        ("print('0.1 E malloc: insufficient memory', file=sys.stderr)", "insufficient memory", "smaller"),
        ("print(json.dumps({'error': 'xllamacpp is missing'}))", "xllamacpp is missing", "affidavit model"),
        ("os.kill(os.getpid(), 9)", "ended by SIGKILL", "close other programs"),
        ("os.abort()", "ended by SIGABRT", "affidavit model"),
        ("sys.exit(3)", "exit code 3", "affidavit model"),
    ],
)
def test_an_engine_that_does_not_start_says_why_in_one_line(
    played: Played, script: str, reason: str, hint: str
) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        start(played(f"import json, os, sys; sys.stdin.readline()\n{script}"))
    assert str(caught.value) == f"the engine does not start with fake.gguf: {reason}"
    assert hint in caught.value.hint


def test_weights_that_are_not_there_need_no_process(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="there are no weights at"):
        start(tmp_path / "nothing.gguf")


def test_an_engine_that_does_not_heed_the_end_is_killed(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_GRACE_SECONDS", 0.2)
    engine = start(played(LISTENS + "    while True: pass\n"))
    engine.stop()
    assert gone(pid(engine.base_url))


@pytest.mark.parametrize(
    "end",
    ["", "raise RuntimeError", "import os; os._exit(1)", "import os, signal; os.kill(os.getpid(), 9)"],
    ids=["returns", "raises", "exits at once", "is killed"],
)
def test_an_engine_ends_with_the_program_however_that_ends(played: Played, end: str) -> None:
    path = played(LISTENS)
    program = f"""
from pathlib import Path
from extract.local import engine, process
process._SERVE = Path({str(process._SERVE)!r})
print(engine.start(Path({str(path)!r})).base_url, flush=True)
{end}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    deadline = time.monotonic() + 5
    while not gone(pid(done.stdout.strip())) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert gone(pid(done.stdout.strip()))
