"""`affidavit experiment`: which prompt with which model is best, at what cost, and can that be shown?"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from evals.experiments.running import Experiment, VariantRun
    from evals.experiments.table import Row, Table
    from evals.figures import Figure
    from evals.labels.gold import GoldSet

OK, SOME_FAILED, BUDGET_STOP, INTERRUPTED = 0, 3, 5, 130
_LISTS = ("--prompts", "--models")


class _Lists(TyperCommand):
    """Takes `--models A B` and a glob that the shell has expanded as well as `--models A --models B`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(spread(args)))


def spread(arguments: Sequence[str]) -> Iterator[str]:
    """Each value of a list option with the option's name before it. The command has no other free words."""
    option, taken = "", False
    for argument in arguments:
        if argument.startswith("-"):
            option = next((name for name in _LISTS if argument.partition("=")[0] == name), "")
            taken = "=" in argument
        elif option and taken:
            yield option
        else:
            taken = True
        yield argument


experiment = typer.Typer(add_completion=False, rich_markup_mode=None)


@experiment.command("experiment", cls=_Lists)
def run_experiment(
    prompts: Annotated[
        list[str], typer.Option(help="Names, .md files, folders or globs.", show_default=False)
    ],
    models: Annotated[
        list[str],
        typer.Option(
            help="openai/NAME, URL#NAME or local/NAME; several, also by commas.", show_default=False
        ),
    ],
    gold: Annotated[Path, typer.Option(help="Folder of gold.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="Folder of the experiment; the same goes on.", show_default=False
        ),
    ],
    choose_on: Annotated[
        Path | None,
        typer.Option(help="Choose the best on this gold; --gold then reports on it and the first."),
    ] = None,
    propose: Annotated[
        int, typer.Option(min=0, help="With --choose-on: so many prompts are proposed from what goes wrong.")
    ] = 0,
    proposer: Annotated[
        str | None, typer.Option(help="The model that proposes. Default: the one of --models.")
    ] = None,
    schema: Annotated[str | None, typer.Option(help="Default: the gold's.", show_default=False)] = None,
    articles: Annotated[
        Path | None,
        typer.Option("--articles", "--documents", help="The gold's articles, if not where it says."),
    ] = None,
    metric: Annotated[str, typer.Option(help="The score: F1, precision, recall, strict, macro …")] = "F1",
    concurrency: Annotated[int | None, typer.Option(help="Calls at once.")] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds that one call may take.")] = None,
    max_cost: Annotated[float | None, typer.Option(help="US dollars for the whole, begun or not.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Only recorded answers; no call.")] = False,
    recordings: Annotated[
        Path | None, typer.Option(help="Replay the answers of this file (cache export); no call.")
    ] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the table as Markdown here too.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the table as a page here too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table on stdout.")] = False,
) -> None:
    """Run every prompt with every model on the gold's documents, and compare them in one table.

    With --choose-on, all of it is run on that gold first; only the best and the first are then run on --gold,
    since the best of many is flattered by the documents that it was chosen on. With --propose a model reads
    what is wrong there and proposes other words for one part of a prompt at a time, which are tried as well.

    The same command goes on where it was stopped.
    Exit codes: 0 ok, 3 a row or a document failed, 5 budget spent.
    """
    from evals.experiments.folder import opened
    from evals.experiments.running import Experiment
    from evals.experiments.shown import show
    from evals.experiments.variants import find_models, find_prompts, matrix
    from evals.labels.read import read_gold
    from extract.cli.terminal import emit
    from extract.errors import UsageError
    from extract.settings import load_settings

    flags = {"schema": schema, "concurrency": concurrency, "timeout": timeout, "offline": offline or None}
    settings = load_settings({**flags, "max_cost": max_cost})
    labels = read_gold(gold, articles=articles, schema=schema)
    figure = _figure(metric, labels)
    variants = matrix(
        find_prompts(prompts, folder=settings.prompts_dir),
        find_models(models, openai_base_url=settings.openai_base_url),
    )
    if propose and choose_on is None:
        raise UsageError("what is proposed has to be chosen on other documents", hint="give --choose-on")
    if not variants:
        raise UsageError("no model is named", hint="--models openai/NAME, URL#NAME or local/NAME")
    planned = Experiment(variants, labels, output, flags, settings.max_cost, articles, recordings)
    with opened(output):
        if choose_on is None:
            table = _carried_out(planned, figure)
        else:
            asked = proposer or variants[0].model
            table = _chosen(planned, figure, choose_on, rounds=propose, proposer=asked)
        _write(table, output, markdown=markdown, html=html)
    show(table)
    if as_json:
        emit(table.to_dict())
    raise typer.Exit(exit_code(table.rows))


