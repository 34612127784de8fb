"""Records in the form of the MUC-4 files. Texts and keys are made up."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TEXT = (
    "KARVELA, 9 MAR 89 (RPN) -- [TEXT] ARMED MEN OF THE NORTHERN FRONT [NF] BLEW\n"
    "UP THE RIVER BRIDGE YESTERDAY WITH DYNAMITE.  JUDGE ANA DORU AND ABOUT SIX\n"
    "FARM WORKERS WERE KILLED."
)


def filler(*alternatives: str, optional: bool = False, of: tuple[str, ...] = ()) -> dict[str, Any]:
    """One filler of a slot. `of` are mentions of the entity that it belongs to."""
    return {
        "alternatives": list(alternatives),
        "optional": optional,
        "xref": list(of) or None,
        "raw": "",
    }


def template(*, optional: bool = False, **slots: list[dict[str, Any]] | None) -> dict[str, Any]:
    """A template by short names of its slots. BOMBING on a day and in a place, unless told otherwise."""
    given = {"type": [filler("BOMBING")], "stage": [filler("ACCOMPLISHED")], **slots}
    return {
        "template": "1",
        "optional": optional,
        "slots": {_SLOTS[name]: fillers for name, fillers in given.items()},
    }


_SLOTS = {
    "date": "INCIDENT: DATE",
    "location": "INCIDENT: LOCATION",
    "type": "INCIDENT: TYPE",
    "stage": "INCIDENT: STAGE OF EXECUTION",
    "category": "PERP: INCIDENT CATEGORY",
    "weapon": "INCIDENT: INSTRUMENT ID",
    "individual": "PERP: INDIVIDUAL ID",
    "organisation": "PERP: ORGANIZATION ID",
    "confidence": "PERP: ORGANIZATION CONFIDENCE",
    "thing": "PHYS TGT: ID",
    "thing_number": "PHYS TGT: NUMBER",
    "thing_effect": "PHYS TGT: EFFECT OF INCIDENT",
    "name": "HUM TGT: NAME",
    "description": "HUM TGT: DESCRIPTION",
    "number": "HUM TGT: NUMBER",
    "effect": "HUM TGT: EFFECT OF INCIDENT",
}


def bridge(**slots: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The key of `TEXT`."""
    front = ("NORTHERN FRONT", "NF")
    known: dict[str, list[dict[str, Any]] | None] = {
        "date": [filler("08 MAR 89")],
        "location": [filler("SURANIA: EAST (DEPARTMENT): KARVELA (TOWN)")],
        "category": [filler("TERRORIST ACT")],
        "weapon": [filler("DYNAMITE")],
        "individual": [filler("ARMED MEN")],
        "organisation": [filler(*front)],
        "confidence": [filler("REPORTED AS FACT", of=front)],
        "thing": [filler("RIVER BRIDGE")],
        "thing_number": [filler("1", of=("RIVER BRIDGE",))],
        "thing_effect": [filler("DESTROYED", "SOME DAMAGE", of=("RIVER BRIDGE",))],
        "name": [filler("ANA DORU")],
        "description": [filler("JUDGE", of=("ANA DORU",)), filler("FARM WORKERS")],
        "number": [filler("1", of=("ANA DORU",)), filler("~6", of=("FARM WORKERS",))],
        "effect": [filler("DEATH", of=("ANA DORU",)), filler("DEATH", of=("FARM WORKERS",))],
    }
    return template(optional=False, **{**known, **slots})


def line(
    number: int = 1,
    *,
    text: str = TEXT,
    dateline: str | None = "KARVELA, 9 MAR 89 (RPN)",
    templates: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "docid": f"INV-{number:04}",
        "split": "train",
        "text": text,
        "dateline": dateline,
        "templates": list(templates),
    }


def write(path: Path, lines: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return path


def training_lines() -> list[dict[str, Any]]:
    """Some texts of each sort that examples are chosen from, and too long, unclear and undated ones."""
    padded = f"{TEXT}\n\n" + "   THE RIVER IS CLOSED TO BOATS.\n" * 12
    kidnapping = bridge(type=[filler("KIDNAPPING")])
    return [
        line(1, text=padded, templates=[bridge()]),
        line(2, text=padded, templates=[bridge()]),
        line(3, text=padded, templates=[bridge(), kidnapping]),
        line(4, text=padded, templates=[bridge(), kidnapping]),
        line(5, text=padded),
        line(6, text=padded),
        line(7, text=padded * 3, templates=[bridge()]),
        line(8, text=padded, templates=[bridge(weapon=[filler("DYNAMITE", optional=True)])]),
        line(9, text=padded, dateline="KARVELA, NO DATE"),
        line(10, text=padded, templates=[bridge(individual=[], organisation=[])]),
    ]
