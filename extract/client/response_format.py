"""Which `response_format` is sent for a schema?

    server   what instructor sends in its JSON_SCHEMA mode, word for word: the schema as Pydantic writes it
    openai   the same with `strict: true`, in the subset of JSON Schema that OpenAI's Structured Outputs take;
             without `strict` where the schema cannot be said in that subset (`dict[str, Any]`, `Any`, tuples)
    local    the bare structure: titles and descriptions do not reach the model there, only the cache key;
             and quotes no longer than `LOCAL_QUOTE_LENGTH`

What is dropped here costs nothing: the answer is validated by the schema itself.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, create_model

from extract.schema import models_in
from schemas.annotations import is_quote

Flavour = Literal["openai", "server", "local"]
Node = dict[str, Any]

# Read by llguidance, the grammar engine of the local server: no blanks between tokens, so fewer tokens; and
# what it cannot enforce is passed over, where it would else drop the whole grammar without a word.
LOCAL_GUIDANCE: Mapping[str, Any] = {"x-guidance": {"whitespace_flexible": False, "lenient": True}}

LOCAL_QUOTE_LENGTH = 160
"""Characters. A small model under a grammar copies whole paragraphs as evidence, one after the other."""

# fmt: off
_STRICT_KEYWORDS = frozenset({
    "$defs", "$ref", "additionalProperties", "anyOf", "const", "description", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "format", "items", "maxItems", "maximum", "minItems", "minimum", "multipleOf",
    "pattern", "properties", "required", "title", "type",
})
_STRICT_FORMATS = frozenset({
    "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
})
# fmt: on
_NO_STRICT_FORM = frozenset({"patternProperties", "propertyNames", "prefixItems", "contains"})
_SILENT_KEYWORDS = frozenset({"title", "description", "default", "examples", "deprecated"})


class _NotStrictError(Exception):
    """The schema says something that the strict subset cannot."""


@functools.lru_cache(maxsize=512)
def response_format(schema: type[BaseModel], *, flavour: Flavour) -> Node:
    """The `response_format` object. Made once a schema and shared: not to be changed."""
    json_schema = _as_instructor_sees_it(schema).model_json_schema()
    if flavour == "server":
        return _wrapped(schema.__name__, json_schema)
    if flavour == "local":
        _cap_quotes(json_schema, schema)
        return _wrapped(schema.__name__, {**_bare(json_schema), **LOCAL_GUIDANCE})
    name = re.sub(r"[^\w-]", "_", schema.__name__, flags=re.ASCII)[:64]
    try:
        return _wrapped(name, _strict_root(json_schema), strict=True)
    except _NotStrictError:
        return _wrapped(name, json_schema)


def _wrapped(name: str, json_schema: Node, **options: bool) -> Node:
    return {"type": "json_schema", "json_schema": {"name": name, "schema": json_schema, **options}}


def _as_instructor_sees_it(schema: type[BaseModel]) -> type[BaseModel]:
    """instructor sends the schema of a subclass: the same, unless the schema holds itself.

    Then Pydantic would write the root as a bare `$ref`, which OpenAI refuses.
    """
    if "$ref" not in schema.model_json_schema():
        return schema
    twin = create_model(schema.__name__, __base__=schema)
    for attribute in ("__module__", "__qualname__", "__doc__"):
        setattr(twin, attribute, getattr(schema, attribute))
    return twin


def _children(node: Node, change: Callable[[Node], Node]) -> Node:
    """`node` with each schema inside it changed. Names of properties are not keywords, values no schemas."""
    changed = dict(node)
    for key in {"properties", "$defs", "patternProperties"} & node.keys():
        changed[key] = {name: change(child) for name, child in node[key].items()}
    for key in {"anyOf", "oneOf", "allOf", "prefixItems"} & node.keys():
        changed[key] = [change(child) for child in node[key]]
    for key in {"items", "additionalProperties"} & node.keys():
        changed[key] = change(node[key]) if isinstance(node[key], dict) else node[key]
    return changed


def _bare(node: Node) -> Node:
    """Structure alone; objects closed, and no pattern that looks around, which no grammar can follow."""
    bare = {key: value for key, value in _children(node, _bare).items() if key not in _SILENT_KEYWORDS}
    if "properties" in bare:
        bare.setdefault("additionalProperties", False)
    if "(?" in str(bare.get("pattern", "")):
        del bare["pattern"]
    return bare


def _cap_quotes(json_schema: Node, schema: type[BaseModel]) -> None:
    """Bound each quote, in place. Pydantic files a model's definition under its name."""
    for model in models_in(schema):
        definition = json_schema if model is schema else json_schema.get("$defs", {}).get(model.__name__, {})
        for name, info in model.model_fields.items():
            field = definition.get("properties", {}).get(name, {})
            if is_quote(info) and field.get("type") == "string":
                field.setdefault("maxLength", LOCAL_QUOTE_LENGTH)


def _strict_root(json_schema: Node) -> Node:
    strict = _strict(json_schema)
    if strict.get("type") != "object":
        raise _NotStrictError("the root has to be an object")
    return strict


def _strict(node: Node) -> Node:
    """One schema in the strict subset. Rules: OpenAI, Structured Outputs, "Supported schemas"."""
    node = _with_any_of(node)
    if node.keys() & _NO_STRICT_FORM or node.get("additionalProperties") not in (None, False):
        raise _NotStrictError
    if not node.keys() & {"type", "$ref", "anyOf", "enum", "const"}:
        raise _NotStrictError("Any has no type")
    node = {key: value for key, value in node.items() if key in _STRICT_KEYWORDS and _is_known(key, value)}
    if node.get("type") == "object":
        node.setdefault("properties", {})
        node["additionalProperties"] = False
        node["required"] = list(node["properties"])
    if node.get("type") == "array" and "items" not in node:
        raise _NotStrictError("a list of Any")
    return _children(node, _strict)


def _with_any_of(node: Node) -> Node:
    """`oneOf` and `allOf` are not in the subset, and a `$ref` has to stand alone: `anyOf` says the same."""
    node = dict(node)
    if "oneOf" in node:
        node["anyOf"] = node.pop("oneOf")
    if "allOf" in node:
        node["anyOf"] = _only_one(node.pop("allOf"))
    if "$ref" in node and node.keys() & {"description", "title"}:
        node["anyOf"] = [{"$ref": node.pop("$ref")}]
    return node


def _only_one(parts: list[Node]) -> list[Node]:
    if len(parts) != 1:
        raise _NotStrictError("an intersection")
    return parts


def _is_known(key: str, value: Any) -> bool:
    """Formats outside OpenAI's list and patterns that look around (Pydantic's for Decimal) are refused."""
    return not (key == "format" and value not in _STRICT_FORMATS) and not (key == "pattern" and "(?" in value)
