"""What is the document that comes on standard input? One plain text, or JSONL if it begins with `{`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from extract.document import Document, DocumentFailure, Source
from extract.documents.encoding import decode
from extract.documents.inputs import Place
from extract.documents.jsonl import documents_in
from extract.documents.options import ReadOptions
from extract.documents.plain import refuse_blank
from extract.documents.streams import numbered_lines, open_bytes, prepend
from extract.documents.unreadable import Unreadable, failed, os_problem, too_large

_PLACE = Place(Path("<stdin>"), "stdin")


def read_standard_input(options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    """JSONL is streamed, line by line as it arrives; a text is held whole, up to `max_bytes`."""
    try:
        yield from _read(options)
    except Unreadable as problem:
        yield failed(_PLACE.stem, Source(_PLACE.label), problem)
    except UnicodeError:
        yield failed(
            _PLACE.stem, Source(_PLACE.label), Unreadable("not valid in the encoding of its byte order mark")
        )
    except OSError as error:
        yield failed(_PLACE.stem, Source(_PLACE.label), os_problem(error))


def _read(options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    opened = open_bytes(sys.stdin.buffer)
    lead = _lead(opened.stream, options.max_bytes)
    stream = prepend(lead, opened.stream)
    if lead.lstrip().startswith(b"{"):
        lines = numbered_lines(stream, max_bytes=options.max_bytes)
        yield from documents_in(lines, _PLACE, options, marked=opened.marked)
    else:
        yield _text(stream, opened.marked, options.max_bytes)


def _lead(stream: io.BufferedReader, max_bytes: int) -> bytes:
    """What stands before the first line that is not blank, and that line or as much of it as is allowed."""
    lines: list[bytes] = []
    size = 0
    while size <= max_bytes and (line := stream.readline(max_bytes + 1)):
        lines.append(line)
        size += len(line)
        if line.strip():
            break
    return b"".join(lines)


def _text(stream: io.BufferedReader, marked: str | None, max_bytes: int) -> Document:
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large("the input", max_bytes)
    decoded = decode(data)
    refuse_blank(decoded.text)
    encoding, basis = (marked, "bom") if marked else (decoded.encoding, decoded.basis)
    return Document(_PLACE.stem, decoded.text, source=Source(_PLACE.label, None, encoding, basis))
