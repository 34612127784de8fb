"""What is a table that people read, and how do values stand in it? `evals.cli.tables` shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VALUE, WORDS = 60, 80
"""Characters of a value, and of words of an article."""

NONE = "–"


@dataclass(frozen=True)
class Table:
    """Cells are plain text, not yet fit for a terminal or a page. Columns in `numbers` stand to the right."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    note: str = ""


def value_text(value: Any) -> str:
    """A value of any kind in a line."""
    if value is None:
        return NONE
    if isinstance(value, Mapping):
        return short(", ".join(f"{name}: {value_text(inner)}" for name, inner in value.items()), 2 * VALUE)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return short(text, VALUE)


def short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
