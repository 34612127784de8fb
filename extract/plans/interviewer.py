"""How does a plan ask? Every question of one document goes through here, so every attempt is counted."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from extract.client.asking import Answer, Attempt, Question, ask, attempts_of
from extract.client.calls import Caller
from extract.errors import CallError

Format = Callable[[type[BaseModel]], Mapping[str, Any]]
T = TypeVar("T")
_WARM = 0.7
"""The temperature of repeated questions: Wang et al. (2023), self-consistency, used 0.5 to 0.7."""


class Interviewer:
    """Asks questions about one document. `question` lacks its messages and its schema."""

    def __init__(self, caller: Caller, question: Question, format_of: Format) -> None:
        self._caller = caller
        self._question = question
        self._format_of = format_of
        self.attempts: list[Attempt] = []

    async def ask(
        self,
        messages: Sequence[Mapping[str, Any]],
        schema: type[BaseModel],
        *,
        max_tokens: int | None = None,
        times: int = 1,
    ) -> Answer:
        """The answer, an instance of `schema`. Raises `CallError`, with all that was paid for kept.

        `times` asks the same so often, all but the first at a temperature, for `Answer.others`.
        """
        parameters = self._question.parameters
        if max_tokens is not None:
            parameters = {
                **parameters,
                **{
                    name: max_tokens for name in ("max_tokens", "max_completion_tokens") if name in parameters
                },
            }
        question = dataclasses.replace(
            self._question,
            messages=messages,
            schema=schema,
            response_format=self._format_of(schema),
            parameters=parameters,
        )
        answer = await self._answer(question)
        if times > 1:
            warm = {**parameters, "temperature": _WARM}
            again = [dataclasses.replace(question, parameters=warm, repeat=n) for n in range(1, times)]
            others = await together(self._answer(each) for each in again)
            answer = dataclasses.replace(answer, others=tuple(each.value for each in others))
        return answer

    async def _answer(self, question: Question) -> Answer:
        try:
            answer = await ask(self._caller, question)
        except CallError as error:
            self.attempts += attempts_of(error)
            raise
        self.attempts += answer.attempts
        return answer


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All of it side by side, in order; the first failure ends the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
