"""How is gold read? Whole and sound, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.labels.gold import GoldSet


def read_gold(path: Path, *, articles: Path | None = None, schema: str | None = None) -> GoldSet:
    """The gold set of a folder, every quote found in its article.

    `articles` (a folder, or a file such as .jsonl) and `schema` go before what the set's `dataset.json`
    says, and can stand in for it. Raises `GoldError`, a `UsageError`, with the file, the path in it and the
    remedy; its `faults` are all that is wrong.
    """
    from evals.labels.load import load

    return load(path, articles=articles, schema=schema).gold
