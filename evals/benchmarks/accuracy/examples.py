"""What is LangExtract shown? For each dataset a description and one worked example, flat.

The text and the answer for conflict reports are those of our own single prompt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.benchmarks.accuracy.flat_records import flat_records
from evals.benchmarks.accuracy.fold import flat
from extract.plans.staged.slots import blueprint
from extract.prompt import BUNDLED
from schemas import Muc4Report

CONFLICT = BUNDLED / "conflict_report" / "examples" / "bus-station.json"
INCIDENTS = Path(__file__).with_name("muc_example.json")
_DESCRIPTION = (
    "Extract what a news report says about {what}: {classes}. Use the exact words of the text for "
    "each extraction, without overlaps or paraphrase, and give the attributes shown in the example."
)


def conflict() -> dict[str, Any]:
    """`ConflictReport`: every object with a quote."""
    example = read(CONFLICT)
    return _shown("one violent event", example["text"], flat(example["answer"]))


def dated_event() -> dict[str, Any]:
    """The day and the place of an event alone."""
    example = read(CONFLICT)
    found = flat(example["answer"], ("event.date", "event.place"))
    short = ({**each, "class": each["class"].removeprefix("event.")} for each in found)
    return _shown("one violent event", example["text"], short)


def incidents() -> dict[str, Any]:
    """`Muc4Report`: every mention, with what is known of its incident."""
    example = read(INCIDENTS)
    (of,) = blueprint(Muc4Report).records
    found = flat_records(of, example["answer"]["incidents"])
    return _shown("particular acts of political violence, if any", example["text"], found)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _shown(what: str, text: str, extractions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    found = list(extractions)
    classes = ", ".join(dict.fromkeys(str(each["class"]) for each in found))
    return {
        "description": _DESCRIPTION.format(what=what, classes=classes),
        "examples": [{"text": text, "extractions": found}],
    }
