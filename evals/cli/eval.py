"""`affidavit eval`: how good is a run, or what a model and a prompt would give, and does it pass the gate?"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from evals.labels.gold import GoldSet
    from extract.run.folder import RunFolder


def evaluate(
    gold: Annotated[Path, typer.Option(help="Folder of gold.", show_default=False)],
    run: Annotated[
        Path | None, typer.Argument(help="A finished run. Without it, --model.", show_default=False)
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Extract first, with this: openai/NAME, URL#NAME or local/NAME.")
    ] = None,
    prompt: Annotated[str | None, typer.Option(help="Prompt name or .md file.")] = None,
    schema: Annotated[str | None, typer.Option(help="Default: the gold's.", show_default=False)] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Run folder. Default: runs/eval-….", show_default=False),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option("--articles", "--documents", help="The gold's articles, if not where it says."),
    ] = None,
    concurrency: Annotated[int | None, typer.Option(help="Calls at once.")] = None,
    max_cost: Annotated[
        float | None, typer.Option(help="Begin no document after so many US dollars.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Put a new run in its place.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Only recorded answers; no call.")] = False,
    recordings: Annotated[
        Path | None, typer.Option(help="Replay the answers of this file (cache export); no call.")
    ] = None,
    metric: Annotated[
        str, typer.Option(help="The figure of the headline, and of bounds without a name.")
    ] = "F1",
    baseline: Annotated[
        Path | None, typer.Option(help="Run folder or evaluation to compare with: fails on a drop.")
    ] = None,
    max_drop: Annotated[
        list[str] | None, typer.Option(help="[NAME=]VALUE: how far a figure may drop. Default: .02.")
    ] = None,
    fail_under: Annotated[
        list[str] | None, typer.Option(help="[NAME=]VALUE: the least a figure or field may be.")
    ] = None,
    fail_over: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE: the most a rate of errors may be.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML.")] = None,
    summary: Annotated[
        Path | None, typer.Option(help="Write Markdown. Default: GITHUB_STEP_SUMMARY, if set.")
    ] = None,
    write_baseline: Annotated[Path | None, typer.Option(help="Keep the evaluation as a baseline.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it on stdout.")] = False,
) -> None:
    """Score a run against gold, or extract the gold's documents first; optionally pass or fail.

    Exit codes: 0 ok, 2 wrong use, 3 documents failed, 4 gate failed, 5 budget spent, 6 gate inconclusive,
    130 interrupted.
    """
    from evals.cli.show import show
    from evals.gate.ask import Asked, gate_of
    from evals.gate.assessment import assess
    from evals.gate.checks import exit_code
    from evals.gate.reports import Reports, write_reports
    from evals.labels.read import read_gold
    from evals.running import evaluate_run
    from extract.cli.logs import log_to_stderr
    from extract.cli.terminal import emit

    log_to_stderr(logging.INFO)
    flags = {"model": model, "prompt": prompt, "concurrency": concurrency, "max_cost": max_cost}
    replay = {"offline": offline or None, "recordings": recordings}
    _check_one_way(run, {**flags, **replay, "output": output, "overwrite": overwrite or None})
    reports = Reports(junit, summary, write_baseline, as_json)
    reports.check()
    labels = read_gold(gold, articles=articles, schema=schema)
    asked = Asked(baseline, max_drop or (), fail_under or (), fail_over or (), metric)
    gate = gate_of(labels, asked)
    given = {**flags, "schema": schema, "offline": replay["offline"]}
    folder = _finished(run) or _extracted(labels, given, output, articles, recordings, overwrite=overwrite)
    assessment = assess(evaluate_run(folder, labels), gate.thresholds, gate.baseline, metric=metric)
    show(assessment, run=folder.path)
    write_reports(assessment, reports, run=folder.path, gold=gold)
    if as_json:
        emit({"run": str(folder.path), **assessment.to_dict()})
    raise typer.Exit(exit_code(assessment.checks, failed_documents=len(assessment.failed)))


def _check_one_way(run: Path | None, extraction: Mapping[str, Any]) -> None:
    """A finished run, or the options of a new one."""
    from extract.errors import UsageError

    given = [f"--{name.replace('_', '-')}" for name, value in extraction.items() if value is not None]
    if run is not None and given:
        raise UsageError(
            f"{', '.join(given)}: {run} is a finished run, nothing is extracted",
            hint="leave out RUN to extract anew, or the options to evaluate it",
        )
    if run is None and extraction["model"] is None:
        raise UsageError("what is to be evaluated?", hint="name a run folder, or a --model to extract with")


def _finished(run: Path | None) -> RunFolder | None:
    from extract.run.folder import RunFolder

    return None if run is None else RunFolder(run)


def _extracted(
    gold: GoldSet,
    flags: Mapping[str, Any],
    output: Path | None,
    articles: Path | None,
    recordings: Path | None,
    *,
    overwrite: bool,
) -> RunFolder:
    from evals.running import check_replaceable, extract_gold, run_name

    replays = recordings is not None or bool(flags["offline"])
    folder = output or Path("runs") / (run_name(gold, flags) + ("-replay" if replays else ""))
    if replays and not overwrite:
        check_replaceable(folder)
    return extract_gold(
        gold, flags=flags, folder=folder, articles=articles, recordings=recordings, overwrite=overwrite
    )
