"""A model server on loopback that takes hardly any of the machine: what is measured is the client.

    python -m evals.benchmarks.throughput.server [--delay .2] [--rate 100] [--in-flight 32] [--faults]
    [--port 0]

Prints its base URL. Each request is answered after `--delay` seconds with the first sentence of its article
as the quote, a model called `flat` in LangExtract's form. More than `--rate` requests in a second, or
`--in-flight` at once, get a 429. `--faults` are drawn from a fixed seed by the number of the request.
`GET /stats` tells what came in, in seconds from the first request about a report: some clients try a server
out before. `GET /reset` sets it back.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_REPORT = re.compile(rb"Report (\d+) from the city of Dreel")
_FLAT = re.compile(rb'"model": *"flat"')
_TRIAL = b"Jason is 25 years old"
"""What curator asks first, to see whether a server keeps to a schema."""
_FAULTS = {"429": 0.07, "500": 0.04, "malformed": 0.02, "reset": 0.01, "hang": 0.003}
"""Shares of the requests."""
_ON_ITS_WAY = 0.1
"""Seconds that an answer may take from here to a disk: a busy machine syncs in some tens of milliseconds."""


@dataclass
class Limits:
    """What the server allows. `retry_after` in seconds, None to send none."""

    delay: float = 0.2
    rate: int | None = None
    in_flight: int | None = None
    faults: bool = False
    retry_after: float | None = None


@dataclass
class Book:
    """What came in since the last reset."""

    requests: int = 0
    answered: int = 0
    refused: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    most_in_flight: int = 0
    cut_off: int = 0
    cut_off_late: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    first: float = 0.0
    last: float = 0.0

    def told(self) -> dict[str, Any]:
        repeated = sum(count - 1 for count in self.asked.values())
        return {
            "requests": self.requests,
            "answered": self.answered,
            "refused": self.refused,
            "faults": dict(self.faults),
            "most_in_flight": self.most_in_flight,
            "cut_off": self.cut_off,
            "cut_off_late": self.cut_off_late,
            "answered_again": repeated,
            "seconds": round(self.last - self.first, 3),
        }


class Server:
    """The state that all connections share."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.reset()

    def reset(self) -> None:
        self.book = Book()
        self.in_flight = 0
        self.recent: deque[float] = deque()
        self.chance = random.Random(20260101)

    def verdict(self, now: float, body: bytes) -> str:
        """What becomes of a request that comes in now: "ok", "429" or a fault."""
        book, limits = self.book, self.limits
        if not book.first and _REPORT.search(body):
            book.first = now
        book.requests += 1
        if limits.faults and (fault := self._fault()):
            book.faults[fault] += 1
            return fault
        if limits.in_flight is not None and self.in_flight >= limits.in_flight:
            return "429"
        if limits.rate is not None:
            while self.recent and self.recent[0] <= now - 1:
                self.recent.popleft()
            if len(self.recent) >= limits.rate:
                return "429"
            self.recent.append(now)
        return "ok"

    def _fault(self) -> str:
        drawn = self.chance.random()
        for name, share in _FAULTS.items():
            if drawn < share:
                return name
            drawn -= share
        return ""


class Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time on it, as HTTP/1.1 clients do."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._buffer = b""
        self._needed = 0
        self._loop = asyncio.get_running_loop()
        self._owed = False
        self._answered_at = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        """Before an answer, or so soon after it that the client may not have had it on its disk yet."""
        if self._owed:
            self._server.book.cut_off += 1
        elif time.monotonic() - self._answered_at < _ON_ITS_WAY:
            self._server.book.cut_off_late += 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) < self._needed:
            return
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, end)
        self._needed = end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) >= self._needed:
            head, body = self._buffer[:end], self._buffer[end + 4 : self._needed]
            self._buffer, self._needed = self._buffer[self._needed :], 0
            self._take(head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        server = self._server
        if head.startswith(b"GET /reset"):
            server.reset()
            return self._send(b"{}")
        if head.startswith(b"GET"):
            return self._send(json.dumps({**server.book.told(), "in_flight": server.in_flight}).encode())
        verdict = server.verdict(time.monotonic(), body)
        if verdict == "ok":
            server.in_flight += 1
            server.book.most_in_flight = max(server.book.most_in_flight, server.in_flight)
            self._owed = True
            self._loop.call_later(server.limits.delay, self._answer, body)
        elif verdict in ("429", "500"):
            server.book.refused += verdict == "429"
            self._refuse(verdict)
        elif verdict == "malformed":
            self._loop.call_later(server.limits.delay, self._send, b'{"choices": [{"mess')
        elif verdict == "reset":
            self._transport.abort()
        return None  # a hang: never answered

    def _answer(self, body: bytes) -> None:
        server = self._server
        server.in_flight -= 1
        server.book.answered += 1
        server.book.last = self._answered_at = time.monotonic()
        self._owed = False
        found = _REPORT.findall(body)
        number = found[-1].decode() if found else hashlib.sha256(body).hexdigest()
        server.book.asked[number] += 1
        self._send(completion(_said(number, body)))

    def _refuse(self, status: str) -> None:
        wait = self._server.limits.retry_after
        header = f"Retry-After: {wait:g}\r\n" if wait is not None and status == "429" else ""
        self._send(b'{"error": {"message": "not now", "type": "error"}}', status=status, header=header)

    def _send(self, body: bytes, *, status: str = "200", header: str = "") -> None:
        if not self._transport.is_closing():
            head = (
                f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{header}"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            self._transport.write(head.encode() + body)


def _said(number: str, body: bytes) -> dict[str, Any]:
    """The answer about report `number` (see `corpus.py`): its quote and its figure are in the article."""
    if _TRIAL in body:
        return {"name": "Jason", "age": 25}
    toll = int(number) % 90 + 2 if number.isdigit() else 2
    quote = f"At least {toll} people were killed"
    if _FLAT.search(body):
        killed = {"killed": quote, "killed_attributes": {"number": str(toll)}}
        return {"extractions": [killed, {"city": "Dreel", "city_attributes": {}}]}
    return {"killed": [{"quote": quote, "number": toll}], "city": "Dreel"}


def completion(said: dict[str, Any]) -> bytes:
    message = {"role": "assistant", "content": json.dumps(said), "refusal": None}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 400, "completion_tokens": 30, "total_tokens": 430}
    head = {"id": "chatcmpl-bench", "object": "chat.completion", "created": 0, "model": "bench"}
    return json.dumps({**head, "choices": [choice], "usage": usage}).encode()


async def serve(server: Server, port: int = 0) -> None:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Connection(server), "127.0.0.1", port, backlog=4096)
    print(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1", flush=True)
    await listening.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--rate", type=int)
    parser.add_argument("--in-flight", type=int)
    parser.add_argument("--retry-after", type=float)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    limits = Limits(given.delay, given.rate, given.in_flight, given.faults, given.retry_after)
    asyncio.run(serve(Server(limits), given.port))


if __name__ == "__main__":
    main()
