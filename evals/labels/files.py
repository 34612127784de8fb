"""What do the files of a gold folder say, before anything is held against an article?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field

from evals.labels.complaints import complaints
from evals.labels.errors import Fault, GoldError

DATASET = "dataset.json"
LARGEST = 10 * 10**6
"""Bytes of a gold file: what an article may have."""
_SAFE = " !#$&'()+,;=@[]{}~^`"
Text = Annotated[str, Field(min_length=1)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class DatasetFile(_File):
    """`dataset.json`. `documents` is relative to its folder."""

    schema_name: Text = Field(alias="schema")
    documents: Text | None = None
    guideline: str = ""
    aliases: list[Annotated[list[Text], Field(min_length=2)]] = []


class LabelFile(_File):
    """`<document id>.json`. The mappings and `unsure` go by paths of the extraction."""

    document_id: Text
    annotator: Text
    guideline: Text
    adjudicated_by: Text | None = None
    extraction: dict[str, Any]
    alternatives: dict[str, Annotated[list[Any], Field(min_length=1)]] = {}
    ranges: dict[str, tuple[float, float]] = {}
    unsure: list[str] = []
    offsets: dict[str, tuple[int, int]] = {}
    notes: dict[str, str] = {}


F = TypeVar("F", bound=_File)


def read_file(path: Path, kind: type[F]) -> F:
    """Raises `GoldError` with every fault: unreadable, malformed, fields missing, unknown or wrong."""
    text = _text(path)
    data = _parsed(path, text)
    if not isinstance(data, dict):
        raise GoldError(Fault("", "is no JSON object", "write { … }", str(path)))
    found = [fault.within(str(path)) for fault in complaints(kind, data, text)]
    if found:
        raise GoldError(*found)
    return kind.model_validate_json(text)


def label_files(folder: Path) -> Iterator[Path]:
    """The gold files of a folder by name: all its `.json` but `dataset.json`."""
    if folder.is_file():
        raise GoldError(Fault("", "is a file", f"name its folder: {folder.parent}", str(folder)))
    if not folder.is_dir():
        raise GoldError(Fault("", "no such folder", "name a folder of gold files", str(folder)))
    return (path for path in sorted(folder.glob("*.json")) if path.name != DATASET)


def file_name(document_id: str) -> str:
    """The name of a document's gold file: its id, with what a file name cannot hold as %XX."""
    name = f"{quote(document_id, safe=_SAFE)}.json"
    return name if name != DATASET else f"%64{name[1:]}"


def is_named_after(path: Path, document_id: str) -> bool:
    return document_id in (path.stem, unquote(path.stem))


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise GoldError(Fault("", "is no regular file", "put the labels there, or remove it", str(path)))
    try:
        if path.stat().st_size > LARGEST:
            remedy = "split the document, or shorten the notes"
            raise GoldError(Fault("", f"has more than {LARGEST // 10**6} MB", remedy, str(path)))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "save the file as UTF-8"
        raise GoldError(Fault("", f"is not UTF-8 at byte {error.start}", remedy, str(path))) from error
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise GoldError(Fault("", reason, "check the file's name and rights", str(path))) from error


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        fault = Fault("", f"is not JSON: {error.msg} at {where}", f"mend it at {where}", str(path))
    except (ValueError, RecursionError) as error:
        fault = Fault("", f"is not JSON that can be used: {error}", "mend the file", str(path))
    raise GoldError(fault)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object, and only the last would count")
    return found


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
