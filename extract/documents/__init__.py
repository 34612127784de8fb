"""What do the inputs of a command hold? Reads files, folders, globs and standard input as documents.

    for item in read_documents(["reports/", "wire.jsonl"]):
        ...                                   # a Document, or a DocumentFailure that says why not

Everything streams: of a file with a million lines one line is held at a time. What makes the whole
command wrong raises `InputError` at the call, before anything is read; what concerns one document
comes as a `DocumentFailure` in its place, so that nothing is dropped. What grows is the register of ids, by
12 to 24 bytes a document; of a folder the paths of its files are held, as they come sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from extract.document import Document, DocumentFailure
from extract.documents.check import check_inputs
from extract.documents.described import Describing
from extract.documents.formats import read_file
from extract.documents.ids import Register
from extract.documents.inputs import Input, places
from extract.documents.options import ReadOptions
from extract.documents.standard_input import read_standard_input

__all__ = ["ReadOptions", "read_documents"]


def read_documents(
    inputs: Sequence[str], *, options: ReadOptions = ReadOptions()
) -> Iterator[Document | DocumentFailure]:
    """Every document of the inputs, in their order; a folder or glob in the order of its sorted paths.

    All inputs are checked at the call. Raises InputError for what makes the whole command wrong.
    No two of the items that come have the same id.
    """
    return _read(check_inputs(inputs, options), options)


def _read(inputs: Sequence[Input], options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    describing = Describing(given.sidecar for given in inputs)
    with closing(Register()) as register:
        for given in inputs:
            for item in _read_input(given, options):
                yield register.admit(describing(item, given.sidecar))
    describing.ended()


def _read_input(given: Input, options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    if given.kind == "stdin":
        yield from read_standard_input(options)
        return
    for place in places(given, options):
        if isinstance(place, DocumentFailure):
            yield place
        else:
            yield from read_file(place, options)
