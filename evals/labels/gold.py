"""What a gold label is: one document's facts as a person labelled them, and a set of such documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

Span = tuple[int, int]
"""Offsets in the article, in code points: `text[start:end]`."""


@dataclass(frozen=True)
class GoldDocument:
    """The labels of one document, as read from `<document id>.json`.

    Every mapping is keyed by paths of the extraction, such as `casualties[0].source.name`.

    - `extraction`: JSON form of an instance of the schema, without computed fields.
    - `alternatives`: other values that are as right; None among them: leaving it empty is right too.
    - `ranges`: (low, high), both inclusive: any number between is right.
    - `unsure`: objects or fields that count neither for nor against whoever gives them.
    - `spans`: where each quote stands in the article; made when the file is read against its article.
    """

    document_id: str
    extraction: Mapping[str, Any]
    alternatives: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    spans: Mapping[str, Span] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    annotator: str = ""
    guideline: str = ""


@dataclass(frozen=True)
class GoldSet:
    """A folder of gold: its documents in the order of their ids, and what they were labelled for.

    `digest` is the SHA-256 of everything that can change a score: the labels, the aliases, the articles.
    `aliases` are groups of names that mean the same in every document. `articles` is the folder (or file)
    that the documents' texts are read from; None where the set does not say.
    """

    path: Path
    schema_name: str
    schema: type[BaseModel]
    digest: str
    guideline: str
    documents: tuple[GoldDocument, ...]
    aliases: tuple[frozenset[str], ...] = ()
    articles: Path | None = None
