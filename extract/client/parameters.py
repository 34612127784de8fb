"""How do a prompt's sampling parameters have to be named for the server at hand?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from extract.client.models import ModelSpec

# OpenAI's reasoning models take no temperature but their own, and tell no probabilities.
_REASONING = re.compile(r"(o\d|gpt-[5-9])\b")


def parameters_for(spec: ModelSpec, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as `spec`'s server takes them.

    OpenAI calls the limit on an answer's length `max_completion_tokens`; other servers know `max_tokens`.
    """
    wanted = dict(parameters)
    if spec.provider != "openai" or spec.base_url is not None:
        return wanted
    if "max_tokens" in wanted:
        wanted["max_completion_tokens"] = wanted.pop("max_tokens")
    if _REASONING.match(spec.name):
        for name in ("temperature", "logprobs", "top_logprobs"):
            wanted.pop(name, None)
    return wanted
