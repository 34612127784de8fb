"""How do a server's words get into one line of ours?

What a server, a model or a validator says is foreign text: it may span lines, steer a terminal, run on
for pages or repeat the key that it was sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError

_KEY = re.compile(r"\bsk-[\w*.\-]+|(?<=Bearer )\S+", re.IGNORECASE)
_MASK = "[key]"


def one_line(text: str, *, secrets: Iterable[str] = (), limit: int = 240) -> str:
    """`text` without line breaks, control characters and keys, cut at `limit` characters."""
    for secret in secrets:
        text = text.replace(secret, _MASK) if secret else text
    text = _KEY.sub(_MASK, "".join(map(_printable, text[: limit * 20])))
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _printable(character: str) -> str:
    """Controls, direction marks and surrogates become a space: none may reach a terminal."""
    return " " if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else character


def validation_line(error: ValidationError, *, shown: int = 3) -> str:
    """What is wrong with an answer: `casualties.0.number_min: Input should be … (and 2 more)`."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{'.'.join(map(str, each['loc'])) or 'answer'}: {each['msg']}" for each in problems[:shown]]
    rest = f" (and {len(problems) - shown} more)" if len(problems) > shown else ""
    return one_line("; ".join(told)) + rest
