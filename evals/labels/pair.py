"""Can two labellings be held against each other, and on which documents?"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from evals.labels.errors import Fault, GoldError
from evals.labels.gold import GoldSet
from evals.labels.load import Labelled, Loaded, load
from extract.schema import schema_digest


@dataclass(frozen=True)
class Pair:
    """Two labellings of the same articles by the same schema, each cut to the documents that both have.

    `labelled` are the files of these documents, A's and B's; `only_a` and `only_b` the ids left out.
    """

    a: GoldSet
    b: GoldSet
    labelled: tuple[tuple[Labelled, Labelled], ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


def read_pair(a: Path, b: Path, *, articles: Path | None = None, schema: str | None = None) -> Pair:
    """Raises `GoldError` where either is not sound, they share no document, or schema or articles differ."""
    return pair(
        load(a, articles=articles, schema=schema),
        load(b, articles=articles, schema=schema),
    )


def pair(a: Loaded, b: Loaded) -> Pair:
    gold_a, gold_b = a.gold, b.gold
    if schema_digest(gold_a.schema) != schema_digest(gold_b.schema):
        message = f"its schema is {gold_b.schema_name}, that of {a.path} is {gold_a.schema_name}"
        raise GoldError(Fault("schema", message, "label both by one schema", b.dataset.file))
    one, other = ({each.gold.document_id: each for each in loaded.labelled} for loaded in (a, b))
    shared = [name for name in one if name in other]
    if not shared:
        message = f"it has no document of {a.path}"
        raise GoldError(Fault("", message, "name two labellings of the same documents", str(b.path)))
    labelled = tuple((one[name], other[name]) for name in shared)
    for mine, theirs in labelled:
        _check_article(mine, theirs)
    return Pair(
        _cut(gold_a, shared),
        _cut(gold_b, shared),
        labelled,
        tuple(name for name in one if name not in other),
        tuple(name for name in other if name not in one),
    )


def _check_article(a: Labelled, b: Labelled) -> None:
    """Offsets in two different texts say nothing of each other."""
    if a.article.text != b.article.text:
        remedy = "read both against the same articles: --documents"
        raise GoldError(Fault("document_id", f"its article is not that of {a.file}", remedy, b.file))


def _cut(gold: GoldSet, ids: Collection[str]) -> GoldSet:
    return dataclasses.replace(gold, documents=tuple(d for d in gold.documents if d.document_id in ids))
