"""What is reported on? A run, judged or not, or an evaluation without its run; document by document."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.evaluation import ABSENT
from evals.lookup import FILE, find_evaluation
from extract.errors import UsageError
from extract.run.folder import RunFolder

if TYPE_CHECKING:
    from evals.evaluation import EvaluatedDocument, Evaluation
    from evals.labels.gold import GoldDocument, GoldSet
    from extract.result import Result


@dataclass(frozen=True)
class Entry:
    """One document: what the run has of it, how that was judged, and its gold; None for what there is not."""

    document_id: str
    result: Result | None = None
    judged: EvaluatedDocument | None = None
    gold: GoldDocument | None = None

    @property
    def outcome(self) -> str:
        if self.judged is not None:
            return self.judged.outcome
        return self.result.outcome if self.result is not None else ABSENT


@dataclass(frozen=True)
class Subject:
    """`folder` and `manifest` are the run's, if there is one. `unjudged`: show documents without gold too."""

    name: str
    folder: RunFolder | None = None
    manifest: Mapping[str, Any] = field(default_factory=dict)
    evaluation: Evaluation | None = None
    gold: GoldSet | None = None
    unjudged: bool = False

    def entries(self) -> Iterator[Entry]:
        """In the run's order; then those of the gold that the run does not have."""
        labels = {each.document_id: each for each in self.gold.documents} if self.gold else {}
        waiting = {each.document_id: each for each in self.evaluation.documents} if self.evaluation else {}
        shows_all = self.unjudged or self.evaluation is None
        with closing(self._results()) as results:
            for result in results:
                name = result.document_id
                judged = waiting.pop(name, None)
                if judged is not None or shows_all:
                    yield Entry(name, result, judged, labels.get(name))
        for name, judged in waiting.items():
            yield Entry(name, None, judged, labels.get(name))

    def _results(self) -> Generator[Result, None, None]:
        if self.folder is not None:
            yield from self.folder.read_results()


def open_subject(
    path: Path, *, gold: Path | None = None, articles: Path | None = None, unjudged: bool = False
) -> Subject:
    """The run folder or evaluation file at `path`. With `gold` a run is judged anew.

    Raises `UsageError` for what is neither, and where the evaluation is not of these results or this gold.
    """
    from evals.labels.read import read_gold

    folder = RunFolder(path) if path.is_dir() else None
    manifest = folder.read_manifest() if folder is not None else {}
    labels = read_gold(gold, articles=articles) if gold is not None else None
    evaluation = _evaluation(path, folder, labels)
    if evaluation is not None:
        _check(path, evaluation, labels)
    return Subject(
        name=folder.id if folder is not None else path.name,
        folder=folder,
        manifest=manifest,
        evaluation=evaluation,
        gold=labels,
        unjudged=unjudged,
    )


def _evaluation(path: Path, folder: RunFolder | None, labels: GoldSet | None) -> Evaluation | None:
    if folder is not None and labels is not None:
        from evals.running import evaluate_run

        return evaluate_run(folder, labels)
    if folder is not None and not (path / FILE).is_file():
        return None
    return find_evaluation(path)


def _check(path: Path, evaluation: Evaluation, labels: GoldSet | None) -> None:
    if labels is not None and evaluation.gold.get("digest") != labels.digest:
        raise UsageError(
            f"{path} was not evaluated against {labels.path} as it is now",
            hint="leave out --gold, or evaluate the run again and report on its folder",
        )
