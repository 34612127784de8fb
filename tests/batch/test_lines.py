"""A line of a batch's files says what a single call would have come back with."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from extract.batch.asks import Gathering, new_ask
from extract.batch.lines import Outcome, input_line, read_outcomes
from extract.cache.key import describe
from extract.client.calls import CallRequest, Completion
from extract.errors import PromptTooLong, RateLimited, RequestRejected, TransportError

ANSWER = {"choices": [{"message": {"content": "né à\u2028Nîmes\x85"}, "finish_reason": "stop"}]}


def outcome(path: Path, **line: Any) -> Outcome:
    file = path / "out.jsonl"
    file.write_text(json.dumps({"custom_id": "k", **line}, ensure_ascii=False) + "\n", encoding="utf-8")
    ((key, found),) = read_outcomes(file, secrets=("s3cret",))
    assert key == "k"
    return found


def response(code: int, body: Any) -> dict[str, Any]:
    return {"response": {"status_code": code, "body": body}, "error": None}


def test_an_answer_is_what_the_server_said_with_separators_of_lines_in_it(tmp_path: Path) -> None:
    found = outcome(tmp_path, **response(200, ANSWER))
    assert isinstance(found, Completion)
    assert json.loads(found.body) == ANSWER
    assert found.reply is not None
    assert found.reply.content == "né à\u2028Nîmes\x85"


def test_half_a_surrogate_pair_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    body = '{"choices": [{"message": {"content": "\\ud83d"}}]}'
    file.write_text(f'{{"custom_id": "k", "response": {{"status_code": 200, "body": {body}}}}}\n')
    ((_, found),) = read_outcomes(file)
    assert isinstance(found, Completion)
    assert json.loads(found.body) == json.loads(body)


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (response(429, {"error": {"message": "slow down"}}), RateLimited, "429: slow down"),
        (response(500, {"error": {"message": "key s3cret"}}), TransportError, r"500: key \[key\]"),
        (response(400, {"error": {"message": "no"}}), RequestRejected, "400: no"),
        (response(400, {"error": {"code": "context_length_exceeded"}}), PromptTooLong, "too long"),
        (response(429, {"error": {"code": "insufficient_quota"}}), RequestRejected, "insufficient_quota"),
        (response(200, {"oops": 1}), TransportError, "not a chat completion"),
        (response(200, None), TransportError, "not a chat completion"),
        ({"response": {"body": ANSWER}}, TransportError, "no status"),
        ({"response": None, "error": {"code": "batch_expired", "message": "late"}}, TransportError, "late"),
        ({"response": None, "error": None}, TransportError, "no answer"),
    ],
)
def test_a_failure_is_the_error_of_a_single_call(
    tmp_path: Path, line: dict[str, Any], kind: type[Exception], words: str
) -> None:
    found = outcome(tmp_path, **line)
    assert type(found) is kind
    with pytest.raises(kind, match=words):
        raise found


def test_lines_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    good = json.dumps({"custom_id": "k", **response(200, ANSWER)})
    (tmp_path / "out.jsonl").write_text(f'\n{{"custom_id": "cut\n[1]\n{{}}\n{good}')
    assert [key for key, _ in read_outcomes(tmp_path / "out.jsonl")] == ["k"]


def test_an_input_line_is_one_line_of_json() -> None:
    line = input_line("ab12", b'{"model":"m"}')
    assert line.count(b"\n") == 1
    assert json.loads(line) == {
        "custom_id": "ab12",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m"},
    }


@pytest.mark.parametrize(("size", "most_bytes"), [(2, 10**6), (9, 500)])
def test_a_batch_ends_with_so_many_requests_or_so_many_bytes(size: int, most_bytes: int) -> None:
    assert asyncio.run(gathered(size, most_bytes)) == [2, 2, 1]


async def gathered(size: int, most_bytes: int) -> list[int]:
    """How many of five requests of some 220 bytes each batch takes."""
    gathering = Gathering(size=size, most_bytes=most_bytes)
    for number in range(5):
        request = CallRequest("e", "m", [{"role": "user", "content": f"{number:060}"}])
        gathering.add(new_ask(describe(request), request))
    assert gathering.full
    found = []
    while gathering:
        found.append(len(gathering.take(lambda _: True)))
    assert not gathering.full
    return found
