"""Requests, a server that counts, and a script for other processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.cache.entry import Entry
from extract.cache.key import describe
from extract.cache.store import AnswerStore
from extract.client.calls import CallRequest, Completion

ROOT = Path(__file__).parents[2]
BODY = '{"choices": [{"message": {"content": "{\\"killed\\": 53} — Tājūrāʾ تاجوراء"}}]}'.encode()


def request(text: str = "An article.", **changes: Any) -> CallRequest:
    parts: dict[str, Any] = {
        "endpoint": "openai",
        "model": "gpt-x",
        "messages": [{"role": "user", "content": text}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"schema": {"properties": {"a": {}, "b": {}}}},
        },
        "parameters": {"temperature": 0, "max_tokens": 100},
    }
    return CallRequest(**{**parts, **changes})


def entry(text: str = "An article.", body: bytes = BODY, **changes: Any) -> Entry:
    return Entry.of(Completion(body=body, seconds=1.5), describe(request(text, **changes)))


@dataclass
class Server:
    """A `Caller` that counts; with `gate` it answers only once that is set."""

    body: bytes = BODY
    error: Exception | None = None
    gate: asyncio.Event | None = None
    asked: list[CallRequest] = field(default_factory=list)
    cancelled: int = 0

    async def __call__(self, request: CallRequest) -> Completion:
        self.asked.append(request)
        try:
            await (self.gate.wait() if self.gate else asyncio.sleep(0))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return Completion(body=self.body, seconds=2.5)


async def until(condition: Callable[[], object]) -> None:
    """Lets the loop run until the condition holds; the test's own timeout ends what never does."""
    while not condition():
        await asyncio.sleep(0.005)


def plant(store: AnswerStore, key: str, **columns: Any) -> None:
    """Writes into the row of a key by hand, as damage or an attacker would."""
    import sqlite3

    with closing(sqlite3.connect(store.folder / "cache.db")) as database, database:
        settings = ", ".join(f"{name} = :{name}" for name in columns)
        cursor = database.execute(f"UPDATE Cache SET {settings} WHERE key = :key", {**columns, "key": key})
        assert cursor.rowcount == 1


def other_process(folder: Path, calls: Path, *, seconds: float) -> subprocess.Popen[bytes]:
    """Asks `request()` once through a cache; its server appends a line to `calls`, then takes its time."""
    command = [sys.executable, "-m", "tests.cache.asker", str(folder), str(calls), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
