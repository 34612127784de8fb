"""How a gold set's documents are extracted into a run folder, and how a run folder is evaluated.

Extraction is that of `affidavit extract`: same settings, same cache, same folder. Recordings (a file that
`affidavit cache export` wrote) stand in for the cache and for the model: nothing is called.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.recorded import cache_of, check_recorded
from extract.errors import AffidavitError, UsageError

if TYPE_CHECKING:
    from evals.evaluation import Evaluation
    from evals.labels.gold import GoldSet
    from extract.run.folder import RunFolder
    from extract.run.intake import Item
    from extract.run.setup import Setup

log = logging.getLogger("affidavit")
BUDGET_STOP, INTERRUPTED = 5, 130


class RunUnfinished(AffidavitError):
    """The run was stopped before its end, by Ctrl-C (exit code 130) or by its budget (5)."""

    def __init__(self, message: str, *, hint: str, exit_code: int) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = exit_code


def extract_gold(
    gold: GoldSet,
    *,
    flags: Mapping[str, Any],
    folder: Path,
    articles: Path | None = None,
    recordings: Path | None = None,
    overwrite: bool = False,
) -> RunFolder:
    """The run of the gold's documents in `folder`: begun, or gone on with where it is there already.

    `flags` are those of `load_settings`; the schema is gold's unless they name one. Going on tries failures
    again. Replays (offline, recordings) are free and made anew each time, so that
    they show the code as it is. Raises `UsageError`, among them `StaleRecordings`, and `RunUnfinished`.
    """
    with _settings_flags(gold, flags, recordings) as given:
        from extract.run.setup import prepare
        from extract.settings import load_settings

        setup = prepare(load_settings(given))
        source = articles_of(gold, articles)
        run = run_documents(
            setup,
            folder,
            _documents(gold, source, setup.settings.max_bytes),
            count=len(gold.documents),
            inputs=[str(source)],
            overwrite=overwrite or (setup.settings.offline and _is_same_run(folder, setup)),
        )
    if setup.settings.offline:
        with closing(run.read_results()) as results:
            check_recorded(results)
    return run


def check_replaceable(path: Path) -> None:
    """Raises `UsageError` for a folder whose run asked the model: a replay must not take its place."""
    from extract.run.folder import RunFolder

    folder = RunFolder(path)
    if folder.manifest.exists() and folder.read_manifest().get("totals", {}).get("calls"):
        raise UsageError(
            f"{path} holds a run that asked the model, and a replay would take its place",
            hint="name another folder with --output, or --overwrite if it may",
        )


def run_name(gold: GoldSet, flags: Mapping[str, Any]) -> str:
    """The name of the run of this gold with these settings: the same command goes on with the same run."""
    import hashlib
    import json

    from extract.run.setup import prepare
    from extract.settings import load_settings

    setup = prepare(load_settings({"schema": gold.schema_name, **_given(flags)}))
    text = json.dumps([gold.digest, dict(setup.identity)], sort_keys=True)
    return f"eval-{gold.path.resolve().name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def evaluate_run(run: RunFolder, gold: GoldSet) -> Evaluation:
    """The evaluation of a run folder. Raises `UsageError` for no run, or for one with another schema."""
    from evals.evaluate import evaluate
    from evals.evaluation import ABSENT

    manifest = run.read_manifest()
    try:
        about = {name: manifest[name] for name in ("id", "created", "status", "model", "prompt")}
        about["results"] = run.results_digest()
        digest = manifest["schema"]["digest"]
    except (KeyError, TypeError) as error:
        raise UsageError(f"{run.manifest} is not a run's manifest", hint="look into the file") from error
    with closing(run.read_results()) as results:
        found = evaluate(gold, results, run=about, schema_digest=digest)
    if all(document.outcome == ABSENT for document in found.documents):
        raise UsageError(
            f"{run.path} has none of the documents of {gold.path}",
            hint="name the gold of these documents, or the run of that gold",
        )
    if manifest["status"] != "finished":
        log.warning(
            "%s is not finished (%s): documents that it lacks score zero", run.path, manifest["status"]
        )
    return found


def articles_of(gold: GoldSet, articles: Path | None = None) -> Path:
    """Where the gold's documents are read from. Raises `UsageError` where neither says."""
    found = articles or gold.articles
    if found is None:
        raise UsageError(f"{gold.path} does not say where its articles are", hint="name them with --articles")
    return found


@contextmanager
def _settings_flags(
    gold: GoldSet, flags: Mapping[str, Any], recordings: Path | None
) -> Iterator[Mapping[str, Any]]:
    given = {"schema": gold.schema_name, **_given(flags)}
    if recordings is None:
        yield given
        return
    with cache_of(recordings) as cache:
        yield {**given, "cache_dir": cache, "offline": True}


def _given(flags: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flags.items() if value is not None}


def run_documents(
    setup: Setup,
    path: Path,
    documents: Iterator[Item],
    *,
    count: int,
    inputs: Sequence[str],
    overwrite: bool = False,
) -> RunFolder:
    """A run over these documents in the folder `path`: begun, gone on with, or in place of what is there.

    Raises `RunUnfinished`, and `RunFolderError` for a folder with another run.
    """
    from extract.cli.logs import log_to_file, stop_log
    from extract.cli.progress import display
    from extract.run.folder import open_folder
    from extract.run.session import carry_out

    folder, lock = open_folder(path, mode="overwrite" if overwrite else "resume", identity=setup.identity)
    logged = log_to_file(folder.log, style=setup.settings.log)
    if folder.manifest.exists() and folder.read_manifest().get("status") == "finished":
        log.info("%s is finished: only documents that failed are asked about; --overwrite begins anew", path)
    try:
        with display(count) as shown:
            manifest = carry_out(setup, folder, documents, inputs=inputs, display=shown, redo="failed")
    finally:
        stop_log(logged)
        lock.release()
    _check_finished(manifest, folder)
    return folder


def _documents(gold: GoldSet, articles: Path, max_bytes: int) -> Iterator[Item]:
    from extract.documents import ReadOptions, read_documents

    wanted = {document.document_id for document in gold.documents}
    items = read_documents([str(articles)], options=ReadOptions(max_bytes=max_bytes))
    return (item for item in items if item.id in wanted)


def _is_same_run(path: Path, setup: Setup) -> bool:
    from extract.run.folder import RunFolder

    folder = RunFolder(path)
    return folder.manifest.exists() and folder.read_manifest().get("identity") == dict(setup.identity)


def _check_finished(manifest: Mapping[str, Any], run: RunFolder) -> None:
    if manifest["status"] == "interrupted":
        raise RunUnfinished(
            f"interrupted: {run.path} holds what was finished",
            hint="the same command goes on with it",
            exit_code=INTERRUPTED,
        )
    if manifest["status"] == "over_budget":
        raise RunUnfinished(
            f"the budget is spent: {run.path} holds what was finished",
            hint="the same command with a larger --max-cost goes on with it",
            exit_code=BUDGET_STOP,
        )
