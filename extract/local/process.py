"""How is the engine's process started, and how does it end?

A process of its own, because llama.cpp ends the one it runs in when an assertion fails, and because its
server, taken down while it answers, waits for ever. Here either is an error like any other.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from extract.errors import ModelUnavailable

log = logging.getLogger("affidavit")

_SERVE = Path(__file__).with_name("serve.py")
_GRACE_SECONDS = 10.0
# "0.00.004.895 E gguf_init_from_reader: invalid magic characters": llama.cpp's way to log an error.
_ERROR_LINE = re.compile(r"^\S+ E (?:\w+: )?(.+)$", re.MULTILINE)
# "E llg error: at 2(8): failed to compile JSON schema: …"; the answer is then given without any grammar.
_GRAMMAR_LINE = re.compile(r"llg error: (?:at \S+ )?(.+)$", re.MULTILINE)
_MEMORY = re.compile(r"memory|allocate|SIGKILL", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What a process has loaded, and how. `context` in tokens a slot; `threads` -1: llama.cpp chooses.

    `speculation` is one of llama.cpp's ways to guess ahead from words seen before (ngram_simple); "": none.
    """

    path: Path
    context: int
    slots: int
    threads: int
    speculation: str = ""


class EngineProcess:
    """A process that serves one model at `url` to whoever has `api_key`. Raises `ModelUnavailable`."""

    def __init__(self, load: Load) -> None:
        self.api_key = secrets.token_urlsafe(24)
        with ExitStack() as undo:
            self._log = undo.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_SERVE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env={**os.environ, "GGML_NO_BACKTRACE": "1"},  # else a failed assertion starts a debugger
            )
            undo.callback(self.end)
            answer = self._converse({**vars(load), "path": str(load.path), "api_key": self.api_key})
            if "url" not in answer:
                raise self._failure(load.path.name, answer.get("error", ""))
            self.url = answer["url"]
            undo.pop_all()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Close its standard input, which is its sign to go; kill it if it does not."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End it, and forget what it wrote."""
        self.end()
        self._log.close()

    def grammar_errors(self) -> list[str]:
        """Why answers were not held to their schema, each reason once."""
        return list(dict.fromkeys(_GRAMMAR_LINE.findall(self._written())))

    def last_words(self) -> str:
        """Why a process that is not alive any more has ended."""
        written = [line for line in self._written().splitlines() if line.strip()]
        return ": ".join([_ending(self._process.wait()), *written[-1:]])

    def _converse(self, settings: dict[str, object]) -> dict[str, str]:
        """The one line of JSON that the process answers; empty where it ended without a word."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(settings).encode() + b"\n")
            self._process.stdin.flush()
        with self._process.stdout:
            line = self._process.stdout.readline()
        answer: dict[str, str] = json.loads(line) if line else {}
        return answer

    def _failure(self, name: str, said: str) -> ModelUnavailable:
        """The first error that llama.cpp logged: later ones only say what follows from it."""
        self.end()
        logged = _ERROR_LINE.search(self._written())
        reason = logged[1] if logged else said or self.last_words()
        hint = "fetch the weights anew with `affidavit model rm` and `affidavit model pull`, or take others"
        if _MEMORY.search(reason):
            hint = "close other programs, or take a smaller model or a smaller context window"
        return ModelUnavailable(f"the engine does not start with {name}: {reason}", hint=hint)

    def _written(self) -> str:
        self._log.seek(0)
        text = self._log.read().decode("utf-8", "replace")
        log.debug("the engine wrote: %s", text)
        return text


def _ending(code: int) -> str:
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
