"""What is extracted in the benchmark: made-up reports of some 250 words, and a small schema with a quote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.annotations import Compare, Quote

SCHEMA = "evals.benchmarks.throughput.corpus:Tolls"
PROMPT = Path(__file__).with_name("prompt.md")
_AROUND = (
    "Shopkeepers swept glass from the pavement and the school by the river stayed shut. ",
    "The road to the north was open again by noon, though buses did not run and the bakery had no flour. ",
    "Officials in the capital said that they would send tents, blankets and two teams of engineers. ",
    "Rain is expected until the weekend, and the hospital asked people to give blood. ",
)


class Toll(BaseModel):
    """A number of people killed, as the report gives it."""

    model_config = ConfigDict(extra="forbid")

    quote: Quote = Field(description="The words of the report, copied.")
    number: Annotated[int | None, Compare.number()] = None


class Tolls(BaseModel):
    """Who was killed, and where."""

    model_config = ConfigDict(extra="forbid")

    killed: list[Toll] = Field(default_factory=list, max_length=20)
    city: str | None = None


def report(number: int) -> str:
    """One report; no two have the same text."""
    first = (
        f"Report {number} from the city of Dreel. At least {number % 90 + 2} people were killed on Monday. "
    )
    return first + "".join(_AROUND) * 4


def write(file: Path, count: int) -> Path:
    """JSONL of the first `count` reports."""
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(each) + "\n" for each in records(count))
    return file


def records(count: int) -> Iterator[dict[str, str]]:
    for number in range(count):
        yield {"id": f"r{number:07}", "text": report(number), "published": "2026-01-05", "outlet": "Bench"}
