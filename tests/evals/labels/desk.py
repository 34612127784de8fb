"""A labeller's desk: invented articles, sound labels of them, and gold folders that are written from both."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ARTICLE = (
    "Shells hit a market in Tarn late on Tuesday. At least nine people were killed, the hospital said.\n"
    "The mayor, Ida Ven, said 14 people had died and “dozens” were hurt.\n"
    "Ven blamed the Red Front for the attack on the market. About 300 families have fled.\n"
)
OUTLET = {"source_type": "outlet"}
MAYOR = {"name": "Ida Ven", "role": "mayor", "source_type": "government"}
LABELS: Mapping[str, Any] = {
    "event": {
        "sub_event_type": "Shelling/artillery/missile attack",
        "date": {"quote": "late on Tuesday", "weekday": "Tuesday"},
        "place": {"quote": "Tarn", "settlement": "Tarn"},
    },
    "casualties": [
        {
            "quote": "At least nine people were killed",
            "harm": "killed",
            "number_min": 9,
            "qualifier": "at_least",
            "population": "people",
            "source": {"organisation": "hospital", "source_type": "health_or_rescue"},
            "scope": "this_event",
        },
        {
            "quote": "14 people had died",
            "harm": "killed",
            "number_min": 14,
            "qualifier": "exact",
            "source": MAYOR,
            "scope": "this_event",
        },
    ],
    "attributions": [
        {
            "quote": "blamed the Red Front",
            "claimant": MAYOR,
            "stance": "accuses",
            "accused": "Red Front",
            "scope": "this_event",
        }
    ],
    "exposure": [
        {
            "quote": "About 300 families have fled",
            "what": "displaced",
            "number_min": 300,
            "qualifier": "about",
            "source": OUTLET,
            "scope": "this_event",
        }
    ],
}
WOUNDED: Mapping[str, Any] = {
    "quote": "“dozens” were hurt",
    "harm": "wounded",
    "number_min": 12,
    "qualifier": "vague_quantity",
    "source": MAYOR,
    "scope": "this_event",
}


def gold_file(name: str = "d0", **changes: Any) -> dict[str, Any]:
    """A sound gold file, with these keys otherwise."""
    plain = {"document_id": name, "annotator": "A", "guideline": "1", "extraction": labels()}
    return {**plain, **changes}


def labels() -> dict[str, Any]:
    """Sound labels of the article, to be changed."""
    return copy.deepcopy(dict(LABELS))


def gold_folder(folder: Path, *files: Mapping[str, Any], **dataset: Any) -> Path:
    """A gold folder with these files, and beside it the articles d0 … d3, all the same."""
    articles = folder.parent / "articles"
    for each in (folder, articles):
        each.mkdir(exist_ok=True, parents=True)
    for number in range(4):
        (articles / f"d{number}.txt").write_text(ARTICLE, "utf-8")
    (articles / "sources.csv").write_text("id,published\nd0,2019-05-09\n", "utf-8")
    said = {"schema": "schemas:ConflictReport", "documents": "../articles", "guideline": "1", **dataset}
    write(folder / "dataset.json", {name: value for name, value in said.items() if value is not None})
    for file in files:
        write(folder / f"{file['document_id']}.json", file)
    return folder


def write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def put(data: Any, path: str, value: Any) -> Any:
    """The labels with another value at a dotted path: `casualties.0.number_min`."""
    *steps, last = path.split(".")
    inside = data
    for step in steps:
        inside = inside[int(step) if step.isdigit() else step]
    inside[int(last) if last.isdigit() else last] = value
    return data
