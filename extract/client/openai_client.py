"""How is the openai package opened, and what do its errors mean? Imported when there is something to send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from extract.client.keys import usable_key
from extract.client.models import OPENAI_URL
from extract.client.server_errors import error_of
from extract.client.wording import one_line
from extract.errors import SettingsError, TransportError

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_NO_KEY = "none"  # servers without keys ignore it, but the openai package will not start without one


def open_client(base_url: str, api_key: str, *, connections: int) -> AsyncOpenAI:
    """A client without retries, redirects or time limits of its own. Raises `SettingsError` without a key."""
    import httpx2
    import openai

    # aiohttp underneath: httpx collapses at some hundred requests in flight. The time limit is ours.
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    transport = openai.DefaultAioHttpClient(limits=limits, timeout=None, follow_redirects=False)
    client = openai.AsyncOpenAI(
        base_url=base_url,
        api_key=_key_for(base_url, api_key),
        max_retries=0,
        timeout=None,
        http_client=transport,
    )
    if base_url != OPENAI_URL:  # the account's names are nobody else's business
        client.organization = client.project = None
    return client


@contextmanager
def told_as_ours(base_url: str, api_key: str) -> Iterator[None]:
    """Raises the package's errors, and those of the transport beneath it, as `CallError`s."""
    import httpx2
    import openai

    try:
        yield
    except openai.APIStatusError as error:
        answer = error.response
        raise error_of(error.status_code, answer.headers, answer.content, secrets=(api_key,)) from None
    except (openai.APIConnectionError, httpx2.HTTPError) as error:
        message = f"no answer from {base_url}: {_root(error)}"
        raise TransportError(message, hint=f"Check that a server runs at {base_url}.") from None


def _key_for(base_url: str, key: str) -> str:
    if not key and base_url == OPENAI_URL:
        hint = "Set OPENAI_API_KEY, or take a local model: --model local/qwen2.5-coder-1.5b."
        raise SettingsError("OpenAI needs a key and OPENAI_API_KEY is not set", hint=hint)
    return usable_key(key) or _NO_KEY


def _root(error: BaseException) -> str:
    """The first cause: openai and its transport wrap it up to three times, and call a reset a timeout."""
    while error.__cause__ is not None:
        error = error.__cause__
    return one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
