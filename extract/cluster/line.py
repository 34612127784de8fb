"""A worker's line to the hub: messages out as they come, several at a time, and in by a call that waits."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
import uuid
from collections.abc import Callable
from typing import Any

from extract.workers.conversation import Conversation, Message, Serve

_LOST = 70


class Line:
    """A `Conversation` with the actor `hub`.

    Where the hub is gone, or has given this worker up, nothing that it still does is of use: the process
    ends, and Ray has its documents done by another.
    """

    def __init__(self, hub: Any, serve: Serve, told: Callable[[Any], None]) -> None:
        self.conversation = Conversation(self._send, serve, told)
        self._hub = hub
        self._name = uuid.uuid4().hex
        self._outbox: list[Message] = []
        self._posting: asyncio.Task[None] | None = None
        self._fetching: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._fetching = asyncio.create_task(self._fetch())

    def _send(self, message: Message) -> None:
        self._outbox.append(message)
        if self._posting is None or self._posting.done():
            self._posting = asyncio.create_task(self._post())

    async def _post(self) -> None:
        """What gathers while a message is on its way goes with the next one."""
        try:
            while self._outbox:
                messages, self._outbox = self._outbox, []
                await self._hub.take.remote(self._name, messages)
        except Exception:  # noqa: BLE001 - whatever it is, the hub cannot be reached
            _end()

    async def _fetch(self) -> None:
        try:
            while True:
                for message in await self._hub.fetch.remote(self._name):
                    self.conversation.take(message)
        except Exception:  # noqa: BLE001 - as above
            _end()


def _end() -> None:
    """At once: an orderly end would wait for what is in the air. Ray's log of the worker has the trace."""
    traceback.print_exc()
    sys.stderr.flush()
    os._exit(_LOST)