def exit_code(rows: Sequence[Row]) -> int:
    found = {row.status for row in rows}
    if "interrupted" in found:
        return INTERRUPTED
    if "over_budget" in found:
        return BUDGET_STOP
    return OK if found == {"finished"} and not any(row.failed for row in rows) else SOME_FAILED


def _figure(name: str, gold: GoldSet) -> Figure:
    from evals.figures import main_figures
    from evals.score.plan import plan_of, scored_fields
    from extract.errors import UsageError

    figures = main_figures(scored_fields(plan_of(gold.schema)))
    if name not in figures:
        raise UsageError(f"no figure {name!r}", hint=f"--metric is one of {', '.join(figures)}")
    return figures[name]


def _carried_out(planned: Experiment, figure: Figure, *, chosen: str = "") -> Table:
    """`experiment.json` says from the start what the matrix is, and from the end what came of it."""
    from evals.experiments.folder import write_experiment
    from evals.experiments.running import VariantRun, run_all
    from evals.experiments.table import table_of

    runs: list[VariantRun] = [VariantRun(variant, "not_run") for variant in planned.variants]
    write_experiment(planned.folder, table_of(runs, planned.gold, figure).to_dict())
    runs = list(run_all(planned, tell=_tell))
    table = table_of(runs, planned.gold, figure, chosen=chosen)
    write_experiment(planned.folder, table.to_dict())
    return table


def _chosen(
    planned: Experiment, figure: Figure, choose_on: Path, *, rounds: int = 0, proposer: str = ""
) -> Table:
    """All variants on one gold set, the best and the first on the other; one budget for both."""
    import dataclasses

    from evals.experiments import choosing
    from evals.experiments.folder import write_experiment
    from evals.experiments.running import spent
    from evals.labels.read import read_gold

    labels = read_gold(choose_on, schema=planned.gold.schema_name)
    choosing.check_apart(labels, planned.gold)
    folder = planned.folder / choosing.FOLDER
    folder.mkdir(exist_ok=True)
    first = dataclasses.replace(planned, gold=labels, folder=folder, articles=None)
    if rounds:
        from evals.experiments import proposing

        proposing.check(first)
        first = proposing.Search(first, figure, proposer, _tell).go(rounds)
    table = _carried_out(first, figure)
    stopped = exit_code(table.rows)
    write_experiment(planned.folder, table.to_dict())
    if stopped in (INTERRUPTED, BUDGET_STOP):
        return table
    choice = choosing.chosen(table, first.variants, figure)
    _tell(str(choice))
    left = None if planned.max_cost is None else max(0.0, planned.max_cost - spent(first))
    second = dataclasses.replace(planned, variants=choice.reported(first.variants), max_cost=left)
    return _carried_out(second, figure, chosen=str(choice))


def _tell(line: str) -> None:
    """A line of progress. What is logged from here on does not belong into the log of the variant before."""
    from extract.cli.logs import close_logs, log_to_stderr
    from extract.cli.terminal import clean, say

    close_logs()
    log_to_stderr(logging.INFO)
    say(clean(line))


def _write(table: Table, folder: Path, *, markdown: Path | None, html: Path | None) -> None:
    from evals.experiments.shown import as_markdown, as_page
    from extract.run.export import replacing

    files = {folder / "experiment.md": as_markdown, folder / "experiment.html": as_page}
    files |= {path: render for path, render in ((markdown, as_markdown), (html, as_page)) if path is not None}
    for path, render in files.items():
        with replacing(path, encoding="utf-8") as file:
            file.write(render(table))
