"""What does the one who improves a prompt get to read? The words of one part, and what went wrong there.

Which part that is follows from the fields that are wrong most: of a staged prompt the `# ask` section by
which such a field is asked for, of any other its `# system` section.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from evals.evaluation import EvaluatedDocument, Evaluation
from evals.score.cells import OUTCOMES
from extract.prompt_edit import words_of

_LOSS: Mapping[str, float] = {"partial": 0.5, "incorrect": 1.0, "missing": 1.0, "spurious": 1.0}
_MOST = 16
_LONGEST = 160
_TELLING = 12
"""Characters from which a quote is taken to be its article's own."""


@dataclass(frozen=True)
class Part:
    """A section by its heading, its words, and the scored fields that it decides."""

    heading: str
    words: str
    fields: frozenset[str]


@dataclass(frozen=True)
class Tried:
    """Words that a part has had, and the score with them; `before` is that of the prompt they came from."""

    words: str
    before: float
    after: float


def parts_by_loss(source: str, evaluation: Evaluation) -> list[Part]:
    """The parts of a prompt file that have lost anything, the dearest first."""
    words = words_of(source)
    losses: dict[str, float] = {}
    fields: dict[str, set[str]] = {}
    for name, loss in _losses(evaluation).items():
        heading = _heading(name, words)
        if heading is not None and loss:
            losses[heading] = losses.get(heading, 0.0) + loss
            fields.setdefault(heading, set()).add(name)
    dearest = sorted(losses, key=lambda heading: -losses[heading])
    return [Part(heading, words[heading], frozenset(fields[heading])) for heading in dearest]


def _losses(evaluation: Evaluation) -> dict[str, float]:
    return {
        name: about["weight"]
        * sum(
            _LOSS.get(outcome, 0.0) * count
            for document in evaluation.documents
            for outcome, count in zip(OUTCOMES, document.counts.cells.get(name, ()), strict=False)
        )
        for name, about in evaluation.fields.items()
        if not about["evidence"]
    }


def _heading(field: str, words: Mapping[str, str]) -> str | None:
    """The section that asks for a field: by its path, its name, or those of an object around it."""
    asks = {heading.split()[1]: heading for heading in words if heading.startswith("ask ")}
    if not asks:
        return "system" if "system" in words else None
    steps = field.replace("[]", "").split(".")
    for end in range(len(steps), 0, -1):
        for key in (".".join(steps[:end]), steps[end - 1]):
            if key in asks:
                return asks[key]
    return None


def feedback(part: Part, evaluation: Evaluation, tried: Sequence[Tried]) -> str:
    """The text that a proposer reads."""
    told = [f"The instructions now:\n\n{part.words}", "What went wrong with them:\n"]
    told[-1] += "\n".join(f"- {line}" for line in _errors(part, evaluation))
    for each in tried:
        verdict = "better" if each.after > each.before else "no better"
        told.append(f"Tried before, {verdict} ({each.before:.3f} → {each.after:.3f}):\n\n{each.words}")
    return "\n\n".join(told) + "\n"


def repeats(words: str, part: Part, evaluation: Evaluation) -> bool:
    """Do proposed words hold words of the articles? Then they are answers, and no rule for other articles."""
    said, known = words.casefold(), part.words.casefold()
    quotes = {
        str(cell[side]).casefold()
        for document in evaluation.documents
        for claim in document.claims
        for cell in claim["cells"]
        for side in ("gold", "predicted")
        if cell["evidence"] and cell[side] is not None
    }
    return any(len(quote) >= _TELLING and quote in said and quote not in known for quote in quotes)


def _errors(part: Part, evaluation: Evaluation) -> list[str]:
    """Some of each document: one that is long is not to decide alone."""
    each = (list(_errors_in(document, part.fields)) for document in evaluation.documents)
    mixed = (line for lines in zip_longest(*each) for line in lines if line is not None)
    return list(dict.fromkeys(mixed))[:_MOST]


def _errors_in(document: EvaluatedDocument, fields: frozenset[str]) -> Iterator[str]:
    for claim in document.claims:
        words = next((_short(_shown(cell)) for cell in claim["cells"] if cell["evidence"]), "")
        for cell in claim["cells"]:
            if cell["field"] in fields and cell["outcome"] in _LOSS:
                about = f"about the words {words}: " if words else ""
                told = f"should be {_short(cell['gold'])}, was {_short(cell['predicted'])}"
                yield f"{about}{cell['field']} {told}"


def _shown(cell: Mapping[str, Any]) -> Any:
    return cell["gold"] if cell["gold"] is not None else cell["predicted"]


def _short(value: Any) -> str:
    text = "left out" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
