"""Short ways to read in a test."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.document import Document, DocumentFailure
from extract.documents import ReadOptions, read_documents
from extract.errors import InputError


def read(*inputs: Path | str, **options: Any) -> list[Document | DocumentFailure]:
    return list(read_documents([str(each) for each in inputs], options=ReadOptions(**options)))


def document(*inputs: Path | str, **options: Any) -> Document:
    (item,) = read(*inputs, **options)
    assert isinstance(item, Document), item
    return item


def failure(*inputs: Path | str, **options: Any) -> DocumentFailure:
    (item,) = read(*inputs, **options)
    assert isinstance(item, DocumentFailure), item
    return item


def refused(*inputs: Path | str, **options: Any) -> InputError:
    """The error that the call raises, before anything is read."""
    with pytest.raises(InputError) as caught:
        read_documents([str(each) for each in inputs], options=ReadOptions(**options))
    assert caught.value.hint
    assert caught.value.exit_code == 2
    return caught.value


def ids(items: list[Document | DocumentFailure]) -> list[str]:
    return [item.id for item in items]


def file(path: Path, content: str | bytes = "An air strike killed 40.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
