"""Messages between two processes of ours, over a socket that nobody else can reach.

What is sent within one turn of the loop goes out together: eight bytes of length, and a pickled list.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from typing import Any

_LENGTH = struct.Struct(">Q")


class Wire:
    """One end of a connected socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._outbox: list[Any] = []

    @classmethod
    async def over(cls, end: socket.socket) -> Wire:
        return cls(*await asyncio.open_connection(sock=end))

    def send(self, message: Any) -> None:
        """Never waits; what is sent to an end that is gone is lost."""
        if not self._outbox:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outbox.append(message)

    async def receive(self) -> list[Any] | None:
        """What came together; None once the other end is gone."""
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            data = await self._reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        messages: list[Any] = pickle.loads(data)  # noqa: S301 - written by `_flush`, in a process of ours
        return messages

    def close(self) -> None:
        self._writer.close()

    def _flush(self) -> None:
        messages, self._outbox = self._outbox, []
        try:
            data = pickle.dumps(messages, protocol=pickle.HIGHEST_PROTOCOL)
            frame = _LENGTH.pack(len(data)) + data
        except BaseException:  # the other end would wait for ever
            self._writer.close()
            raise
        if not self._writer.is_closing():
            self._writer.write(frame)
