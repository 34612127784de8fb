"""What does GitHub show beside the changed files? Workflow commands, a line each, on the job's output.

Their form and escapes: GitHub Docs, Workflow commands for GitHub Actions; a step shows ten of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from evals.labels.files import file_name
from extract.cli.terminal import clean

if TYPE_CHECKING:
    from evals.gate.assessment import Assessment

SHOWN = 9
Level = Literal["error", "warning", "notice"]


def workflow_commands(assessment: Assessment, *, gold: PurePath) -> Iterator[str]:
    """An error a failed check, a warning an inconclusive one or a failed document, a notice the headline.

    `gold` is the folder of the labels: a document's annotation stands at its gold file.
    """
    for check in assessment.checks:
        if check.verdict != "pass":
            level: Level = "error" if check.verdict == "fail" else "warning"
            yield annotation(level, check.message, title=f"{check.name}: {check.verdict}")
    failed = assessment.failed
    for document in islice(failed, SHOWN):
        message = f"{document.document_id} scores zero: {document.why}"
        yield annotation("warning", message, title="document failed", file=_file(gold, document.document_id))
    if len(failed) > SHOWN:
        yield annotation("warning", f"{len(failed) - SHOWN} more documents failed", title="documents failed")
    yield annotation("notice", assessment.headline, title="affidavit eval")


def annotation(level: Level, message: str, *, title: str, file: str = "") -> str:
    """One workflow command: properties have their colons and commas escaped too."""
    named = {"file": file, "title": title}
    properties = ",".join(f"{name}={_property(text)}" for name, text in named.items() if text)
    return f"::{level} {properties}::{_data(message)}"


def _file(gold: PurePath, document_id: str) -> str:
    """Relative to the repository, which is where the step runs; a folder outside it has no place in it."""
    return "" if gold.is_absolute() else str(gold / file_name(document_id))


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
