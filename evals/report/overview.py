"""What stands at the head of the page: which run this is, what it was measured by, and how good it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evals.report.sureness import Sureness, sureness_of
from evals.report.words import FILTERS, Filter

if TYPE_CHECKING:
    from evals.evaluation import Evaluation
    from evals.measured import Measured
    from evals.report.document import Summary
    from evals.report.subject import Subject

_DIGITS = 12


@dataclass(frozen=True)
class FieldRow:
    """A field in all documents: F1, and how many cells had each of the first five outcomes."""

    name: str
    f1: float | None
    counts: tuple[int, ...]
    evidence: bool


@dataclass(frozen=True)
class Overview:
    """`shown`: each filter that makes sense here, with its number of claims (of documents, for failed)."""

    name: str
    judged: bool
    facts: tuple[tuple[str, str], ...]
    figures: Mapping[str, Measured]
    fields: tuple[FieldRow, ...]
    claims: int
    shown: tuple[tuple[Filter, int], ...]
    sure: Sureness | None = None
    notes: tuple[str, ...] = field(default=())


def overview_of(subject: Subject, summaries: Sequence[Summary]) -> Overview:
    evaluation = subject.evaluation
    return Overview(
        name=subject.name,
        judged=evaluation is not None,
        facts=tuple(_facts(subject, len(summaries))),
        figures=_figures(evaluation) if evaluation else {},
        fields=tuple(_fields(evaluation)) if evaluation else (),
        claims=sum(each.claims for each in summaries),
        shown=tuple(_shown(summaries, judged=evaluation is not None)),
        sure=sureness_of(evaluation) if evaluation else None,
        notes=tuple(_notes(subject, len(summaries))),
    )


def _figures(evaluation: Evaluation) -> Mapping[str, Measured]:
    from evals.figures import main_figures
    from evals.measured import measured

    return measured(main_figures(evaluation.fields), evaluation)


def _fields(evaluation: Evaluation) -> Iterator[FieldRow]:
    """Those that gold or the run fills anywhere."""
    from evals.figures import field_figures
    from evals.measured import outcome_sums

    figures = field_figures(evaluation.fields)
    for name, counts in outcome_sums(evaluation).items():
        if any(counts[:5]):
            value = figures[name].value(evaluation.documents)
            yield FieldRow(name, value, counts[:5], bool(evaluation.fields[name]["evidence"]))


def _shown(summaries: Iterable[Summary], *, judged: bool) -> Iterator[tuple[Filter, int]]:
    counts: Counter[str] = Counter()
    for each in summaries:
        counts.update({name: count for name, count in each.counts.items() if name != "failed"})
        counts["failed"] += each.failed
    for each_filter in FILTERS:
        if judged or not each_filter.of_gold:
            yield each_filter, counts[each_filter.name]


def _facts(subject: Subject, documents: int) -> Iterator[tuple[str, str]]:
    """Name and value, in the order of the page. Everything comes from files, and may be anything."""
    evaluation = subject.evaluation
    run: Mapping[str, Any] = subject.manifest or (evaluation.run if evaluation else {})
    yield "run", str(run.get("id", subject.name))
    yield "model", _named(run.get("model"), "endpoint")
    yield "prompt", _named(run.get("prompt"), "digest")
    yield "schema", _named(evaluation.schema if evaluation else run.get("schema"), "digest")
    if evaluation is not None:
        yield "gold", _named(evaluation.gold, "digest")
        yield "guideline", str(evaluation.gold.get("guideline", ""))
    yield "date", str(run.get("created", ""))
    yield "status", str(run.get("status", ""))
    yield "documents", f"{documents:,}"


def _named(about: Any, digest: str) -> str:
    """`name (digest 0123456789ab)`; of a local model's endpoint, the digest of its weights."""
    if not isinstance(about, Mapping):
        return ""
    name, told = str(about.get("name", "")), str(about.get(digest, ""))
    if digest == "endpoint":
        kind, _, told = told.partition(":")
        told = told if kind == "local" else ""
    return f"{name} (digest {told[:_DIGITS]})" if told else name


def _notes(subject: Subject, documents: int) -> Iterator[str]:
    if subject.evaluation is None:
        yield "This run has not been evaluated: its claims are shown as they were extracted."
    elif not subject.unjudged and (left := _documents_of(subject) - documents) > 0:
        yield f"Documents of the run without gold, which are left out: {left:,}; --all shows them too."
    if subject.manifest.get("status") not in (None, "finished"):
        yield "The run was not finished: documents may be absent."


def _documents_of(subject: Subject) -> int:
    """How many documents the run counts, 0 if it does not say."""
    totals = subject.manifest.get("totals")
    found = totals.get("documents") if isinstance(totals, Mapping) else None
    return found if isinstance(found, int) else 0
