"""What all reports of an evaluation tell: its figures with intervals, and whether it meets what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.evaluation import EvaluatedDocument, Evaluation
from evals.figures import field_figures, kind_figures, main_figures
from evals.gate.checks import Check, Verdict, check, verdict_of
from evals.gate.thresholds import Threshold
from evals.measured import Measured, measured, outcome_sums
from evals.score.cells import OUTCOMES

_WORDS: Mapping[Verdict | None, str] = {
    "pass": "gate passed",
    "fail": "gate failed",
    "inconclusive": "gate inconclusive",
    None: "no gate asked for",
}


@dataclass(frozen=True)
class Assessment:
    """An evaluation as it is reported. `metric` names the figure that stands for the whole."""

    evaluation: Evaluation
    metric: str
    figures: Mapping[str, Measured]
    kinds: Mapping[str, Measured]
    fields: Mapping[str, Measured]
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict | None:
        return verdict_of(self.checks)

    @property
    def verdict_words(self) -> str:
        return _WORDS[self.verdict]

    @property
    def failed(self) -> tuple[EvaluatedDocument, ...]:
        """The documents that gave no extraction: each scores zero."""
        return tuple(document for document in self.evaluation.documents if document.outcome != "ok")

    @property
    def failed_words(self) -> str:
        count = len(self.failed)
        return (
            "1 document failed and scores zero" if count == 1 else f"{count} documents failed and score zero"
        )

    @property
    def headline(self) -> str:
        """`F1 .81 (95 % interval .7 to .9) on seeds: 5 documents; gate passed`."""
        found = {**self.kinds, **self.fields, **self.figures}[self.metric]
        count, failed = len(self.evaluation.documents), len(self.failed)
        documents = f"{count} document{'' if count == 1 else 's'}" + (f", {failed} failed" if failed else "")
        told = f"{self.metric} {number(found.value)}{in_brackets(found)}"
        return f"{told} on {self.evaluation.gold['name']}: {documents}; {self.verdict_words}"

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON data; `outcomes` are the names of the numbers of `cells`."""
        sections = {"figures": self.figures, "kinds": self.kinds, "fields": self.fields}
        return {
            "evaluation": asdict(self.evaluation),
            **{title: {name: m.to_dict() for name, m in rows.items()} for title, rows in sections.items()},
            "outcomes": OUTCOMES,
            "cells": outcome_sums(self.evaluation),
            "failed": [{"document_id": each.document_id, "outcome": each.outcome} for each in self.failed],
            "gate": {"verdict": self.verdict, "checks": [asdict(each) for each in self.checks]},
        }


def assess(
    evaluation: Evaluation, asked: Sequence[Threshold], baseline: Evaluation | None, *, metric: str = "F1"
) -> Assessment:
    """Measure the figures and hold them against what is asked."""
    fields = evaluation.fields
    return Assessment(
        evaluation,
        metric,
        measured(main_figures(fields), evaluation),
        measured(kind_figures(evaluation), evaluation),
        measured(field_figures(fields), evaluation, intervals=False),
        check(evaluation, asked, baseline),
    )


def number(value: float | None) -> str:
    """A figure for a reader; a dash where there was nothing to measure."""
    return "–" if value is None else f"{value:.3f}"


def span(found: Measured) -> str:
    """`0.702–0.911`, a dash where too few documents tell."""
    return f"{found.interval.low:.3f}–{found.interval.high:.3f}" if found.interval else "–"


def in_brackets(found: Measured) -> str:
    return f" (95 % interval {span(found)})" if found.interval else ""
