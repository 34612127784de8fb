"""How a schema is shown to a model: a compact, TypeScript-like outline with descriptions as comments.

Servers that constrain the answer by a grammar (llama.cpp, vLLM) never show the model the JSON schema, so
the prompt has to. The outline says the same in a fifth of the tokens.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from extract.schema import models_in
from schemas.annotations import is_list, is_quote, leaf_types

_NAMES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    NoneType: "null",
    dt.date: '"YYYY-MM-DD"',
    dt.datetime: '"YYYY-MM-DDTHH:MM:SS"',
}


def outline(schema: type[BaseModel]) -> str:
    """The schema's models, inner ones first, each field on a line of its own."""
    return "\n".join(_block(model) for model in models_in(schema))


def _block(model: type[BaseModel]) -> str:
    lines = [_line(name, info) for name, info in model.model_fields.items()]
    return "\n".join([f"{model.__name__} {{", *lines, "}"])


def _line(name: str, info: FieldInfo) -> str:
    optional = "" if info.is_required() else "?"
    comment = f"  // {info.description}" if info.description else ""
    return f"  {info.alias or name}{optional}: {_type(info)}{comment}"


def _type(info: FieldInfo) -> str:
    kinds = [kind for kind in leaf_types(info.annotation) if info.is_required() or kind is not NoneType]
    shown = "quote" if is_quote(info) else " | ".join(dict.fromkeys(_leaf(kind) for kind in kinds))
    return f"[{shown}, ...]" if is_list(info.annotation) else shown


def _leaf(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " | ".join(_literal(term) for term in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " | ".join(_literal(member.value) for member in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.__name__
    return _NAMES.get(kind, getattr(kind, "__name__", "any"))


def _literal(term: object) -> str:
    return f'"{term}"' if isinstance(term, str) else str(term)
