"""What does a line of `muc4/*.jsonl` say? Texts and their key templates, typed.

A slot of a template holds fillers. A filler gives alternatives of which any is right, may be optional, and
may name (`xref`) the entity that it belongs to: a number or an effect its target, a confidence its
organisation.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.muc4.notation import MONTHS, day_of
from extract.errors import InputError

_DATELINE = re.compile(rf"\b(\d{{1,2}}) ({MONTHS})[A-Z]* (\d\d)\b|\b({MONTHS})[A-Z]* (\d{{1,2}}) (\d\d)\b")


@dataclass(frozen=True)
class Filler:
    alternatives: tuple[str, ...]
    optional: bool = False
    xref: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """One incident of the key. A slot that is left empty, or does not apply, has no fillers."""

    slots: Mapping[str, tuple[Filler, ...]]
    optional: bool = False

    def fillers(self, slot: str) -> tuple[Filler, ...]:
        return self.slots.get(slot, ())

    def first(self, slot: str) -> Filler | None:
        return next(iter(self.fillers(slot)), None)


@dataclass(frozen=True)
class Record:
    id: str
    text: str
    dateline: str
    templates: tuple[Template, ...]

    @property
    def published(self) -> dt.date | None:
        """The day in the dateline; None where it has no day or no year."""
        match = _DATELINE.search(self.dateline)
        if match is None:
            return None
        day, month, year, month_first, day_second, year_third = match.groups()
        return day_of(day or day_second, month or month_first, year or year_third)


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file, in its order. Raises `InputError` for a file that is not MUC-4 in this form."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield _record(line, f"{path}:{number}")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint="check the path") from error


def _record(line: str, where: str) -> Record:
    try:
        data = json.loads(line)
        templates = tuple(map(_template, data["templates"]))
        return Record(str(data["docid"]), str(data["text"]), data.get("dateline") or "", templates)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(
            f"{where} is no MUC-4 record ({reason})", hint="a line has docid, text, dateline, templates"
        ) from error


def _template(data: Mapping[str, Any]) -> Template:
    slots = {name: tuple(map(_filler, fillers or ())) for name, fillers in data["slots"].items()}
    return Template(slots, optional=bool(data.get("optional")))


def _filler(data: Mapping[str, Any]) -> Filler:
    return Filler(tuple(data["alternatives"]), bool(data.get("optional")), tuple(data.get("xref") or ()))
