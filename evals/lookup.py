"""Which evaluation does a path on the command line mean?"""

from __future__ import annotations

from pathlib import Path

from evals.evaluation import Evaluation, read_evaluation
from extract.errors import UsageError
from extract.run.folder import RunFolder

FILE = "evaluation.json"


def find_evaluation(
    path: Path, *, gold: Path | None = None, articles: Path | None = None, or_give: str = ", or give --gold"
) -> Evaluation:
    """The evaluation in that file, or of that run folder.

    With `gold` a run's results are evaluated anew, so that they are scored by today's rules; a file is read
    as it is. `articles`: those of the gold, if not where it says. `or_give`: how the hints of a command that
    evaluates by itself end. Raises `UsageError` for what is neither,
    and without gold for a run that nobody evaluated, or not since its results changed.
    """
    if path.is_file():
        return read_evaluation(path)
    if not path.is_dir():
        raise UsageError(f"there is no {path}", hint="name a run folder or the file of an evaluation")
    if gold is not None:
        return _evaluate(RunFolder(path), gold, articles)
    if (path / FILE).is_file():
        return _current(RunFolder(path), read_evaluation(path / FILE), or_give)
    RunFolder(path).read_manifest()  # a folder that is no run is another fault than one not yet evaluated
    raise UsageError(
        f"{path} has not been evaluated", hint=f"`affidavit eval {path} --gold DIR` does it{or_give}"
    )


def _current(run: RunFolder, found: Evaluation, or_give: str) -> Evaluation:
    """The evaluation, if it is of the results that stand there now: a resumed run has others."""
    if run.results.exists() and found.run.get("results") != run.results_digest():
        raise UsageError(
            f"the evaluation in {run.path} is older than its results",
            hint=f"`affidavit eval {run.path} --gold DIR` evaluates it again{or_give}",
        )
    return found


def _evaluate(run: RunFolder, gold: Path, articles: Path | None) -> Evaluation:
    from evals.labels.read import read_gold
    from evals.running import evaluate_run

    run.read_manifest()  # before the gold, which takes longer to read
    return evaluate_run(run, read_gold(gold, articles=articles))
