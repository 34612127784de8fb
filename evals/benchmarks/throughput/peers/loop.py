"""What every peer's script does: read the documents, answer them all at once within a number in flight, tell.

A script gets the server's URL, the documents' file and the number in flight as arguments, and prints one
line of JSON: how many documents have an answer, the seconds from the first call to the last answer, imports
not counted, and the hosts that were refused to it (`loopback.py`).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from evals.benchmarks.throughput.peers import loopback

SYSTEM = (
    "You read news reports and answer with JSON: how many people were killed, each with the words that say "
    "so, and in which city."
)
Ask = Callable[[list[dict[str, str]]], Awaitable[Any]]


def messages(text: str) -> list[dict[str, str]]:
    return [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": f"<article>\n{text}\n</article>"},
    ]


def texts() -> list[str]:
    return [json.loads(line)["text"] for line in Path(sys.argv[2]).read_text("utf-8").splitlines()]


async def answer_all(ask: Ask) -> None:
    asked = texts()
    places = asyncio.Semaphore(int(sys.argv[3]))
    errors: dict[str, int] = {}

    async def one(text: str) -> int:
        async with places:
            try:
                return 1 if await ask(messages(text)) is not None else 0
            except Exception as error:  # noqa: BLE001 - whatever it fails of is a document without an answer
                name = type(error).__name__
                errors[name] = errors.get(name, 0) + 1
                return 0

    started = time.perf_counter()
    report(sum(await asyncio.gather(*map(one, asked))), started, errors)


def report(answered: int, started: float, errors: dict[str, int] | None = None) -> None:
    """The line of JSON, about what began at `started`."""
    told = {"answered": answered, "seconds": round(time.perf_counter() - started, 3), "errors": errors or {}}
    print(json.dumps({**told, "refused": sorted(set(loopback.refused))}))
