"""Which requests are the same question?

A request is first described: the digest of each part, the numbers among its parameters as they are. The
key is the digest of the description. So a recorded description shows which part of a request is another
one, and proves the key that it stands under, without holding a word of the prompt.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast

import orjson

from extract.client.calls import CallRequest
from extract.errors import SettingsError

KEY_VERSION = 1
"""Goes up when `canonical` or `describe` changes: no key of before is then found any more."""

Description = Mapping[str, Any]


def cache_key(request: CallRequest) -> str:
    """SHA-256 (hex) over all that shapes the answer. Raises `SettingsError` for NaN and the like."""
    return key_of(describe(request))


def key_of(description: Description) -> str:
    """The key of a request that was described before, by this version or an earlier one."""
    if _is_simple(description):
        with suppress(TypeError):
            return hashlib.sha256(orjson.dumps(description, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return hashlib.sha256(canonical(description)).hexdigest()


def describe(request: CallRequest) -> dict[str, Any]:
    """Model, repeat and numeric parameters as they are; of everything else the SHA-256."""
    return {
        "version": KEY_VERSION,
        "endpoint": _endpoint_digest(request.endpoint),
        "model": request.model,
        "messages": _messages_digest(request.messages),
        "response_format": _format_digest(request.response_format),
        "parameters": _parameters(request.parameters),
        "repeat": request.repeat,
    }


def is_description(value: object) -> bool:
    """True for what `describe` could have returned: a file of entries may hold anything."""
    if not isinstance(value, dict) or set(value) != _PARTS:
        return False
    digests = (value["endpoint"], value["messages"], value["response_format"] or "")
    numbers = (value["version"], value["repeat"])
    return (
        all(isinstance(text, str) for text in (*digests, value["model"]))
        and all(type(number) is int for number in numbers)
        and isinstance(value["parameters"], dict)
    )


_PARTS = {"version", "endpoint", "model", "messages", "response_format", "parameters", "repeat"}


def _is_simple(description: Description) -> bool:
    """True where orjson and `canonical` write the same.

    That holds for text, and for numbers without a fraction or an exponent.
    """
    parameters = description.get("parameters")
    if type(description) is not dict or type(parameters) is not dict:
        return False
    own = (value for name, value in description.items() if name != "parameters")
    return all(type(value) in _SIMPLE for value in (*own, *parameters.values()))


_SIMPLE = (str, int, bool, type(None))


def canonical(value: Any, *, ordered: bool = False) -> bytes:
    """The one JSON text of a value: 0.0 is 0, text is not normalised, lone surrogates are let through.

    `ordered` keeps the names of objects in their order. Raises ValueError or TypeError for what JSON
    cannot say (NaN, bytes, names that are no strings).
    """
    text = json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=not ordered, separators=(",", ":")
    )
    return text.encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {_name(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the name {name!r} is not text")
    return name


@lru_cache(maxsize=64)
def _endpoint_digest(endpoint: str) -> str:
    return _digest("the endpoint", endpoint)


def _messages_digest(messages: Sequence[Mapping[str, Any]]) -> str:
    """Messages of plain text go by orjson, which writes them as `canonical` does, in a tenth of the time."""
    if all(type(each) is dict and all(type(part) is str for part in each.values()) for each in messages):
        with suppress(TypeError):  # half of a surrogate pair
            return hashlib.sha256(orjson.dumps(list(messages), option=orjson.OPT_SORT_KEYS)).hexdigest()
    return _digest("the messages", messages)


def _parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The same in a whole run, or nearly so."""
    try:
        image = marshal.dumps(cast(Any, parameters))
    except ValueError:  # a Mapping that is no dict, or what JSON could not say either
        return {name: _parameter(name, value) for name, value in parameters.items()}
    return dict(_remembered_parameters(image))


@lru_cache(maxsize=64)
def _remembered_parameters(image: bytes) -> dict[str, Any]:
    found: Mapping[str, Any] = marshal.loads(image)  # noqa: S302 - a copy within this process
    return {name: _parameter(name, value) for name, value in found.items()}


def _parameter(name: str, value: Any) -> Any:
    """A parameter may hold a schema further down (tools, guided_json): below the top, order counts."""
    if value is None or isinstance(value, int | float):
        return json.loads(_checked(f"the parameter {name}", value))
    return _digest(f"the parameter {name}", value, ordered=True)


def _format_digest(response_format: Mapping[str, Any] | None) -> str | None:
    """The order of properties is the order in which a grammar has the model write them: it counts.

    One schema serves a whole run, and walking it takes longer than all the rest of a hit.
    """
    if response_format is None:
        return None
    try:
        image = marshal.dumps(cast(Any, response_format))
    except ValueError:  # a Mapping that is no dict
        return _digest("the response format", response_format, ordered=True)
    return _remembered_digest(image)


@lru_cache(maxsize=64)
def _remembered_digest(image: bytes) -> str:
    # marshal here is a copy within this process: equal bytes are equal values in equal order.
    return _digest("the response format", marshal.loads(image), ordered=True)  # noqa: S302


def _digest(part: str, value: Any, *, ordered: bool = False) -> str:
    return hashlib.sha256(_checked(part, value, ordered=ordered)).hexdigest()


def _checked(part: str, value: Any, *, ordered: bool = False) -> bytes:
    try:
        return canonical(value, ordered=ordered)
    except (TypeError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"{part} cannot be sent as JSON: {error}", hint="use finite numbers, text, lists and named values"
        ) from error
