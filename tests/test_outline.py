"""The outline tells a model all that the JSON schema would."""

import datetime as dt
from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from extract.outline import outline
from schemas import ConflictReport, Quote


class Court(Enum):
    HIGH = "high"
    LOW = "low"


class Party(BaseModel):
    name: str


class Ruling(BaseModel):
    quote: Quote
    day: dt.date | None = None
    court: Court
    fine: Annotated[int | None, Field(description="in euros")]
    outcome: Literal["upheld", "struck down"] = "upheld"
    parties: list[Party]
    tags: list[str] = []


def test_each_field_stands_on_a_line_with_its_type_and_description() -> None:
    assert outline(Ruling).splitlines() == [
        "Party {",
        "  name: string",
        "}",
        "Ruling {",
        "  quote: quote",
        '  day?: "YYYY-MM-DD"',
        '  court: "high" | "low"',
        "  fine: integer | null  // in euros",
        '  outcome?: "upheld" | "struck down"',
        "  parties: [Party, ...]",
        "  tags?: [string, ...]",
        "}",
    ]


class Node(BaseModel):
    children: list["Node"] = []


def test_a_schema_that_holds_itself_ends() -> None:
    assert outline(Node) == "Node {\n  children?: [Node, ...]\n}"


def test_every_term_of_the_conflict_schema_is_in_its_outline() -> None:
    text = outline(ConflictReport)
    for part in ConflictReport.model_json_schema()["$defs"].values():
        for name, field in part["properties"].items():
            assert f"  {name}" in text
            assert all(f'"{term}"' in text for term in field.get("enum", ()) if isinstance(term, str))
