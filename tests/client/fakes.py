"""Callers that need no server, and the schemas that the tests ask for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from extract.client.calls import CallRequest, Completion
from extract.errors import CallError


class Toll(BaseModel):
    """A claim of how many were killed."""

    quote: str
    number: int
    kind: Literal["killed", "wounded"] = "killed"
    source: str | None = None


class Report(BaseModel):
    tolls: list[Toll] = []
    weekday: Annotated[str, Field(description="as the article has it")] = ""


class Tree(BaseModel):
    """A schema that holds itself."""

    name: str
    branches: list[Tree] = []


def completion_of(content: str | None, *, cached: bool = False, **choice: Any) -> Completion:
    """A raw answer with `content`; `choice` changes the choice (`finish_reason`, `refusal`)."""
    message = {"role": "assistant", "content": content, "refusal": choice.pop("refusal", None)}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 60}}
    body = {"choices": [{"index": 0, "finish_reason": "stop", "message": message, **choice}], "usage": usage}
    return Completion(body=json.dumps(body).encode(), seconds=0.5, cached=cached)


@dataclass
class ScriptedCaller:
    """Gives its script back, one entry a call: a completion to return or an error to raise."""

    script: Sequence[Completion | CallError]
    requests: list[CallRequest] = field(default_factory=list)

    async def __call__(self, request: CallRequest) -> Completion:
        self.requests.append(request)
        told = self.script[len(self.requests) - 1]
        if isinstance(told, CallError):
            raise told
        return told


REQUEST = CallRequest("openai", "m", [{"role": "user", "content": "Who was killed?"}])
