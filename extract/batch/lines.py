"""What stands in a line of a batch's input, and of the files that come back?

    in    {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": {…}}
    out   {"custom_id": key, "response": {"status_code": 200, "body": {…}}, "error": null}

`custom_id` is the cache key of the request. What failed has another status, or no response and an error.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import orjson

from extract.client.calls import Completion
from extract.client.reply import read_reply
from extract.client.server_errors import error_of
from extract.client.wording import one_line
from extract.errors import CallError, TransportError
from extract.lenient_json import loads

ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
Outcome = Completion | CallError
"""An answer, already in the words of `Caller`, or why there is none."""

log = logging.getLogger("affidavit")
_LINE = b'{"custom_id":"%s","method":"POST","url":"' + ENDPOINT.encode() + b'","body":%s}\n'


def input_line(key: str, body: bytes) -> bytes:
    return _LINE % (key.encode("ascii"), body)


def read_outcomes(path: Path, *, secrets: tuple[str, ...] = ()) -> Iterator[tuple[str, Outcome]]:
    """Key and outcome of each line. A line that cannot be read is passed over: its request has no answer."""
    with path.open("rb") as file:  # by \n alone: answers may hold any other separator
        for line in file:
            try:
                data = loads(line)
                key = data["custom_id"]
            except (ValueError, RecursionError, KeyError, TypeError):
                if line.strip():
                    log.warning("a line of a batch's answers is unreadable: %s", one_line(str(line[:80])))
                continue
            yield str(key), _outcome(data, secrets)


def _outcome(data: dict[str, Any], secrets: tuple[str, ...]) -> Outcome:
    response = data.get("response")
    try:
        if isinstance(response, dict):
            return _answer(response, secrets)
        return _failure(data.get("error"), secrets)
    except TransportError as error:  # a body that is no completion
        return error


def _answer(response: dict[str, Any], secrets: tuple[str, ...]) -> Outcome:
    status, body = response.get("status_code"), _bytes(response.get("body"))
    if not isinstance(status, int):
        raise TransportError("the batch's answer has no status", kind="malformed")
    if not 200 <= status < 300:
        return error_of(status, {}, body, secrets=secrets)
    return Completion(body, reply=read_reply(body))


def _failure(error: Any, secrets: tuple[str, ...]) -> CallError:
    told = error if isinstance(error, dict) else {"message": str(error)}
    code = str(told.get("code") or "no answer")
    message = one_line(str(told.get("message") or code), secrets=secrets)
    return TransportError(f"the batch gave no answer: {message}", kind=one_line(code, limit=40))


def _bytes(body: Any) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # half of a surrogate pair, a number beyond 64 bits
        return json.dumps(body).encode("ascii")
