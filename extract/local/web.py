"""How is one file fetched over HTTPS, so that a broken connection costs only what was under way?"""

from __future__ import annotations

import http.client
import logging
import threading
import urllib.error
import urllib.request
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

from extract.local.part import Part
from extract.local.source import SourceFailed, WebFile

log = logging.getLogger("affidavit")

# A server that does not answer, whichever of its addresses, has had its chance after this.
SECONDS = 6.0
_ATTEMPTS = 50
_CHUNK = 1 << 20


def fetch(source: WebFile, part: Part, *, size: int) -> None:
    """Append to `part` until it has `size` bytes; goes on as long as every new connection brings some.

    Raises `SourceFailed`, `StorageFull`.
    """
    for _ in range(_ATTEMPTS):
        before, reason = part.length, "the connection broke off"
        try:
            _continue(source.url, part, size)
        except (OSError, http.client.HTTPException) as error:
            reason = _reason(error)
        if part.length == size:
            return
        if part.length <= before:
            raise SourceFailed(reason)
        log.debug("%s: %s after %d bytes; going on", source, reason, part.length)
    raise SourceFailed("the connection breaks off again and again")


def _continue(url: str, part: Part, size: int) -> None:
    headers = {"User-Agent": "affidavit"}
    if part.length:
        headers["Range"] = f"bytes={part.length}-"
    _check_address(url)
    with _answer(urllib.request.Request(url, headers=headers)) as response:  # noqa: S310 (checked above)
        if response.status != 206 and part.length:  # this server gives the whole file or nothing
            part.restart()
        _check_length(response, part.length, size)
        while chunk := response.read(_CHUNK):
            if part.length + len(chunk) > size:
                raise SourceFailed(f"it is longer than {size:,} bytes")
            part.append(chunk)


def _answer(request: urllib.request.Request) -> Any:
    """The response, its body not yet read. One deadline for name, connection, redirects and headers.

    The library's own timeout holds for each address of a host anew, and not at all for finding the name.
    """
    opener = urllib.request.build_opener(_SafeRedirect)
    arrival: Future[Any] = Future()

    def ask() -> None:
        try:
            arrival.set_result(opener.open(request, timeout=SECONDS))
        except urllib.error.HTTPError as error:
            error.close()
            arrival.set_exception(error)
        except (OSError, http.client.HTTPException, SourceFailed) as error:
            arrival.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return arrival.result(timeout=SECONDS)


class _SafeRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> urllib.request.Request | None:
        answer, address = arguments[1], arguments[-1]
        try:
            _check_address(address)
        except SourceFailed:
            answer.close()
            raise
        return super().redirect_request(*arguments)


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise SourceFailed(f"it leads to an address without encryption, at {parts.hostname}")


def _check_length(response: Any, start: int, size: int) -> None:
    if response.status == 206:
        given, _, whole = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if given.partition("-")[0] != str(start):
            raise SourceFailed(f"it was asked for byte {start} on and sends {given or 'something else'}")
    else:
        whole = response.headers.get("Content-Length", "")
    if whole.isdigit() and int(whole) != size:
        raise SourceFailed(f"it has {int(whole):,} bytes, not {size:,}")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS:g} s"
    cause = getattr(error, "reason", error)  # URLError wraps the socket's error; HTTPError has a phrase
    status = getattr(error, "code", None)
    return f"it answered {status} {cause}" if status else str(getattr(cause, "strerror", None) or cause)
