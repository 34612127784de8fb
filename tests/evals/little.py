"""A little world to evaluate in: a schema in a file, reports of so many dead, their gold, a model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tests.cli.command import article_in
from tests.loopback import Behaviour, ok, status

SCHEMA = """
from typing import Annotated
from pydantic import BaseModel, Field
from schemas.annotations import Compare, Key, Quote

class Toll(BaseModel):
    quote: Quote
    number: Annotated[int, Compare.number(), Key]
    place: Annotated[str | None, Compare.exact()] = None

class Report(BaseModel):
    deaths: list[Toll] = Field(default_factory=list)
"""
PLACE = "Dreel"


def make_gold(work: Path, count: int = 6) -> Path:
    """`gold/` with labels for `articles/`, named d0, d1 …, and `schema.py` beside them."""
    for name in ("gold", "articles"):
        (work / name).mkdir()
    (work / "schema.py").write_text(SCHEMA, "utf-8")
    said = {"schema": "schema.py:Report", "documents": "../articles", "guideline": "1"}
    (work / "gold" / "dataset.json").write_text(json.dumps(said), "utf-8")
    for number in range(count):
        label(work, number)
    return Path("gold")


def label(work: Path, number: int) -> None:
    """One more report and what is to be found in it."""
    (work / "articles" / f"d{number}.txt").write_text(article(number), "utf-8")
    labels = {
        "document_id": f"d{number}",
        "annotator": "A",
        "guideline": "1",
        "extraction": answer(number + 12),
    }
    (work / "gold" / f"d{number}.json").write_text(json.dumps(labels), "utf-8")


def article(number: int) -> str:
    return f"Report {number} from the city.\nIn {PLACE} {number + 12} people were killed on Monday.\n"


def answer(dead: int, *, said: int | None = None) -> dict[str, Any]:
    """What a report of so many dead says, or a wrong number with the same words."""
    words = f"In {PLACE} {dead} people were killed"
    return {"deaths": [{"quote": words, "number": said or dead, "place": PLACE}]}


def counting(wrong: Collection[int] = (), down: Collection[int] = ()) -> Callable[..., Behaviour]:
    """A script: right answers, but for the reports that are in `wrong`, or that the server is `down` for."""

    def behave(_: int, asked: dict[str, Any]) -> Behaviour:
        found = re.search(r"(\d+) people", article_in(asked))
        assert found is not None
        dead = int(found[1])
        if dead - 12 in down:
            return status(400, message="no such thing")
        return ok(answer(dead, said=99 if dead - 12 in wrong else None))

    return behave
