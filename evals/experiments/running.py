"""How are the variants of an experiment run, one after the other, and taken up where they stopped?

Each has a run folder of its own, made as by `affidavit eval`; all share the cache of answers and one budget.
A variant that fails says why and does not stop the others; Ctrl-C and a spent budget do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evals.experiments.variants import Variant
from evals.lookup import FILE as EVALUATION
from evals.running import BUDGET_STOP, INTERRUPTED, RunUnfinished, evaluate_run, extract_gold
from extract.errors import AffidavitError, RunFolderError
from extract.run.export import replacing
from extract.run.folder import RunFolder

if TYPE_CHECKING:
    from evals.evaluation import Evaluation
    from evals.labels.gold import GoldSet
    from extract.result import Result

Status = Literal["finished", "failed", "interrupted", "over_budget", "not_run"]
_STOPPED: Mapping[int, Status] = {INTERRUPTED: "interrupted", BUDGET_STOP: "over_budget"}
_UNANSWERED = {"api_error", "timeout", "unreadable", "cancelled", "over_budget"}
"""Outcomes that say nothing of the model: it was not asked, or it could not be reached."""
_GO_ON = {
    "interrupted": "the same command goes on with it",
    "over_budget": "the same command with a larger --max-cost goes on with it",
}

PROPOSED, ASKED = "proposed", "asked"
"""In an experiment's folder, `proposed/<round>/asked` is the run in which a prompt was proposed."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Experiment:
    """All that is to be run. `flags` are those of `load_settings`, without prompt, model and budget.

    `max_cost` is the budget of the whole, in US dollars.
    """

    variants: Sequence[Variant]
    gold: GoldSet
    folder: Path
    flags: Mapping[str, Any]
    max_cost: float | None = None
    articles: Path | None = None
    recordings: Path | None = None


@dataclass(frozen=True)
class VariantRun:
    """What came of a variant. `error` is one line: why it has no score, or why some documents failed."""

    variant: Variant
    status: Status
    evaluation: Evaluation | None = None
    error: str = ""
    hint: str = ""


def run_all(experiment: Experiment, *, tell: Tell, without: Collection[Variant] = ()) -> Iterator[VariantRun]:
    """Every variant's run, in order, as it ends; after Ctrl-C the rest is `not_run`. `tell` hears of each.

    Those `without` were run before: they only count in the budget.
    """
    interrupted = False
    for number, variant in enumerate(experiment.variants, start=1):
        if variant in without:
            continue
        if interrupted:
            yield VariantRun(
                variant, "not_run", error="interrupted before it began", hint=_GO_ON["interrupted"]
            )
            continue
        tell(f"[{number} of {len(experiment.variants)}] {variant}")
        run = _run(experiment, variant, tell=tell)
        interrupted = run.status == "interrupted"
        yield run


def _run(experiment: Experiment, variant: Variant, *, tell: Tell) -> VariantRun:
    try:
        folder = _extracted(experiment, variant, tell=tell)
        evaluation = evaluate_run(folder, experiment.gold)
        with replacing(folder.path / EVALUATION, encoding="utf-8") as file:
            file.write(evaluation.to_json())
        return _judged(variant, folder, evaluation)
    except RunUnfinished as stop:
        status = _STOPPED[stop.exit_code]
        return VariantRun(variant, status, error=str(stop), hint=_GO_ON[status])
    except AffidavitError as error:
        return VariantRun(variant, "failed", error=str(error), hint=error.hint)


def _extracted(experiment: Experiment, variant: Variant, *, tell: Tell) -> RunFolder:
    """Gone on with where it can be; where schema, prompt, model or documents have changed, made anew."""
    folder = RunFolder(experiment.folder / variant.folder)
    left = _budget_left(experiment, variant)
    if left == 0 and not _is_finished(folder):
        raise _spent()
    options: dict[str, Any] = {
        "flags": {**experiment.flags, "prompt": variant.prompt, "model": variant.model, "max_cost": left},
        "folder": folder.path,
        "articles": experiment.articles,
        "recordings": experiment.recordings,
    }
    with suppress(OSError):  # it must not stand beside another run; what is wrong with the folder shows below
        (folder.path / EVALUATION).unlink(missing_ok=True)
    try:
        return extract_gold(experiment.gold, **options)
    except RunFolderError as error:
        if not folder.manifest.exists():
            raise
        if left == 0:
            raise _spent() from error
        tell(f"run anew: {error}")
    return extract_gold(experiment.gold, **options, overwrite=True)


def _spent() -> RunUnfinished:
    return RunUnfinished("the budget was spent before it began", hint="", exit_code=BUDGET_STOP)


def _budget_left(experiment: Experiment, variant: Variant) -> float | None:
    """What the other variants have left of the budget; a run sees to its own cost."""
    if experiment.max_cost is None:
        return None
    return max(0.0, experiment.max_cost - spent(experiment, without=variant))


def spent(experiment: Experiment, *, without: Variant | None = None) -> float:
    """What the variants' runs, and the proposals, have cost so far, in US dollars; what is not priced counts
    nothing."""
    others = [RunFolder(experiment.folder / each.folder) for each in experiment.variants if each != without]
    others += [RunFolder(path.parent) for path in experiment.folder.glob(f"{PROPOSED}/*/{ASKED}/run.json")]
    return sum(folder.read_manifest().get("cost_usd") or 0.0 for folder in others if folder.manifest.exists())


def _is_finished(folder: RunFolder) -> bool:
    return folder.manifest.exists() and folder.read_manifest().get("status") == "finished"


def _judged(variant: Variant, folder: RunFolder, evaluation: Evaluation) -> VariantRun:
    """Failed where no document got an answer: that a server was away is not the model's score."""
    with closing(folder.read_results()) as results:
        failures = [result for result in results if result.outcome != "ok"]
    told, hint = _why(failures)
    reached = {document.outcome for document in evaluation.documents} - _UNANSWERED - {"absent"}
    return VariantRun(variant, "finished" if reached else "failed", evaluation, told, hint)


def _why(failures: Sequence[Result]) -> tuple[str, str]:
    """The most frequent reason, and what to do about it."""
    reasons = Counter((result.outcome, result.error, result.hint) for result in failures)
    for (outcome, error, hint), count in reasons.most_common(1):
        rest = f" (and {len(failures) - count} for other reasons)" if count < len(failures) else ""
        return f"{count} × {outcome}: {error}{rest}", hint
    return "", ""
