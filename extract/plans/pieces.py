"""How does a text that is too long for one call become several, and their answers one?

It is parted at paragraph borders, each piece beginning with the end of the one before, so that what stands at
a border is seen whole once. Quotes are looked up in the whole text afterwards: no offset moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from extract.plans.draft import Check
from extract.schema import most_items
from schemas.annotations import is_key, is_quote, is_source

OVERLAP = 600
_BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?؟。])\s"), re.compile(r"\s"))


def split(text: str) -> tuple[str, str] | None:
    """Two pieces of about one size that overlap; None for a text that is too short to part."""
    if len(text) < 4 * OVERLAP:
        return None
    middle = _border(text, len(text) // 2, reach=len(text) // 6)
    back = _border(text, middle - OVERLAP, reach=OVERLAP // 2)
    return text[:middle], text[back:]


def _border(text: str, near: int, *, reach: int) -> int:
    """The best place to part near an offset: a paragraph's end, else a line's, a sentence's, a word's."""
    start, end = max(0, near - reach), min(len(text), near + reach)
    for border in _BORDERS:
        ends = [start + match.end() for match in border.finditer(text[start:end])]
        if ends:
            return min(ends, key=lambda at: abs(at - near))
    return near


def merge(first: BaseModel, second: BaseModel) -> tuple[BaseModel, tuple[Check, ...]]:
    """One object of two: lists joined without what is there twice, all else from the first that says it."""
    checks: list[Check] = []
    return _merged(first, second, "", checks), tuple(checks)


def _merged(first: BaseModel, second: BaseModel, path: str, checks: list[Check]) -> BaseModel:
    changes: dict[str, Any] = {}
    for name, info in type(first).model_fields.items():
        here = f"{path}.{name}" if path else name
        one, other = getattr(first, name), getattr(second, name)
        if isinstance(one, list) and isinstance(other, list):
            changes[name] = _bounded([*one, *_new(one, other, here, checks)], info, here, checks)
        elif isinstance(one, BaseModel) and isinstance(other, BaseModel) and not _rests_on_quote(one):
            changes[name] = _merged(one, other, here, checks)
        elif one is None:
            changes[name] = other
    return first.model_copy(update=changes)


def _rests_on_quote(model: BaseModel) -> bool:
    """Objects with a quote are one statement: half of one and half of another would be neither."""
    return any(is_quote(info) for info in type(model).model_fields.values())


def _new(one: Sequence[Any], other: Sequence[Any], path: str, checks: list[Check]) -> Iterator[Any]:
    for item in other:
        if any(_same(item, known) for known in one):
            checks.append(Check(path, "merged", "found in two pieces of the text", _line(item)))
        else:
            yield item


def _same(one: Any, other: Any) -> bool:
    """Is it the same item? By its key fields, all of it where it has none.

    And by the words that it rests on, as both pieces hold the text at the border; or by who says it.
    """
    if not isinstance(one, BaseModel) or type(one) is not type(other):
        return bool(one == other)
    fields = type(one).model_fields
    keys = [name for name, info in fields.items() if is_key(info)]
    if not keys:
        return bool(one == other)
    if any(getattr(one, name) != getattr(other, name) for name in keys):
        return False
    quotes = [name for name, info in fields.items() if is_quote(info)]
    sources = [name for name, info in fields.items() if is_source(info)]
    overlap = any(_overlap(getattr(one, name), getattr(other, name)) for name in quotes)
    return overlap or not quotes or all(getattr(one, name) == getattr(other, name) for name in sources)


def _overlap(one: Any, other: Any) -> bool:
    """Is one quote part of the other?"""
    if not isinstance(one, str) or not isinstance(other, str):
        return bool(one == other)
    return one.strip() in other or other.strip() in one


def _bounded(items: list[Any], info: FieldInfo, path: str, checks: list[Check]) -> list[Any]:
    """As many as the schema takes: the rest is named, not cut silently."""
    most = most_items(info)
    if most is None:
        return items
    checks += [Check(path, "dropped", f"the schema allows {most}", _line(item)) for item in items[most:]]
    return items[:most]


def _line(item: Any) -> str:
    text = item.model_dump_json(exclude_none=True) if isinstance(item, BaseModel) else str(item)
    return " ".join(text.split())[:200]
