"""What an evaluation is: counts for each document, from which all figures are derived, and whose they are.

It is written as JSON (`evaluation.json` in a run folder, files of `evals/baselines/`), so that two of them
can be compared without the articles, the gold or the model.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.score.cells import OUTCOMES, Outcome
from extract.errors import UsageError

FORMAT = 1
ABSENT = "absent"
"""The outcome of a document of the gold for which the run has no line."""


@dataclass(frozen=True)
class ClaimCounts:
    """Claims of one kind in one document (or summed over some).

    `strict` of the predicted claims are right in all key fields, `lenient` (≥ strict) at least partly in
    each. `sourced` of the right ones were asked for their source, `source_right` of those have the right one.
    `quoted` of the strictly right ones have a quote field, `grounded` of those rest on words that gold's
    quote shares.
    """

    gold: float = 0
    predicted: float = 0
    strict: float = 0
    lenient: float = 0
    sourced: float = 0
    source_right: float = 0
    quoted: float = 0
    grounded: float = 0

    def __add__(self, other: ClaimCounts) -> ClaimCounts:
        return ClaimCounts(
            *(a + b for a, b in zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True))
        )


@dataclass(frozen=True)
class DocumentCounts:
    """All counts of one document.

    `nulls`: of the fields that gold leaves empty in claims that both sides have, how many were filled, and
    how many there are.

    `cells`: field → how many cells had each outcome, in the order of `OUTCOMES`. `claims`: kind → claim
    counts. `weights` are the fields' weights, kept with the evaluation as a whole. Unsupported quotes are
    counted in `evidence`: status of grounding → number of quotes.
    """

    cells: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    claims: Mapping[str, ClaimCounts] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    nulls: tuple[int, int] = (0, 0)

    def cell(self, name: str, outcome: Outcome) -> int:
        return self.cells.get(name, (0,) * len(OUTCOMES))[OUTCOMES.index(outcome)]


@dataclass(frozen=True)
class EvaluatedDocument:
    """One document of the gold: what came of it in the run and how it was judged.

    `outcome` is the run's (`ok`, `invalid` …) or `absent` where the run has no line for it; anything but ok
    scores zero. `usage` is the run's: input_tokens, output_tokens, cost_usd, seconds. `claims` are the judged
    claims in JSON form (`evals.score.cells.Claim`): what flipped between two evaluations is read from them.
    `error` is the run's, of a document that failed.
    """

    document_id: str
    outcome: str
    counts: DocumentCounts
    usage: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[Mapping[str, Any], ...] = ()
    error: str = ""

    @property
    def why(self) -> str:
        """Why it failed, in a line."""
        if self.outcome == ABSENT:
            return "not in this run"
        return f"{self.outcome}: {self.error.splitlines()[0]}" if self.error.strip() else self.outcome


@dataclass(frozen=True)
class Evaluation:
    """An evaluated run. `run` says which: id, model, prompt, with digests. Figures: `evals.figures`.

    `schema` and `gold` hold name and digest; `schema["digest"]` is that of the JSON schema,
    `schema["scoring"]` that of the comparators, keys and weights. `fields` maps each scored field to
    {"weight", "evidence", "kind"}: its weight, whether it is a quote, and the kind of claim that it belongs
    to.
    """

    run: Mapping[str, Any]
    schema: Mapping[str, str]
    gold: Mapping[str, Any]
    fields: Mapping[str, Mapping[str, Any]]
    documents: tuple[EvaluatedDocument, ...]

    def to_json(self) -> str:
        """A document a line, so that a change of it shows as that."""
        parts = {"format": FORMAT, **dataclasses.asdict(self)}
        documents = ",\n".join(map(_line, parts.pop("documents")))
        return f'{_line(parts)[:-1]}, "documents": [\n{documents}\n]}}\n'


def read_evaluation(path: Path) -> Evaluation:
    """An evaluation as it was written. Raises `UsageError` if the file is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise UsageError(
                f"{path} is of format {data['format']}, not {FORMAT}", hint="evaluate the run again"
            )
        for part, names in _NEEDED.items():
            if not all(isinstance(data[part][name], str) for name in names):
                raise TypeError(part)
        return Evaluation(
            data["run"],
            data["schema"],
            data["gold"],
            data["fields"],
            tuple(map(_document, data["documents"])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is not an evaluation", hint="`affidavit eval RUN --gold DIR` writes one"
        ) from error


_NEEDED = {"gold": ("name", "digest"), "schema": ("digest", "scoring"), "run": ()}


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _document(data: Mapping[str, Any]) -> EvaluatedDocument:
    counts = data["counts"]
    return EvaluatedDocument(
        data["document_id"],
        data["outcome"],
        DocumentCounts(
            {name: tuple(numbers) for name, numbers in counts["cells"].items()},
            {kind: ClaimCounts(**numbers) for kind, numbers in counts["claims"].items()},
            counts["evidence"],
            tuple(counts["nulls"]),
        ),
        data["usage"],
        tuple(data["claims"]),
        data.get("error", ""),
    )


def same_measure(a: Evaluation, b: Evaluation) -> Sequence[str]:
    """What keeps two evaluations from being compared, by name: empty if they were measured by the same
    gold and rules."""
    differing = ["gold"] if a.gold["digest"] != b.gold["digest"] else []
    differing += [
        name
        for key, name in (("digest", "schema"), ("scoring", "set of scoring rules"))
        if a.schema[key] != b.schema[key]
    ]
    return differing
