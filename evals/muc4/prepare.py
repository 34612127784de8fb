"""What does a MUC-4 run need on disk? A fixed sample of documents, and the few-shot prompt with its examples.

Everything goes into a folder of the user's. The examples come from the training file and the documents from
the other one, so nothing is tuned on what it is scored on.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.muc4 import entities
from evals.muc4.gold import gold_file, gold_of
from evals.muc4.records import Record, Template
from extract.errors import InputError
from extract.prompt import BUNDLED

SEED = 4
SAMPLE_SIZE = 40
ZERO_SHOT = BUNDLED / "muc4_report" / "zero_shot.md"
_DESCRIPTION = "MUC-4 incidents; the rules and three worked examples from the training texts."
# Short enough that three of them with their answers stay under 1,500 tokens.
_EXAMPLE_CHARACTERS = range(500, 1_000)


@dataclass(frozen=True)
class Prepared:
    """What was written. `examples` are the ids of the training texts in the few-shot prompt."""

    documents: Path
    prompt: Path
    document_ids: tuple[str, ...]
    examples: tuple[str, ...]


def sample(records: Iterable[Record], *, size: int = SAMPLE_SIZE, seed: int = SEED) -> list[Record]:
    """`size` records, drawn from those sorted by id: the same ones from any order of the same file."""
    ordered = sorted(records, key=lambda record: record.id)
    if len(ordered) < size:
        raise InputError(f"{len(ordered)} records, and {size} wanted", hint="ask for fewer with --size")
    return sorted(random.Random(seed).sample(ordered, size), key=lambda record: record.id)


def choose_examples(train: Iterable[Record], *, seed: int = SEED) -> list[Record]:
    """Three short texts, always the same: one bombing, two incidents with people in both, and none.

    Only those whose key leaves nothing open, and names a perpetrator and a target.
    """
    short = [
        r for r in sorted(train, key=lambda r: r.id) if len(r.text) in _EXAMPLE_CHARACTERS and r.published
    ]
    clear = [record for record in short if record.templates and all(map(_clear, record.templates))]
    groups = [
        [r for r in clear if _types(r) == ["BOMBING"]],
        [r for r in clear if len(r.templates) == 2 and all(map(entities.victims, r.templates))],
        [r for r in short if not r.templates],
    ]
    if not all(groups):
        raise InputError("too few short records to choose examples from", hint="give the MUC-4 training file")
    return [random.Random(seed).choice(group) for group in groups]


def _types(record: Record) -> list[str]:
    return [filler.alternatives[0] for t in record.templates for filler in t.fillers("INCIDENT: TYPE")]


def _clear(template: Template) -> bool:
    """Nothing optional, and somebody who did it to something or somebody."""
    certain = not any(filler.optional for fillers in template.slots.values() for filler in fillers)
    by = any(map(template.fillers, (entities.INDIVIDUALS, entities.ORGANISATIONS)))
    to = template.fillers(entities.PHYSICAL_TARGETS) or entities.victims(template)
    return certain and not template.optional and by and bool(to)


def prepare(
    *, train: Sequence[Record], dev: Sequence[Record], folder: Path, size: int = SAMPLE_SIZE
) -> Prepared:
    """Write documents, gold and the few-shot prompt with its examples into the folder.

    `documents.jsonl`, `gold/`, `prompts/muc4_report/few_shot.md`.
    """
    chosen, examples = sample(dev, size=size), choose_examples(train)
    documents = folder / "documents.jsonl"
    _write(documents, "".join(map(_line, chosen)))
    _write_json(folder / "gold" / "dataset.json", _dataset(documents.name))
    for record in chosen:
        _write_json(folder / "gold" / f"{record.id}.json", gold_file(gold_of(record)))
    prompt = folder / "prompts" / "muc4_report" / "few_shot.md"
    for number, record in enumerate(examples, start=1):
        _write_json(prompt.parent / "examples" / f"{number}.json", _example(record))
    _write(prompt, _few_shot(len(examples)))
    return Prepared(documents, prompt, tuple(r.id for r in chosen), tuple(r.id for r in examples))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _dataset(documents: str) -> dict[str, Any]:
    return {"schema": "schemas:Muc4Report", "documents": f"../{documents}", "guideline": "MUC-4"}


def _line(record: Record) -> str:
    return json.dumps({"id": record.id, "text": record.text, **_meta(record)}, ensure_ascii=False) + "\n"


def _meta(record: Record) -> dict[str, str]:
    return {"published": record.published.isoformat()} if record.published else {}


def _example(record: Record) -> dict[str, Any]:
    gold = gold_of(record)
    answer = copy.deepcopy(dict(gold.extraction))
    for at, incident in enumerate(answer["incidents"]):
        if None in gold.alternatives.get(f"incidents[{at}].date_end", ()):
            incident["date_end"] = None  # "on or before": the prompt asks for days that the text gives
    return {"text": record.text, "meta": _meta(record), "answer": _without_nulls(answer)}


def _without_nulls(value: Any) -> Any:
    """As a model is asked to write it: what the text does not say is left out."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _few_shot(examples: int) -> str:
    """The zero-shot prompt with examples: the two differ in nothing else."""
    return "\n".join(_with_examples(ZERO_SHOT.read_text(encoding="utf-8").splitlines(), examples)) + "\n"


def _with_examples(lines: Iterable[str], examples: int) -> Iterator[str]:
    for line in lines:
        if line.startswith("description:"):
            yield f"description: {_DESCRIPTION}"
        elif line == "parameters:":
            yield "examples:"
            yield from (f"  - examples/{number}.json" for number in range(1, examples + 1))
            yield line
        else:
            yield line
