"""Where an assessment goes: the run folder, the files that were asked for, and GitHub where it runs there."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.gate.files import append, check_writable, save

if TYPE_CHECKING:
    from evals.gate.assessment import Assessment

log = logging.getLogger("affidavit")
EVALUATION = "evaluation.json"


@dataclass(frozen=True)
class Reports:
    """The files that were asked for. With `as_json` standard output is for data alone."""

    junit: Path | None = None
    summary: Path | None = None
    baseline: Path | None = None
    as_json: bool = False

    def check(self) -> None:
        """Raises `UsageError` for a file that cannot be written: before anything is paid for."""
        for path in filter(None, (self.junit, self.summary, self.baseline)):
            check_writable(path)


def write_reports(assessment: Assessment, reports: Reports, *, run: Path, gold: Path) -> None:
    """Write them all, `evaluation.json` in the run folder first. Raises `UsageError` where one cannot be."""
    from evals.gate.junit import junit

    text = assessment.evaluation.to_json()
    save(run / EVALUATION, text)
    if reports.baseline is not None:
        _write_baseline(assessment, reports.baseline, text)
    if reports.junit is not None:
        save(reports.junit, junit(assessment))
    _write_summary(assessment, reports.summary)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _annotate(assessment, gold, as_json=reports.as_json)


def _write_baseline(assessment: Assessment, path: Path, text: str) -> None:
    """Not of a run that failed the gate, or in every document: what comes after it would pass."""
    all_failed = len(assessment.failed) == len(assessment.evaluation.documents)
    if assessment.verdict == "fail" or all_failed:
        why = assessment.failed_words if all_failed else assessment.verdict_words
        log.warning("%s: %s is not written, as a baseline is what later runs must reach", why, path)
        return
    if assessment.failed:
        log.warning("in the baseline %s", assessment.failed_words)
    save(path, text)


def _write_summary(assessment: Assessment, path: Path | None) -> None:
    from evals.gate.summary import summary

    job = os.environ.get("GITHUB_STEP_SUMMARY")
    if path is not None:
        save(path, summary(assessment))
    elif job:
        append(Path(job), summary(assessment))


def _annotate(assessment: Assessment, gold: Path, *, as_json: bool) -> None:
    from evals.gate.annotations import workflow_commands

    stream = sys.stderr if as_json else sys.stdout
    coding = stream.encoding or "utf-8"
    for line in workflow_commands(assessment, gold=gold):
        print(line.encode(coding, "backslashreplace").decode(coding), file=stream)
