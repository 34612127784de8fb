"""What may reach the terminal: text without control characters, on stderr; data alone on stdout."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from typing import Any

from extract.errors import AffidavitError

# Cc and Cf: escape sequences, direction overrides, zero-width characters; Co and Cs: private, surrogates.
_UNSAFE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
# The same for data, in which line ends, joiners and soft hyphens are content.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)


def clean(text: object, *, width: int | None = None) -> str:
    """One line that a terminal shows as it is. Cut to `width` characters with an ellipsis."""
    line = " ".join("".join(_safe(character) for character in str(text)).split())
    return line if width is None or len(line) <= width else line[: width - 1] + "…"


def _safe(character: str) -> str:
    if character in "\n\t\r":
        return " "
    return "" if unicodedata.category(character) in _UNSAFE else character


class Shown:
    """Standard output as a sink: what would steer a terminal is written as \\u001b, which JSON reads back."""

    def write(self, text: str, /) -> None:
        sys.stdout.write(_STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def size(count: int) -> str:
    """Bytes for people, in powers of ten as shops and disks have them: 1.12 GB, 98.4 MB."""
    for power, unit in ((9, "GB"), (6, "MB"), (3, "kB")):
        if count >= 10**power:
            return f"{count / 10**power:.3g} {unit}"
    return f"{count} bytes"


def say(text: str = "") -> None:
    """A line for the user, on stderr."""
    print(text, file=sys.stderr)


def emit(data: Any) -> None:
    """Data, on stdout: one JSON value, ASCII only so that no terminal is steered by it."""
    print(json.dumps(data, default=str))


def report(error: AffidavitError) -> None:
    """An error as the user sees it: what is wrong, and what to do."""
    say(f"error: {clean(error)}")
    if error.hint:
        say(f"  hint: {clean(error.hint)}")
