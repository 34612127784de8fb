"""`affidavit extract`: documents in, a run folder out."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.cli import options as opt

if TYPE_CHECKING:
    from extract.result import Result
    from extract.run.folder import Mode, RunFolder

OK, SOME_FAILED, BUDGET_STOP, INTERRUPTED = 0, 3, 5, 130


def extract(
    inputs: opt.Inputs,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Run folder. Default: runs/<time>.", show_default=False),
    ] = None,
    schema: opt.Schema = None,
    prompt: opt.PromptName = None,
    model: opt.Model = None,
    concurrency: opt.Concurrency = None,
    rpm: opt.Rpm = None,
    tpm: opt.Tpm = None,
    batch: opt.Batch = False,
    transport: Annotated[str | None, typer.Option(help="auto, openai or lean.")] = None,
    engine: Annotated[str | None, typer.Option(help="local, or ray for many machines.")] = None,
    ray_address: Annotated[str | None, typer.Option(help="A Ray cluster. Default: this machine.")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes (actors of Ray) that do the work.", min=1)
    ] = None,
    limit: opt.Limit = None,
    sample: opt.Sample = None,
    max_cost: Annotated[float | None, typer.Option(help="Most US dollars, calls in flight counted.")] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds that one call may take.")] = None,
    meta: opt.Meta = None,
    text_field: opt.TextField = "text",
    id_field: opt.IdField = "id",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in the folder.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Resume, and try failures again.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Put a new run in its place.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Only recorded answers; no call.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print run.json on stdout.")] = False,
) -> None:
    """Extract facts from documents into a run folder."""
    from extract.cli.logs import log_to_file, log_to_stderr
    from extract.documents import ReadOptions, read_documents
    from extract.documents.estimate import estimated_count
    from extract.errors import UsageError
    from extract.run.folder import open_folder
    from extract.run.selection import select
    from extract.run.setup import prepare
    from extract.settings import load_settings

    if overwrite and (resume or retry_failed):
        raise UsageError("--overwrite and --resume exclude each other", hint="give one of them")
    if output is None and (resume or retry_failed or overwrite):
        raise UsageError(
            "which run? --output is missing", hint="`affidavit runs ls` lists the runs there are"
        )
    flags = {
        "schema": schema,
        "prompt": prompt,
        "model": model,
        "concurrency": concurrency,
        "rpm": rpm,
        "tpm": tpm,
        "batch": batch or None,
        "transport": transport,
        "workers": workers,
        "engine": engine,
        "ray_address": ray_address,
        "max_cost": max_cost,
        "timeout": timeout,
        "offline": offline or None,
    }
    settings = load_settings(flags)
    log_to_stderr(logging.INFO)
    setup = prepare(settings)
    options = ReadOptions(text_field, id_field, meta, settings.max_bytes)
    documents = select(read_documents(inputs, options=options), limit=limit, sample=sample)
    total = _smallest(estimated_count(inputs, options=options), limit, sample)
    mode: Mode = "overwrite" if overwrite else "resume" if resume or retry_failed else "new"
    folder, lock = open_folder(output or _new_folder(), mode=mode, identity=setup.identity)
    try:
        log_to_file(folder.log, style=settings.log)
        manifest = _run(setup, folder, documents, inputs, total=total, redo_failed=retry_failed)
    finally:
        lock.release()
    _tell(manifest, folder, as_json=as_json)
    raise typer.Exit(_exit_code(manifest))


def _smallest(*counts: int | None) -> int | None:
    """What is expected: None where the inputs cannot be counted and nothing bounds them."""
    return min((count for count in counts if count is not None), default=None)


def _run(
    setup: Any,
    folder: RunFolder,
    documents: Iterator[Any],
    inputs: list[str],
    *,
    total: int | None,
    redo_failed: bool,
) -> Any:
    from extract.cli.progress import display
    from extract.run.session import carry_out

    with display(total) as shown:
        return carry_out(
            setup,
            folder,
            documents,
            inputs=inputs,
            display=shown,
            redo="failed" if redo_failed else "unfinished",
        )


def _new_folder() -> Path:
    return Path("runs") / f"{dt.datetime.now():%Y%m%d-%H%M%S}"


def _tell(manifest: dict[str, Any], folder: RunFolder, *, as_json: bool) -> None:
    from extract.cli.summary import show_documents, show_next, show_totals
    from extract.cli.terminal import emit

    with contextlib.closing(folder.read_results()) as results:
        show_documents(results, title=f"run {folder.id}", count=manifest["totals"]["documents"])
    show_totals(manifest, folder.path)
    with contextlib.closing(folder.read_results()) as results:
        show_next(manifest, folder.path, _failures(results, manifest))
    if as_json:
        emit(manifest)


def _failures(results: Iterator[Result], manifest: dict[str, Any]) -> Iterator[Result]:
    """Read only as far as there are any: the results may be a million."""
    outcomes = manifest["totals"]["outcomes"]
    failed = sum(outcomes.values()) - outcomes.get("ok", 0)
    return islice((each for each in results if each.outcome != "ok"), failed)


def _exit_code(manifest: dict[str, Any]) -> int:
    if manifest["status"] == "interrupted":
        return INTERRUPTED
    if manifest["status"] == "over_budget":
        return BUDGET_STOP
    outcomes = manifest["totals"]["outcomes"]
    return OK if set(outcomes) <= {"ok"} else SOME_FAILED
