"""Of which type is each column of the flat table? As the schema says, not as the data happens to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel

from extract.run.rows import FIRST, LAST, column

Kind = Literal["text", "integer", "number", "boolean", "date"]
_OWN: Mapping[str, Kind] = {"index": "integer", "start": "integer", "end": "integer"}
_KINDS: Mapping[str, Kind] = {"integer": "integer", "number": "number", "boolean": "boolean"}
Node = Mapping[str, Any]


def column_types(schema: type[BaseModel]) -> dict[str, Kind]:
    """All columns that results of this schema can have, in the order of `rows_of`.

    A column that is of different types in different lists is text; so are lists in a claim, joined as in
    the CSV.
    """
    root = schema.model_json_schema(mode="serialization")
    definitions = root.get("$defs", {})
    found: dict[str, Kind] = {}
    beside: list[tuple[str, Kind]] = []
    for name, node in _properties(root, definitions):
        items = _claims(node, definitions)
        fields = _flat(items, definitions, "") if items else _column(name, node, definitions)
        beside += [] if items else fields
        for field, kind in fields if items else ():
            _add(found, field, kind)
    inner: dict[str, Kind] = {}
    for name, kind in (*beside, *found.items()):
        _add(inner, name, kind)
    outer = {name: _OWN.get(name, "text") for name in (*FIRST, *LAST)}
    first = {name: outer[name] for name in FIRST}
    return {**first, **inner, **{n: outer[n] for n in LAST}}


def _add(found: dict[str, Kind], name: str, kind: Kind) -> None:
    found[name] = kind if found.get(name, kind) == kind else "text"


def _properties(node: Node, definitions: Node) -> Iterator[tuple[str, Node]]:
    yield from _resolved(node, definitions).get("properties", {}).items()


def _claims(node: Node, definitions: Node) -> Node | None:
    """What a list of objects holds; None for anything else."""
    node = _resolved(node, definitions)
    if node.get("type") != "array":
        return None
    items = _resolved(node.get("items", {}), definitions)
    return items if "properties" in items else None


def _flat(node: Node, definitions: Node, prefix: str) -> list[tuple[str, Kind]]:
    columns: list[tuple[str, Kind]] = []
    for name, inner in _properties(node, definitions):
        columns += _column(prefix + name, inner, definitions)
    return columns


def _column(name: str, node: Node, definitions: Node) -> list[tuple[str, Kind]]:
    node = _resolved(node, definitions)
    if "properties" in node:
        return _flat(node, definitions, f"{name}.")
    return [(column(name), _kind(node))]


def _resolved(node: Node, definitions: Node, depth: int = 20) -> Node:
    """Without references, and without null beside something else."""
    while depth:
        depth -= 1
        if "$ref" in node:
            node = definitions[node["$ref"].rpartition("/")[2]]
        elif options := [each for each in node.get("anyOf", ()) if each.get("type") != "null"]:
            if len(options) > 1:
                return {}
            node = options[0]
        else:
            break
    return node


def _kind(node: Node) -> Kind:
    if node.get("format") == "date":
        return "date"
    values = node.get("enum", [node["const"]] if "const" in node else [])
    if values and all(type(each) is int for each in values):
        return "integer"
    return _KINDS.get(str(node.get("type")), "text")
