"""A model server on 127.0.0.1 that errs on demand: how does a client take it?

    with LoopbackServer([status(429, retry_after=1), reset(), ok()]) as server:
        …  # server.url is the base URL; when the script is over, each request gets a valid answer
        assert server.count == 3

A script is a list of behaviours (mappings, so that they can stand in a JSON file) or a function from the
number of the request, from 0, and its body to a behaviour. `python -m tests.loopback --port 0 --script
faults.json` prints the base URL and serves until it is stopped; `GET /requests` gives what was received.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from tests.client.instances import minimal_answer

Behaviour = Mapping[str, Any]
Script = Sequence[Behaviour] | Callable[[int, dict[str, Any]], Behaviour]


@dataclass(frozen=True)
class Received:
    """One request: `at` in seconds of the monotonic clock; `body` is its JSON."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float


def ok(content: Any = None, **also: Any) -> Behaviour:
    """A valid completion: with `content` (text, or data to write as JSON), else the least the schema allows.

    `also` may change the completion: `usage`, `finish_reason`, `message` (merged), `delay` in seconds.
    """
    return {"do": "answer", "content": content, **also}


def refusal(text: str = "I cannot help with that.") -> Behaviour:
    return ok("", message={"content": None, "refusal": text})


def content_filter() -> Behaviour:
    return ok("", finish_reason="content_filter")


def length_unless(max_tokens: int) -> Behaviour:
    """Cut off, unless the request leaves room for `max_tokens`."""
    return {"do": "length", "enough": max_tokens}


def status(http_status: int, /, *, retry_after: float | str | None = None, **error: Any) -> Behaviour:
    """An HTTP error with OpenAI's body: `error` are its message, type, code; `headers`, `text` as well."""
    return {"do": "status", "status": http_status, "retry_after": retry_after, **error}


def context_length_exceeded() -> Behaviour:
    message = (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens."
    )
    return status(400, message=message, type="invalid_request_error", code="context_length_exceeded")


def body(text: str) -> Behaviour:
    """200 with this body, whatever it is."""
    return {"do": "body", "text": text}


def reset() -> Behaviour:
    """The connection is torn down (TCP RST) before an answer."""
    return {"do": "reset"}


def hang() -> Behaviour:
    return {"do": "hang"}


def drip(seconds_per_byte: float = 0.02) -> Behaviour:
    """Headers at once, then a byte at a time, for ever."""
    return {"do": "drip", "pause": seconds_per_byte}


def truncated_body() -> Behaviour:
    """The connection ends in the middle of the body."""
    return {"do": "truncated"}


@dataclass
class LoopbackServer:
    """Runs in a thread with its own event loop, so that sync and async tests can use it alike."""

    script: Script = ()
    port: int = 0
    requests: list[Received] = field(default_factory=list)
    url: str = ""
    under_way: int = 0
    most_under_way: int = 0

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the loopback server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)

    @property
    def count(self) -> int:
        """How many completions were asked for."""
        return len(self.requests)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=2**28)
        self.add_routes(app.router)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        ready.set()
        await self._stopping.wait()
        await runner.cleanup()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/v1/chat/completions", self._complete)
        router.add_get("/v1/models", self._models)
        router.add_get("/requests", self._received)

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "test-model", "object": "model"}]})

    async def _received(self, _: web.Request) -> web.Response:
        return web.json_response([dataclasses.asdict(each) for each in self.requests])

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        asked = json.loads(await request.read())
        number = len(self.requests)
        self.requests.append(Received(request.path, dict(request.headers), asked, time.monotonic()))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self._behave(request, asked, self.behaviour(number, asked))
        finally:
            self.under_way -= 1

    def behaviour(self, number: int, asked: dict[str, Any]) -> Behaviour:
        if callable(self.script):
            return self.script(number, asked)
        return self.script[number] if number < len(self.script) else ok()

    async def _behave(
        self, request: web.Request, asked: dict[str, Any], how: Behaviour
    ) -> web.StreamResponse:
        match how["do"]:
            case "answer":
                await asyncio.sleep(how.get("delay", 0))
                return as_json(completion(asked, how))
            case "length":
                room = asked.get("max_tokens") or asked.get("max_completion_tokens") or 0
                return as_json(completion(asked, ok() if room >= how["enough"] else _CUT_OFF))
            case "status":
                return error_response(how)
            case "body":
                return web.Response(text=how["text"], content_type="application/json")
            case "reset":
                return reset_connection(request)
            case "hang":
                await self._stopping.wait()
                return reset_connection(request)
            case "drip" | "truncated":
                return await self._partly(request, how)
        raise ValueError(f"no such behaviour: {how['do']}")

    async def _partly(self, request: web.Request, how: Behaviour) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "application/json", "Content-Length": "100000"}
        )
        await response.prepare(request)
        await response.write(b'{"id": "chatcmpl-1", "choices": [')
        with contextlib.suppress(ConnectionError):  # the client may leave while we write
            while how["do"] == "drip" and not self._stopping.is_set():
                await asyncio.sleep(how["pause"])
                await response.write(b" ")
        if request.transport is not None:
            request.transport.close()
        return response


_CUT_OFF = ok('{"unfinished": "bec', finish_reason="length")


def completion(asked: Mapping[str, Any], how: Behaviour) -> dict[str, Any]:
    """The JSON of a chat completion for a request, as OpenAI writes it."""
    content = how.get("content")
    if content is None:
        content = minimal_answer(asked)
    text = content if isinstance(content, str) else json.dumps(content)
    words = sum(len(str(each.get("content")).split()) for each in asked.get("messages", ()))
    usage = {"prompt_tokens": words, "completion_tokens": len(text.split()), "total_tokens": words}
    choice = {
        "index": 0,
        "finish_reason": how.get("finish_reason", "stop"),
        "message": {"role": "assistant", "content": text, "refusal": None, **how.get("message", {})},
    }
    head = {"id": "chatcmpl-loopback", "object": "chat.completion", "created": 0, "model": asked.get("model")}
    return {**head, "choices": [choice], "usage": how.get("usage", usage)}


def as_json(data: Any, code: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(data, status=code, headers=headers)


def error_response(how: Behaviour) -> web.Response:
    headers = dict(how.get("headers", {}))
    if how.get("retry_after") is not None:
        headers["Retry-After"] = str(how["retry_after"])
    if "text" in how:
        return web.Response(text=how["text"], status=how["status"], headers=headers)
    defaults = {"message": f"scripted {how['status']}", "type": "error", "param": None, "code": None}
    error = {key: how.get(key, default) for key, default in defaults.items()}
    return as_json({"error": error}, how["status"], headers)


def reset_connection(request: web.Request) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


def main() -> None:
    parser = argparse.ArgumentParser(description="An OpenAI-compatible server that errs on demand.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", type=Path, help="a JSON list of behaviours, one a request")
    options = parser.parse_args()
    script = json.loads(options.script.read_text()) if options.script else []
    with LoopbackServer(script, port=options.port) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
