"""What does a person read of an evaluation? Figures and their meaning, claims, fields, failures, the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from extract.cli.summary import PLAIN_WIDTH
from extract.cli.terminal import clean, say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from evals.gate.assessment import Assessment

NAMED = 10
_NOTE = "interval: where the figure may lie for other documents of this kind; –: nothing to tell it from"
_CLAIMS = ("claims", "in gold", "given", "right", "strict F1", "95 % interval")
_FIELDS = ("field", "F1", "correct", "partial", "incorrect", "missing", "spurious")
_COMPARED = 5
"""The first five of the outcomes are those that figures are made of."""


def show(assessment: Assessment, *, run: Path) -> None:
    """All tables, on stderr."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    say(_title(assessment))
    for table in _tables(assessment):
        console.print(table)
    for line in (*_failures(assessment, run), *_gate(assessment)):
        say(line)
    say(clean(f"evaluation: {run / 'evaluation.json'}"))


def _title(assessment: Assessment) -> str:
    run, gold = assessment.evaluation.run, assessment.evaluation.gold
    model, prompt = run.get("model", {}).get("name"), run.get("prompt", {}).get("name")
    count = len(assessment.evaluation.documents)
    return clean(f"run {run.get('id')}: {model}, prompt {prompt}, on the {count} documents of {gold['name']}")


def _tables(assessment: Assessment) -> Iterator[Table]:
    from evals.gate.assessment import number, span

    figures = [(n, number(m.value), span(m), m.meaning) for n, m in assessment.figures.items()]
    yield _table(("figure", "value", "95 % interval", "what it is"), figures, numbers=(1, 2), note=_NOTE)
    kinds = [(n, *_claims(assessment, n), number(m.value), span(m)) for n, m in assessment.kinds.items()]
    yield _table(_CLAIMS, kinds, numbers=range(1, 6))
    yield _table(_FIELDS, _fields(assessment), numbers=range(1, 7))


def _claims(assessment: Assessment, kind: str) -> tuple[str, str, str]:
    counts = [document.counts.claims.get(kind) for document in assessment.evaluation.documents]
    found = [each for each in counts if each is not None]
    sums = (sum(getattr(each, name) for each in found) for name in ("gold", "predicted", "strict"))
    gold, predicted, strict = (f"{total:g}" for total in sums)
    return gold, predicted, strict


def _fields(assessment: Assessment) -> Iterator[tuple[str, ...]]:
    """Those fields that gold or the run fills anywhere."""
    from evals.gate.assessment import number
    from evals.measured import outcome_sums

    for name, counts in outcome_sums(assessment.evaluation).items():
        if any(counts[:_COMPARED]):
            yield (name, number(assessment.fields[name].value), *map(str, counts[:_COMPARED]))


def _failures(assessment: Assessment, run: Path) -> Iterator[str]:
    failed = assessment.failed
    if failed:
        yield f"{assessment.failed_words}:"
        yield from (f"  {clean(each.document_id)}: {clean(each.why)}" for each in failed[:NAMED])
        if len(failed) > NAMED:
            yield f"  … and {len(failed) - NAMED} more"
        if any(each.usage for each in failed):
            yield f"  more: affidavit runs show {clean(run)} DOCUMENT"


def _gate(assessment: Assessment) -> Iterator[str]:
    for check in assessment.checks:
        yield clean(f"{check.verdict}: {check.name} ({check.message})")
    yield clean(assessment.headline)


def _table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int], note: str | None = None
) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    right = set(numbers)
    table = Table(header_style="bold", box=SIMPLE_HEAD, caption=note, caption_justify="left")
    for place, title in enumerate(header):
        table.add_column(title, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(text)) for text in row))
    return table
