"""JSON from elsewhere, read fast where it is clean and all the same where it is not."""

from __future__ import annotations

import json
from typing import Any

import orjson


def loads(data: bytes) -> Any:
    """By orjson; what it refuses, such as NaN and lone surrogates, the standard library may read.

    Raises `ValueError`, or `RecursionError` for what is nested too deep.
    """
    try:
        return orjson.loads(data)
    except ValueError:
        return json.loads(data)
