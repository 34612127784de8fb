"""The loopback server with OpenAI's Batch API: files, batches of them, and what can go wrong with both.

    with BatchServer([status(500), ok()], fates=["expired"]) as server:
        …  # a script says what becomes of each request, in the order in which batches were made

Beyond the behaviours of `tests.loopback` a request may be `missing()` from the files, or have an error with a
code: `coded("batch_expired")`.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback import (
    Behaviour,
    LoopbackServer,
    as_json,
    completion,
    error_response,
    ok,
    reset_connection,
    status,
)

Fate = str | tuple[str, str, str]
"""The status in which a batch ends; of one that fails, code and message as well."""


def missing() -> Behaviour:
    """Neither file tells of this request."""
    return {"do": "missing"}


def coded(code: str) -> Behaviour:
    """No response: an error with this code."""
    return {"do": "coded", "code": code}


@dataclass
class BatchServer(LoopbackServer):
    """`looks` is how often a batch is looked at until it has ended; while `held`, none ends.

    `hiccups` are answered first, by method and what the path begins with: `{"GET batches/": [status(500)]}`;
    the behaviour `made` carries the request out before it tears the connection down.
    """

    fates: list[Fate] = field(default_factory=list)
    looks: int = 2
    held: bool = False
    hiccups: dict[str, list[Behaviour]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def submitted(self) -> Counter[str]:
        """How often each request was in a batch, by its `custom_id`."""
        return Counter(line["custom_id"] for line in self.lines)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        super().add_routes(router)
        router.add_post("/v1/files", self._told(self._upload, "POST files"))
        router.add_get("/v1/files/{id}/content", self._told(self._content, "GET files"))
        router.add_post("/v1/batches", self._told(self._create, "POST batches"))
        router.add_get("/v1/batches", self._told(self._list, "GET batches"))
        router.add_get("/v1/batches/{id}", self._told(self._look, "GET batches/"))

    def _told(self, handle: Any, name: str) -> Any:
        """`handle`, unless something is to go wrong first."""

        async def told(request: web.Request) -> web.StreamResponse:
            self.calls[name] += 1
            how = self.hiccups[name].pop(0) if self.hiccups.get(name) else ok()
            if how["do"] == "status":
                await request.read()
                return error_response(how)
            answer: web.StreamResponse = await handle(request)
            if how["do"] == "made":
                return reset_connection(request)
            if how["do"] == "half":
                return await _half(request, answer)
            return answer

        return told

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["purpose"] == "batch"
        file: Any = form["file"]
        name = f"file-in-{len(self.files)}"
        self.files[name] = file.file.read()
        return as_json({"id": name, "object": "file", "bytes": len(self.files[name]), "purpose": "batch"})

    async def _content(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["id"]])

    async def _create(self, request: web.Request) -> web.Response:
        given = await request.json()
        assert (given["endpoint"], given["completion_window"]) == ("/v1/chat/completions", "24h")
        lines = [json.loads(line) for line in self.files[given["input_file_id"]].splitlines()]
        assert len({line["custom_id"] for line in lines}) == len(lines)
        assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
        number = len(self.batches)
        made = {
            "id": f"batch_{number}",
            "object": "batch",
            **given,
            "status": "validating",
            "created_at": int(time.time()),
            "request_counts": {"total": len(lines), "completed": 0, "failed": 0},
        }
        self.batches[made["id"]] = {"told": made, "lines": lines, "looks": 0, "number": number}
        self.lines += lines
        return as_json(made)

    async def _list(self, request: web.Request) -> web.Response:
        told = [batch["told"] for batch in reversed(self.batches.values())]
        after = request.query.get("after")
        start = next((n + 1 for n, each in enumerate(told) if each["id"] == after), 0)
        page = told[start : start + 2]  # small pages, so that more than one is read
        return as_json({"object": "list", "data": page, "has_more": start + 2 < len(told)})

    async def _look(self, request: web.Request) -> web.Response:
        batch = self.batches.get(request.match_info["id"])
        if batch is None:
            return error_response(status(404, message="No batch found with that id"))
        batch["looks"] += 1
        told = batch["told"]
        if told["status"] in ("validating", "in_progress") and not self.held:
            told["status"] = "in_progress"
            if batch["looks"] >= self.looks:
                self._end(batch)
        return as_json(told)

    def _end(self, batch: dict[str, Any]) -> None:
        told, number = batch["told"], batch["number"]
        fate = self.fates[number] if number < len(self.fates) else "completed"
        told["status"], *why = (fate,) if isinstance(fate, str) else fate
        if told["status"] == "failed":
            told["errors"] = {"object": "list", "data": [{"code": why[0], "message": why[1]}]}
            return
        answered: list[Any] = []
        erred: list[Any] = []
        for line in batch["lines"]:
            how = self.behaviour(len(self.requests), line["body"])
            self.requests.append(_received(line))
            self._carry_out(line, how, answered, erred)
        counts = told["request_counts"]
        counts["completed"], counts["failed"] = len(answered), len(erred)
        for kind, found in (("output", answered), ("error", erred)):
            if found:
                name = told[f"{kind}_file_id"] = f"file-{kind}-{number}"
                self.files[name] = "".join(_line(each) for each in found).encode()

    def _carry_out(
        self, line: Mapping[str, Any], how: Behaviour, answered: list[Any], erred: list[Any]
    ) -> None:
        key = {"id": "batch_req_1", "custom_id": line["custom_id"]}
        match how["do"]:
            case "answer":
                answered.append({**key, "response": _response(200, completion(line["body"], how))})
            case "body":
                answered.append({**key, "response": _response(200, json.loads(how["text"]))})
            case "line":
                answered.append(how["text"])
            case "status":
                error = {"message": how.get("message", "scripted"), "code": how.get("code"), "type": "error"}
                erred.append({**key, "response": _response(how["status"], {"error": error})})
            case "coded":
                error = {"code": how["code"], "message": f"it is {how['code']}"}
                erred.append({**key, "response": None, "error": error})
            case "missing":
                pass
            case other:
                raise ValueError(f"no such behaviour in a batch: {other}")


def _response(code: int, body: Any) -> dict[str, Any]:
    return {"status_code": code, "request_id": "req_1", "body": body}


def _line(found: Any) -> str:
    return (found if isinstance(found, str) else json.dumps({"error": None, **found})) + "\n"


def _received(line: Mapping[str, Any]) -> Any:
    from tests.loopback import Received

    return Received(line["url"], {}, line["body"], time.monotonic())


async def _half(request: web.Request, answer: Any) -> web.StreamResponse:
    """The beginning of the answer under the length of the whole."""
    response = web.StreamResponse(headers={"Content-Length": str(len(answer.body))})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        await response.write(answer.body[: len(answer.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
