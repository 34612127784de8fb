"""FA-KES: 804 articles on the war in Syria with the day and the place of the event (Abu Salem et al., 2019).

Read from a path, never part of the project. Most articles begin with their own day of publication: that is
where `published` comes from. Labels are a day and a province or city.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from extract.document import Document
from extract.grounding.dates import dates_in
from schemas.conflict import EventDate, EventPlace

SCHEMA = "evals.benchmarks.accuracy.fakes:DatedEvent"
STAGED = Path(__file__).with_name("dated_event.md")
SEED, SIZE = 4, 60
_BEGINNING = 80
_SAME = 80
_ARTICLE = re.compile(r"\b[ae](?:l[\s-]|([dnrstz])[\s-]?(?=\1))")  # "al-Raqqa", "ez-Zor", "Ezzor"


class DatedEvent(BaseModel):
    """When and where the event happened that the report is about."""

    model_config = ConfigDict(extra="forbid")

    date: EventDate | None = None
    place: EventPlace | None = None


def records(file: Path) -> list[Mapping[str, str]]:
    with file.open(encoding="latin-1", newline="") as lines:
        return sorted(csv.DictReader(lines), key=lambda row: row["unit_id"])


def sample(file: Path, *, size: int = SIZE, seed: int = SEED) -> Iterator[Document]:
    """Articles that say when they were published, `size` of them, the same from any order of the file."""
    told = [(row, day) for row in records(file) if (day := published(row["article_content"])) is not None]
    for row, day in sorted(random.Random(seed).sample(told, size), key=lambda each: each[0]["unit_id"]):
        yield Document(
            row["unit_id"], f"{row['article_title']}\n\n{row['article_content']}", {"published": str(day)}
        )


def published(text: str) -> dt.date | None:
    """The full date that an article begins with."""
    for found in dates_in(re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text[:_BEGINNING])):
        if found.first is not None and found.first == found.last:
            return found.first
    return None


def labels(file: Path) -> dict[str, tuple[dt.date, str]]:
    """Day and place by id."""
    return {row["unit_id"]: (_day(row["date"]), row["location"].strip()) for row in records(file)}


def _day(text: str) -> dt.date:
    month, day, year = (int(part) for part in text.split("/"))
    return dt.date(year, month, day)


def date_right(extraction: Mapping[str, Any] | None, day: dt.date) -> bool:
    """Within a day of the label."""
    told = ((extraction or {}).get("date") or {}).get("date")
    if not told:
        return False
    return abs((dt.date.fromisoformat(str(told)[:10]) - day).days) <= 1


def place_right(extraction: Mapping[str, Any] | None, place: str) -> bool:
    """The label is one of the place's parts, however it is spelt: a province, or the city in it."""
    told = (extraction or {}).get("place") or {}
    parts = [told.get(name) for name in ("site", "settlement", "admin", "country")]
    return any(part and fuzz.partial_ratio(_letters(place), _letters(str(part))) >= _SAME for part in parts)


def _letters(name: str) -> str:
    """A name as its letters, without Arabic articles, which are spelt in many ways."""
    return re.sub(r"[^a-z]", "", _ARTICLE.sub("", name.casefold()))
