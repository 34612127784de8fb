"""How does a request reach a server of the OpenAI protocol, and how is an invalid answer asked again?

The only importer of `instructor`, and only when it has to call: a replay from the cache needs neither that
nor openai. `OpenAICaller` is HTTP, one try; `reask` is instructor's conversation on top of any `Caller`.
"""

from __future__ import annotations

import dataclasses
import logging
from typing import TYPE_CHECKING, Any

from extract.client.calls import Caller, CallRequest, Completion
from extract.client.models import OPENAI_URL
from extract.client.openai_client import open_client, told_as_ours
from extract.client.reply import read_reply
from extract.client.timed import Answered, timed
from extract.errors import RequestRejected

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel


class OpenAICaller:
    """One HTTP request a call, no retry, no redirect. Give it back with `aclose()`.

    `base_url` None is OpenAI itself. `timeout_seconds` holds for the whole call, also when the server keeps
    the connection busy. `connections` is how many are kept open to the server.
    """

    def __init__(
        self,
        base_url: str | None,
        api_key: str | None,
        *,
        timeout_seconds: float = 120.0,
        connections: int = 16,
    ) -> None:
        self.base_url = base_url or OPENAI_URL
        self.timeout_seconds = timeout_seconds
        self._connections = connections
        self._api_key = (api_key or "").strip()
        self._client: AsyncOpenAI | None = None

    async def __call__(self, request: CallRequest) -> Completion:
        create = self._opened()
        return await timed(self._answer(create, request), seconds=self.timeout_seconds, server=self.base_url)

    async def aclose(self) -> None:
        """Close the connections. The next call would open them again."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _opened(self) -> Any:
        """The raw `create` of the openai package, which imports the rest of itself at its first use."""
        if self._client is None:
            self._client = open_client(self.base_url, self._api_key, connections=self._connections)
        return self._client.chat.completions.with_raw_response.create

    async def _answer(self, create: Any, request: CallRequest) -> Answered:
        """Body and headers as the server sent them.

        Everything but the messages goes as it is, unknown keys too.
        """
        extra: dict[str, Any] = dict(request.parameters)
        if request.response_format is not None:
            extra["response_format"] = request.response_format
        try:
            with told_as_ours(self.base_url, self._api_key):
                response = await create(
                    model=request.model, messages=list(request.messages), extra_body=extra
                )
        except UnicodeEncodeError:
            raise RequestRejected("the prompt holds characters that UTF-8 cannot carry", status=0) from None
        return response.content, response.headers


async def reask(
    caller: Caller, request: CallRequest, schema: type[BaseModel], *, answered: Completion, reasks: int
) -> None:
    """Let instructor ask up to `reasks` times more, showing the model its answer and what is wrong with it.

    `answered` is the answer to `request` that is in hand: it is not asked for again. What `caller` brings
    is for `caller` to keep; only its `CallError`s are passed on.
    """
    from instructor.core.exceptions import InstructorRetryException
    from pydantic import ValidationError

    create = reask_create(caller, request, answered=answered)
    try:
        await create(response_model=schema, messages=list(request.messages), max_retries=reasks, strict=False)
    except InstructorRetryException as error:
        if error.__cause__ is not None and not isinstance(error.__cause__, ValidationError):
            raise error.__cause__ from None


def reask_create(
    caller: Caller, request: CallRequest, *, answered: Completion
) -> Callable[..., Awaitable[BaseModel]]:
    """instructor's `create` over `caller`: each question is `request` with a longer conversation."""
    import instructor

    # It logs answers and errors in full; what matters of them is in our own.
    logging.getLogger("instructor").setLevel(logging.CRITICAL)
    in_hand = [answered]

    async def create(*, messages: Sequence[Mapping[str, Any]], **_: Any) -> ChatCompletion:
        if in_hand:
            return _chat_completion(in_hand.pop())
        return _chat_completion(await caller(dataclasses.replace(request, messages=messages)))

    patched: Any = instructor.patch(create=create, mode=instructor.Mode.JSON_SCHEMA)
    return patched  # type: ignore[no-any-return]


def _chat_completion(completion: Completion) -> ChatCompletion:
    """Text and reason alone: what else servers add (`"tool_calls": []`) would be sent back and refused."""
    from openai.types.chat import ChatCompletion

    reply = read_reply(completion.body)
    message = {"role": "assistant", "content": reply.content}
    choice = {"index": 0, "finish_reason": reply.finish_reason, "message": message}
    return ChatCompletion.construct(id="", created=0, model="", object="chat.completion", choices=[choice])
