"""A model in this process that answers narrow questions as a test says."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from extract.client.asking import Question
from extract.client.calls import CallRequest, Completion
from extract.client.response_format import response_format
from extract.document import Document
from extract.plans.interviewer import Interviewer

Answers = Callable[[str, dict[str, Any]], Mapping[str, Any]]


class Oracle:
    """A `Caller`. `answers` gets the user's last turn and the properties of the schema that is asked for.

    `logprob` is that of every character; `shares` are the likeliest tokens in place of a value.
    """

    def __init__(
        self,
        answers: Answers,
        *,
        logprob: float | None = None,
        shares: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.answers = answers
        self.logprob = logprob
        self.shares = shares
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    async def __call__(self, request: CallRequest) -> Completion:
        assert request.response_format is not None
        properties = request.response_format["json_schema"]["schema"]["properties"]
        turn = request.messages[-1]["content"]
        self.asked.append((turn, tuple(properties)))
        content = json.dumps(self.answers(turn, properties), ensure_ascii=False)
        choice: dict[str, Any] = {
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": content},
        }
        if self.logprob is not None:
            choice["logprobs"] = {"content": [{"token": char, "logprob": self.logprob} for char in content]}
        for value, share in (self.shares or {}).items():
            choice["logprobs"] = {"content": _tokens(content, value, share)}
        usage = {"prompt_tokens": 10, "completion_tokens": 5}
        return Completion(json.dumps({"choices": [choice], "usage": usage}).encode(), seconds=0.5)

    def interviewer(self) -> Interviewer:
        question = Question(endpoint="test", model="test", messages=(), schema=_Any, reasks=0)
        return Interviewer(self, question, lambda schema: response_format(schema, flavour="server"))


def document(text: str, **meta: Any) -> Document:
    return Document(id="d", text=text, meta=meta)


def _tokens(content: str, value: str, share: Mapping[str, float]) -> list[dict[str, Any]]:
    """The answer in three tokens, the value between; `share` is what could have stood there."""
    before, _, after = content.rpartition(value)
    top = [{"token": word, "logprob": math.log(likely)} for word, likely in share.items()]
    told = {"token": value, "logprob": math.log(share[value]), "top_logprobs": top}
    return [{"token": before, "logprob": 0.0}, told, {"token": after, "logprob": 0.0}]


class _Any:  # replaced by the schema of each question
    pass
