"""What does a job's page show of an evaluation? A page of Markdown, as GitHub and GitLab render it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.gate.assessment import number, span
from evals.markdown import cell, table
from evals.measured import outcome_sums
from evals.score.cells import OUTCOMES

if TYPE_CHECKING:
    from evals.gate.assessment import Assessment

NAMED = 50
_COMPARED = OUTCOMES[:5]


def summary(assessment: Assessment) -> str:
    """The headline, the gate, the figures, the claims, the fields, and the documents that failed."""
    blocks = (
        [f"## affidavit eval: {assessment.verdict_words}", cell(assessment.headline)],
        _gate(assessment),
        _figures(assessment),
        _fields(assessment),
        _failed(assessment),
    )
    return "\n\n".join(paragraph for block in blocks for paragraph in block) + "\n"


def _gate(assessment: Assessment) -> Iterator[str]:
    if assessment.checks:
        rows = ((each.name, each.verdict, each.message) for each in assessment.checks)
        yield table(("gate", "verdict", "found"), rows)


def _figures(assessment: Assessment) -> Iterator[str]:
    for title, found in (("figure", assessment.figures), ("strict F1 of claims", assessment.kinds)):
        rows = [(name, number(m.value), span(m), m.meaning) for name, m in found.items()]
        if rows:
            yield table((title, "value", "95 % interval", "what it is"), rows, numbers=(1, 2))


def _fields(assessment: Assessment) -> Iterator[str]:
    rows = [
        (name, number(assessment.fields[name].value), *counts[: len(_COMPARED)])
        for name, counts in outcome_sums(assessment.evaluation).items()
        if any(counts[: len(_COMPARED)])
    ]
    if rows:
        shown = table(("field", "F1", *_COMPARED), rows, numbers=range(1, 7))
        yield f"<details><summary>Fields</summary>\n\n{shown}\n\n</details>"


def _failed(assessment: Assessment) -> Iterator[str]:
    failed = assessment.failed
    if failed:
        more = f"\n- and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
        lines = "\n".join(
            f"- {cell(each.document_id)}: {cell(each.why, width=200)}" for each in failed[:NAMED]
        )
        yield f"### {assessment.failed_words}\n\n{lines}{more}"
