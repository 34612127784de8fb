"""Which reader reads a file, and what becomes of what goes wrong in it?

Here is the boundary of one file: whatever its reader runs into becomes a failure, and the next is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from extract.document import Document, DocumentFailure, Source
from extract.documents.columnar import read_parquet
from extract.documents.delimited import read_csv
from extract.documents.inputs import Place
from extract.documents.jsonl import read_jsonl
from extract.documents.options import ReadOptions
from extract.documents.plain import read_plain
from extract.documents.unreadable import Unreadable, failed, os_problem
from extract.documents.webpage import read_webpage

Reader = Callable[[Place, ReadOptions], Iterator[Document | DocumentFailure]]

READERS: Mapping[str, Reader] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_webpage,
    ".htm": read_webpage,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".parquet": read_parquet,
}


def read_file(place: Place, options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    """Every file gives at least one item: a failure where it holds nothing, or cannot be read to its end."""
    try:
        yield from _at_least_one(READERS[place.path.suffix.lower()](place, options))
    except Unreadable as problem:
        yield failed(place.stem, Source(place.label), problem)
    except UnicodeError:
        yield failed(
            place.stem, Source(place.label), Unreadable("not valid in the encoding of its byte order mark")
        )
    except OSError as error:
        yield failed(place.stem, Source(place.label), os_problem(error))


def _at_least_one(items: Iterator[Document | DocumentFailure]) -> Iterator[Document | DocumentFailure]:
    first = next(items, None)
    if first is None:
        raise Unreadable("no documents in the file")
    yield first
    yield from items
