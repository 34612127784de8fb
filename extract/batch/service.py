"""How is the Batch API spoken to? Files up, a batch of them, its state, files down; by the openai package."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extract.batch.lines import ENDPOINT
from extract.batch.patience import patiently
from extract.client.models import OPENAI_URL
from extract.client.openai_client import open_client, told_as_ours
from extract.client.wording import one_line
from extract.disk import storage_errors
from extract.errors import (
    CallTimeout,
    PromptTooLong,
    RequestRejected,
    ServerUnusable,
    SettingsError,
    TransportError,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import Batch as Told

T = TypeVar("T")
_ENDED = ("completed", "failed", "expired", "cancelled")
_ABSENT = (404, 405)
_MARK = "affidavit"
_CONNECTIONS = 16
_FILE_SECONDS = 3600.0
_CLOCKS_DIFFER = 86_400.0
"""Seconds by which a server's clock may be behind ours, at the most."""


@dataclass(frozen=True)
class State:
    """A batch as the server tells of it. `faults` are code and message of what it refused."""

    id: str
    status: str
    files: tuple[str, ...] = ()
    total: int = 0
    completed: int = 0
    failed: int = 0
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def ended(self) -> bool:
        return self.status in _ENDED


class BatchService:
    """Each request is tried up to `tries` times. Give it back with `aclose()`.

    `base_url` None is OpenAI itself. `timeout_seconds` holds for one request, files apart. Raises
    `CallError`, and `SettingsError` where the server has no Batch API.
    """

    def __init__(
        self, base_url: str | None, api_key: str | None, *, timeout_seconds: float = 120.0, tries: int = 6
    ) -> None:
        self.base_url = base_url or OPENAI_URL
        self.secrets = ((api_key or "").strip(),)
        self._seconds = timeout_seconds
        self._tries = tries
        self._client: AsyncOpenAI | None = None

    async def upload(self, name: str, data: bytes) -> str:
        """The id of the file."""

        async def upload() -> str:
            file = await self._opened().files.create(file=(name, data), purpose="batch")
            return file.id

        try:
            return await self._tried(upload, seconds=_FILE_SECONDS)
        except PromptTooLong as error:  # 413, here said of a whole batch
            hint = "Lower AFFIDAVIT_BATCH_SIZE, then go on with --resume."
            raise ServerUnusable(f"{self.base_url} takes no such file: {error}", hint=hint) from None
        except RequestRejected as error:
            if error.status not in _ABSENT:
                raise
            hint = "Leave --batch out: the calls then go out one by one."
            raise SettingsError(f"{self.base_url} has no Batch API: {error}", hint=hint) from None

    async def create(self, file: str, token: str) -> str:
        """The id of the batch. A try that failed may have made it: it is looked for before the next."""
        since, doubtful = time.time(), False

        async def create() -> str:
            nonlocal doubtful
            if doubtful and (found := await self._found(token, since)):
                return found
            doubtful = True
            made = await self._opened().batches.create(
                input_file_id=file, endpoint=ENDPOINT, completion_window="24h", metadata={_MARK: token}
            )
            return made.id

        return await self._tried(create)

    async def find(self, token: str, since: float) -> str | None:
        """The id of the batch with that token, made after `since` (seconds since 1970)."""
        return await self._tried(lambda: self._found(token, since))

    async def look(self, batch: str) -> State:
        async def look() -> State:
            return _state(await self._opened().batches.retrieve(batch))

        try:
            return await self._tried(look)
        except RequestRejected as error:
            if error.status != 404:
                raise
            hint = "Use the key it was made with; or remove journal/batches.jsonl to give its answers up."
            raise ServerUnusable(f"{self.base_url} does not know {batch}: {error}", hint=hint) from None

    async def download(self, file: str, path: Path) -> None:
        """Puts a file's content at `path`."""

        async def download() -> None:
            content = self._opened().files.with_streaming_response.content(file)
            async with content as response:
                with storage_errors(path), path.open("wb") as output:
                    async for part in response.iter_bytes(1 << 20):
                        output.write(part)

        await self._tried(download, seconds=_FILE_SECONDS)

    async def aclose(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _opened(self) -> AsyncOpenAI:
        if self._client is None:
            self._client = open_client(self.base_url, self.secrets[0], connections=_CONNECTIONS)
        return self._client

    async def _found(self, token: str, since: float) -> str | None:
        """Batches are listed newest first."""
        async for each in self._opened().batches.list(limit=100):
            if (each.metadata or {}).get(_MARK) == token:
                return each.id
            if each.created_at < since - _CLOCKS_DIFFER:
                break
        return None

    async def _tried(self, work: Callable[[], Awaitable[T]], *, seconds: float | None = None) -> T:
        limit = seconds or self._seconds

        async def once() -> T:
            try:
                with told_as_ours(self.base_url, self.secrets[0]):
                    async with asyncio.timeout(limit):
                        return await work()
            except (
                AttributeError,
                TypeError,
                ValueError,
            ) as error:  # the package does not check what it reads
                message = f"{self.base_url} answered with something else: {one_line(str(error))}"
                raise TransportError(message, kind="malformed") from error
            except TimeoutError:
                raise CallTimeout(f"no answer from {self.base_url} within {limit:g} s") from None

        return await patiently(once, tries=self._tries)


def _state(told: Told) -> State:
    counts = told.request_counts
    faults = (told.errors.data or []) if told.errors else []
    return State(
        id=told.id,
        status=str(told.status),
        files=tuple(file for file in (told.output_file_id, told.error_file_id) if file),
        total=counts.total if counts else 0,
        completed=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        faults=tuple((each.code or "", each.message or "") for each in faults),
    )
