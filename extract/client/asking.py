"""How does a question become an instance of the schema, or one of the ways to fail?

    invalid answer     asked again by instructor, `reasks` times at most        then AnswerInvalid
    cut-off answer     asked again once, with `truncation_factor` times the room    then AnswerTruncated
    refusal            final                                                    AnswerRefused
    transport fault    not ours: retried beneath, see `extract.client.retry`

The first answer is parsed here, without instructor: a replay of valid answers imports neither it nor openai.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from extract.client.calls import Caller, CallRequest, Completion
from extract.client.reply import Reply, Token, TokenUsage, read_reply
from extract.client.wording import one_line, validation_line
from extract.errors import AnswerInvalid, AnswerRefused, AnswerTruncated, CallError

_LIMITS = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True)
class Question:
    """What is asked. `parameters` hold the sampling parameters, `max_tokens` among them.

    `reasks` counts the further tries that an invalid answer gets. `repeat` as in `CallRequest`.
    """

    endpoint: str
    model: str
    messages: Sequence[Mapping[str, Any]]
    schema: type[BaseModel]
    response_format: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reasks: int = 2
    truncation_factor: float = 2.0
    repeat: int = 0

    @property
    def request(self) -> CallRequest:
        """The first request: what the cache key of the question's first answer is made of."""
        return CallRequest(
            self.endpoint, self.model, self.messages, self.response_format, self.parameters, self.repeat
        )


@dataclass(frozen=True)
class Attempt:
    """One answer, paid for or from the cache. `error` is one line on why it does not do, empty if it does."""

    usage: TokenUsage
    seconds: float
    cached: bool
    error: str = ""


@dataclass(frozen=True)
class Answer:
    """A valid answer, and every attempt that it took, the last one included.

    `tokens` as in `Reply`: of the answer that was taken. `others` are the values of the same question asked
    again, where that was wanted: what they agree on is likelier.
    """

    value: BaseModel
    attempts: tuple[Attempt, ...]
    tokens: tuple[Token, ...] = ()
    others: tuple[BaseModel, ...] = ()


async def ask(caller: Caller, question: Question) -> Answer:
    """The answer to `question`. Every `CallError` that comes out tells its attempts: see `attempts_of`."""
    interview = _Interview(caller, question)
    try:
        value = await interview.hold()
    except CallError as error:
        error.attempts = tuple(interview.attempts)
        raise
    return Answer(value, tuple(interview.attempts), interview.tokens)


def attempts_of(error: CallError) -> tuple[Attempt, ...]:
    """The answers that were had, and paid for, before `error` ended the question."""
    return error.attempts


class _Interview:
    """One question, asked until it is answered. As a `Caller` it takes instructor's further requests."""

    def __init__(self, caller: Caller, question: Question) -> None:
        self.caller = caller
        self.question = question
        self.attempts: list[Attempt] = []
        self.value: BaseModel | None = None
        self.tokens: tuple[Token, ...] = ()
        self.parameters = question.parameters

    async def hold(self) -> BaseModel:
        request = self.question.request
        answered = await self(request)
        if self.value is None and self.question.reasks > 0:
            from extract.client.openai_caller import reask

            await reask(self, request, self.question.schema, answered=answered, reasks=self.question.reasks)
        if self.value is None:
            raise self._invalid()
        return self.value

    async def __call__(self, request: CallRequest) -> Completion:
        completion, reply = await self._attempt(request)
        if reply.truncated and self._gets_more_room():
            completion, reply = await self._attempt(request)
        if reply.truncated:
            raise self._truncated()
        return completion

    async def _attempt(self, request: CallRequest) -> tuple[Completion, Reply]:
        completion = await self.caller(dataclasses.replace(request, parameters=self.parameters))
        reply = completion.reply or read_reply(completion.body)
        self.value, problem = _parsed(self.question.schema, reply)
        self.tokens = reply.tokens
        self.attempts.append(Attempt(reply.usage, completion.seconds, completion.cached, problem))
        if reply.refusal:
            raise AnswerRefused(f"the model {problem}", hint="Another model may take this document.")
        return completion, reply

    def _gets_more_room(self) -> bool:
        """Raise the limit on the answer's length. Once a question: False if it was raised, or is not set."""
        limits = {key: self.parameters[key] for key in _LIMITS if self.parameters.get(key)}
        if (
            not limits
            or self.parameters is not self.question.parameters
            or self.question.truncation_factor <= 1
        ):
            return False
        raised = {key: int(limit * self.question.truncation_factor) for key, limit in limits.items()}
        self.parameters = {**self.parameters, **raised}
        return True

    def _truncated(self) -> AnswerTruncated:
        limit = next((self.parameters[key] for key in _LIMITS if self.parameters.get(key)), None)
        where = f"at {limit} tokens" if limit else "by the server"
        return AnswerTruncated(f"the answer was cut off {where}{self._count()}", hint="Raise max_tokens.")

    def _invalid(self) -> AnswerInvalid:
        hint = "A larger model, or a schema with fewer rules, is more likely to satisfy it."
        return AnswerInvalid(f"the answer is invalid{self._count()}: {self.attempts[-1].error}", hint=hint)

    def _count(self) -> str:
        return f" in {len(self.attempts)} attempts" if len(self.attempts) > 1 else ""


def _parsed(schema: type[BaseModel], reply: Reply) -> tuple[BaseModel | None, str]:
    """The value and no problem, or no value and the problem. Not strict: "5" is taken for 5."""
    if reply.refusal:
        return None, f"declined: {one_line(reply.refusal, limit=120)}"
    if reply.truncated:
        return None, "cut off"
    try:
        return schema.model_validate_json(reply.content), ""
    except ValidationError as error:
        return None, validation_line(error)
