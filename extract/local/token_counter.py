"""How many tokens does a local model read for a request? Its own vocabulary tells, in a process of its own.

A process, because llama.cpp ends the one it runs in over a file that it cannot read.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extract.local.paths import models_dir
from extract.local.registry import resolve
from extract.local.shelf import held

log = logging.getLogger("affidavit")
_VOCABULARY = Path(__file__).with_name("vocabulary.py")
_GRACE_SECONDS = 10.0


class VocabularyCounter:
    """Counts until its process ends; see `open_vocabulary`. `exact` unless the chat format is not known."""

    overhead = 0

    def __init__(self, process: subprocess.Popen[str], *, exact: bool) -> None:
        self._process = process
        self.exact = exact
        self.name = "the model's own vocabulary" + ("" if exact else ", without its chat format")

    def count(self, messages: Sequence[Mapping[str, Any]]) -> int | None:
        said = _answer(self._process, [[str(each["role"]), str(each["content"])] for each in messages])
        return said if isinstance(said, int) else None


@contextmanager
def open_vocabulary(name: str, folder: Path | None) -> Iterator[VocabularyCounter | None]:
    """The counter of `local/<name>`; None where the weights are not on this machine or do not load."""
    folder = folder or models_dir()
    weights = held(resolve(name, folder), folder)
    if not weights.complete:
        yield None
        return
    process = subprocess.Popen(
        [sys.executable, "-P", str(_VOCABULARY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # llama.cpp tells there what it reads
        encoding="ascii",
    )
    try:
        said = _answer(process, {"path": str(weights.path)})
        if not isinstance(said, dict) or "template" not in said:
            log.debug("tokens are not counted with %s: %s", weights.name, said)
            yield None
        else:
            yield VocabularyCounter(process, exact=said["template"])
    finally:
        _end(process)


def _answer(process: subprocess.Popen[str], asked: Any) -> Any:
    """Its line of JSON; None where it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    line = process.stdout.readline()
    return json.loads(line) if line else None


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
