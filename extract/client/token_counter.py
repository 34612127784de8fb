"""How many tokens does OpenAI read for a request? Counted with tiktoken, where it is there (extra `tokens`).

tiktoken fetches a model's encoding once, from the net, and keeps it (TIKTOKEN_CACHE_DIR). Around each
message and before the answer OpenAI adds three tokens; that, and the role, is what its cookbook tells
(https://github.com/openai/openai-cookbook, "How to count tokens with tiktoken").
"""

from __future__ import annotations

import functools
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiktoken import Encoding

log = logging.getLogger("affidavit")
A_MESSAGE = 3
AN_ANSWER = 3
_PATIENCE = 10.0
"""Seconds that fetching an encoding may take."""


class TiktokenCounter:
    """Not `exact`: whether and how OpenAI counts a schema is not told.

    `overhead` is what it would be, as its JSON.
    """

    exact = False

    def __init__(self, encoding: Encoding, response_format: Mapping[str, Any] | None) -> None:
        self.name = f"tiktoken's {encoding.name}"
        # What all requests have in common is counted once.
        self._tokens = functools.lru_cache(64)(lambda text: len(encoding.encode_ordinary(text)))
        self.overhead = 0 if response_format is None else self._tokens(json.dumps(response_format))

    def count(self, messages: Sequence[Mapping[str, Any]]) -> int | None:
        texts = [str(each[key]) for each in messages for key in ("role", "content")]
        return AN_ANSWER + A_MESSAGE * len(messages) + sum(map(self._tokens, texts))


def tiktoken_counter(model: str, response_format: Mapping[str, Any] | None) -> TiktokenCounter | None:
    """None where tiktoken is not installed, or has no encoding for this model or cannot fetch it."""
    found: list[Encoding] = []
    thread = threading.Thread(target=_load, args=(model, found), daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    return TiktokenCounter(found[0], response_format) if found else None


def _load(model: str, found: list[Encoding]) -> None:
    try:
        import tiktoken

        found.append(tiktoken.encoding_for_model(model))
    # KeyError: a model it does not know; OSError: no net, as requests has it; ValueError: a broken file
    except (ImportError, KeyError, OSError, ValueError) as error:
        log.debug("tokens are not counted with tiktoken: %s", error)
