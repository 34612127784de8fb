"""How is a server of the OpenAI protocol asked at the least cost? With aiohttp and orjson, one try a call.

The same request as `OpenAICaller` sends, without what the openai package does around it: about a ninth of
the processor time. For servers by URL; what OpenAI's own service needs besides is that package's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from extract.client.calls import CallRequest, Completion
from extract.client.encoding import Encoder
from extract.client.keys import usable_key
from extract.client.server_errors import error_of
from extract.client.timed import Answered, timed
from extract.client.wording import one_line
from extract.errors import CallError, TransportError

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession


class LeanCaller:
    """One HTTP request a call, no retry, no redirect. Give it back with `aclose()`.

    Arguments as for `OpenAICaller`.
    """

    def __init__(
        self, base_url: str, api_key: str | None, *, timeout_seconds: float = 120.0, connections: int = 16
    ) -> None:
        self.base_url = base_url
        self.timeout_seconds = timeout_seconds
        self._url = f"{base_url}/chat/completions"
        self._api_key = (api_key or "").strip()
        self._connections = connections
        self._session: ClientSession | None = None
        self._encoded = Encoder()

    async def __call__(self, request: CallRequest) -> Completion:
        session = self._session or self._open()
        data = self._encoded(request)
        return await timed(self._post(session, data), seconds=self.timeout_seconds, server=self.base_url)

    async def aclose(self) -> None:
        """Close the connections. The next call would open them again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> ClientSession:
        import aiohttp

        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key := usable_key(self._api_key):
            headers["Authorization"] = f"Bearer {key}"
        self._proxy = _proxy_for(self.base_url)
        self._failures = (aiohttp.ClientError, OSError)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, limit_per_host=self._connections),
            timeout=aiohttp.ClientTimeout(total=None),  # the time limit is ours
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent",),
        )
        return self._session

    async def _post(self, session: ClientSession, data: bytes) -> Answered:
        try:
            async with session.post(
                self._url, data=data, allow_redirects=False, proxy=self._proxy
            ) as response:
                body = await response.read()
        except self._failures as error:
            message = f"no answer from {self.base_url}: {_cause(error)}"
            raise TransportError(message, hint=f"Check that a server runs at {self.base_url}.") from None
        if not 200 <= response.status < 300:
            raise self._rejection(response, body)
        return body, response.headers

    def _rejection(self, response: ClientResponse, body: bytes) -> CallError:
        return error_of(response.status, response.headers, body, secrets=(self._api_key,))


def _proxy_for(url: str) -> str | None:
    """The proxy that the environment names for this server."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


def _cause(error: BaseException) -> str:
    return one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
