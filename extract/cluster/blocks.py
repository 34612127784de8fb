"""Documents on their way out and results on their way back, as tables: a row a document."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from extract.document import Document, DocumentFailure
from extract.result import Result

Item = Document | DocumentFailure
_OUT = pa.schema([("index", pa.int64()), ("digest", pa.string()), ("item", pa.large_binary())])
_BACK = pa.schema([("index", pa.int64()), ("digest", pa.string()), ("result", pa.large_binary())])


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document and its place in the input, from 0."""

    index: int
    item: Item


@dataclass(frozen=True, slots=True)
class Finished:
    """The result of the document at `index`, whose own digest is `digest`."""

    index: int
    digest: str
    result: Result


def block_of(documents: Iterable[Numbered]) -> pa.Table:
    rows = [
        {"index": each.index, "digest": each.item.digest, "item": pickle.dumps(each.item)}
        for each in documents
    ]
    return pa.Table.from_pylist(rows, schema=_OUT)


def documents_in(block: pa.Table) -> Iterator[Numbered]:
    for row in block.to_pylist():
        yield Numbered(row["index"], pickle.loads(row["item"]))  # noqa: S301 - written by `block_of`


def results_block(finished: Iterable[Finished]) -> pa.Table:
    rows = [
        {"index": each.index, "digest": each.digest, "result": pickle.dumps(each.result)} for each in finished
    ]
    return pa.Table.from_pylist(rows, schema=_BACK)


def results_in(block: pa.Table) -> Iterator[Finished]:
    for row in block.to_pylist():
        result = pickle.loads(row["result"])  # noqa: S301 - written by `results_block`
        yield Finished(row["index"], row["digest"], result)
