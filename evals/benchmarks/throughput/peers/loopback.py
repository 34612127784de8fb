"""A peer that might call home is held to loopback: any other address is refused, and told of at the end."""

from __future__ import annotations

import sys
from typing import Any

_HERE = {"127.0.0.1", "::1", "localhost", None}
refused: list[str] = []
"""The hosts that something in this process wanted to reach."""


def only() -> None:
    """From here on, for the whole process."""
    sys.addaudithook(_check)


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a socket in the file system has a path
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host not in _HERE:
        refused.append(str(host))
        raise PermissionError(f"{host} is not on this machine")
