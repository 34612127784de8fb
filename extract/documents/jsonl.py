"""What are the documents in a JSONL file? One object a line, read a line at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from extract.document import Document, DocumentFailure
from extract.documents.inputs import Place
from extract.documents.options import ReadOptions
from extract.documents.records import document_of, row_of
from extract.documents.streams import numbered_lines, open_file
from extract.documents.unreadable import Unreadable, too_large

_DEPTH = 100
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_jsonl(place: Place, options: ReadOptions) -> Iterator[Document | DocumentFailure]:
    with open_file(place.path) as opened:
        lines = numbered_lines(opened.stream, max_bytes=options.max_bytes)
        yield from documents_in(lines, place, options, marked=opened.marked)


def documents_in(
    lines: Iterable[tuple[int, bytes | None]], place: Place, options: ReadOptions, *, marked: str | None
) -> Iterator[Document | DocumentFailure]:
    """A document or a failure for every line that is not blank. `marked`: see `Opened`."""
    encoding, basis = (marked, "bom") if marked else ("utf-8", "native")  # JSON is UTF-8: RFC 8259, 8.1
    for number, line in lines:
        if line is not None and not line.strip():
            continue
        row = row_of(place, number, encoding=encoding, basis=basis)
        try:
            record = _object(line, options.max_bytes)
        except Unreadable as problem:
            yield row.failed(problem)
        else:
            yield document_of(record, row, options)


def _object(line: bytes | None, max_bytes: int) -> dict[str, Any]:
    if line is None:
        raise too_large("the line", max_bytes)
    value = _value(line)
    if _too_deep(line, value):
        raise Unreadable(f"nested more than {_DEPTH} deep")
    if not isinstance(value, dict):
        raise Unreadable(
            "not a JSON object", hint="a JSONL file has one object a line: jq -c '.[]' splits an array"
        )
    return value


def _value(line: bytes) -> Any:
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
        if _SURROGATE_ESCAPE.search(line):  # half of a pair alone could not be written down or sent again
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable("half of a surrogate pair: no such character") from error
    except UnicodeDecodeError as error:
        raise Unreadable("not valid UTF-8", hint="convert the file with iconv") from error
    except (ValueError, RecursionError) as error:  # RecursionError: nested too deep
        raise Unreadable(f"not valid JSON: {error}", hint="one object a line, without line breaks") from error
    return value


def _too_deep(line: bytes, value: Any) -> bool:
    """What is nested deeper than this could break whoever walks through it later."""
    if line.count(b"[") + line.count(b"{") <= _DEPTH:
        return False
    level = [value]
    for _ in range(_DEPTH):
        level = [child for each in level for child in _children(each)]
    return bool(level)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
