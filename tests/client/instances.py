"""What is the smallest answer that a request's JSON schema allows?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BY_FORMAT = {
    "date": "2020-01-02",
    "date-time": "2020-01-02T03:04:05Z",
    "time": "03:04:05",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "a@example.org",
    "uri": "https://example.org/",
}


def minimal_answer(asked: Mapping[str, Any]) -> Any:
    """An instance of the schema in `asked["response_format"]`; its quotes are the article's first words.

    The article is what stands between <article> tags in the last user message, else the whole message.
    """
    response_format = asked.get("response_format") or {}
    schema = response_format.get("json_schema", {}).get("schema")
    if schema is None:
        return "an answer in words"
    return _instance(schema, schema.get("$defs", {}), quote=_first_words(asked))


def _first_words(asked: Mapping[str, Any], count: int = 6) -> str:
    said = [str(message["content"]) for message in asked.get("messages", ()) if message["role"] == "user"]
    article = said[-1] if said else "nothing was said"
    tagged = re.search(r"<article[^>]*>(.*?)</article>", article, re.DOTALL)
    lines = [line for line in (tagged[1] if tagged else article).splitlines() if line.strip()] or ["nothing"]
    end = [word.end() for word in re.finditer(r"\S+", lines[0])][:count][-1]
    return lines[0][:end].lstrip()


def _instance(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], *, quote: str, name: str = ""
) -> Any:
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if options := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        simplest = next((each for each in options if each.get("type") == "null"), options[0])
        return _instance(simplest, definitions, quote=quote, name=name)
    return _typed(schema, definitions, quote=quote, name=name)


def _typed(schema: Mapping[str, Any], definitions: Mapping[str, Any], *, quote: str, name: str) -> Any:
    match schema.get("type"):
        case "object":
            wanted = [(key, schema["properties"][key]) for key in schema.get("required", ())]
            return {key: _instance(part, definitions, quote=quote, name=key) for key, part in wanted}
        case "array":
            items = schema.get("items", {})
            wanted_items = range(schema.get("minItems", 0))
            return [_instance(items, definitions, quote=quote, name=name) for _ in wanted_items]
        case "string":
            words = (
                quote
                if name == "quote" or name.endswith("_quote")
                else _BY_FORMAT.get(schema.get("format", ""), "x")
            )
            return words.ljust(schema.get("minLength", 0), "x")
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        case "boolean":
            return False
    return None
