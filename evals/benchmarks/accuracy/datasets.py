"""Which documents, which gold, which schema and prompts? One value a dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.benchmarks.accuracy import examples, fakes
from evals.labels.read import read_gold
from extract.document import Document
from extract.documents import read_documents
from extract.errors import InputError

GOLD = Path(__file__).resolve().parents[2] / "gold"
CONFLICT = "schemas:ConflictReport"


@dataclass(frozen=True)
class Dataset:
    """`documents` are JSON lines with id, text, published; `gold` a folder of labels, or FA-KES' own.

    `prompts` names ours by the system that uses them, `example` is what LangExtract is shown. `max_tokens`
    bounds one answer of a whole object.
    """

    name: str
    documents: Path
    schema: str
    gold: Path
    prompts: Mapping[str, str]
    example: Mapping[str, Any]
    max_tokens: int


def labelled(name: str, out: Path) -> Dataset:
    """A set of `evals/gold` whose articles are in the project: seeds, written, held_out."""
    gold = read_gold(GOLD / name)
    documents = out / f"{name}.jsonl"
    if gold.articles is None:
        raise InputError(f"the gold set {name} does not say where its articles are")
    found = read_documents([str(gold.articles)])
    _write(documents, (each for each in found if isinstance(each, Document)))
    prompts = {"single": "conflict_report/default", "staged": "conflict_report/staged"}
    return Dataset(name, documents, CONFLICT, GOLD / name, prompts, examples.conflict(), max_tokens=2600)


def muc4(folder: Path) -> Dataset:
    """A folder that `python -m evals.benchmarks.muc4 prepare` wrote."""
    prompts = {"single": "muc4_report/zero_shot", "staged": "muc4_report/staged"}
    return Dataset(
        "muc4",
        folder / "documents.jsonl",
        "schemas:Muc4Report",
        folder / "gold",
        prompts,
        examples.incidents(),
        max_tokens=1400,
    )


def fa_kes(file: Path, out: Path) -> Dataset:
    """A sample of FA-KES: the event's date and place."""
    documents = out / "fakes.jsonl"
    _write(documents, fakes.sample(file))
    prompts = {"single": "any/default", "staged": str(fakes.STAGED)}
    return Dataset("fakes", documents, fakes.SCHEMA, file, prompts, examples.dated_event(), max_tokens=400)


def _write(path: Path, documents: Iterator[Document]) -> None:
    lines = (
        json.dumps({"id": each.id, "text": each.text, "published": each.meta.get("published")})
        for each in documents
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
