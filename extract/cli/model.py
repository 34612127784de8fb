"""`affidavit model`: which local models there are, fetch one, remove one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.cli.terminal import clean, emit, say, size

if TYPE_CHECKING:
    from extract.local.fetch import Progress
    from extract.local.shelf import Held

app = typer.Typer(help="The models that run on this machine: look, fetch, remove.", no_args_is_help=True)

PLAIN_SECONDS = 5.0
AsJson = Annotated[bool, typer.Option("--json", help="Print data only, as JSON.")]
Name = Annotated[str, typer.Argument(help="A name that `affidavit model ls` shows.")]


@app.command()
def ls(as_json: AsJson = False) -> None:
    """List the models that are known: size, licence, whether they are on this machine and verified."""
    from extract.local.shelf import shelf

    found = list(shelf(_folder()))
    if as_json:
        return emit([asdict(each) for each in found])
    for each in found:
        typer.echo(f"local/{each.name:<20} {size(each.size):>8}  {each.licence:<11} {_state(each)}")
        typer.echo(f"    {each.title}")
        typer.echo(f"    {clean(each.path)}")
    return None


@app.command()
def pull(
    name: Name,
    verify: Annotated[bool, typer.Option("--verify", help="Read a file that is here again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch a model and verify it. What was broken off goes on where it stopped."""
    from extract.cli.logs import LOGGER, log_to_stderr
    from extract.local.fetch import ensure
    from extract.local.registry import resolve
    from extract.local.shelf import held

    folder = _folder()
    weights = resolve(name, folder)
    with _shown(weights.name, weights.size) as shown:
        handler = log_to_stderr(logging.INFO)  # now: a live display has put itself before stderr
        try:
            ensure(weights, models_dir=folder, on_progress=shown, verify=verify, offline=_offline())
        finally:
            LOGGER.removeHandler(handler)
    here = held(weights, folder)
    if as_json:
        emit({**asdict(here), "source": shown.source})
    else:
        origin = f"fetched from {shown.source}" if shown.source else "is here already"
        say(clean(f"local/{here.name} {origin}, SHA-256 verified: {here.path}"))


@app.command()
def rm(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a model, and what was fetched of one, from this machine."""
    from extract.local.registry import resolve
    from extract.local.shelf import held, remove

    folder = _folder()
    weights = resolve(name, folder)
    here = held(weights, folder)
    if here.bytes_here and not yes:
        question = f"Remove {size(here.bytes_here)} of local/{here.name} from {folder}?"
        typer.confirm(clean(question), abort=True, err=True)
    freed = remove(weights, folder)
    if as_json:
        emit({"name": weights.name, "bytes": freed})
    else:
        say(f"{freed:,} bytes removed" if freed else clean(f"nothing of local/{weights.name} is here"))


def _folder() -> Path:
    from extract.local.paths import models_dir
    from extract.settings import load_settings

    chosen = load_settings().models_dir
    return chosen.expanduser().absolute() if chosen else models_dir()


def _offline() -> bool:
    from extract.settings import load_settings

    return load_settings().offline


def _state(each: Held) -> str:
    if each.complete:
        return "here, verified" if each.verified else "here, not verified yet"
    return f"{size(each.bytes_here)} fetched so far" if each.bytes_here else "not here"


class _Shown:
    """Takes each `Progress`, remembers its source and hands it on."""

    def __init__(self, show: Callable[[Progress], None]) -> None:
        self.source: str | None = None
        self._show = show

    def __call__(self, progress: Progress) -> None:
        self.source = progress.source
        self._show(progress)


@contextmanager
def _shown(name: str, total: int) -> Iterator[_Shown]:
    """A bar on a terminal, else a line now and then; on stderr."""
    import sys

    if not sys.stderr.isatty():
        yield _Shown(_plain_lines())
        return
    with _bar(name, total) as show:
        yield _Shown(show)


def _plain_lines() -> Callable[[Progress], None]:
    due = 0.0

    def show(progress: Progress) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + PLAIN_SECONDS
            say(clean(f"{size(progress.done)} of {size(progress.total)} from {progress.source}"))

    return show


@contextmanager
def _bar(name: str, total: int) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.description}", markup=False)
    columns = (text, BarColumn(bar_width=20), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(clean(name), total=total, start=False)

        def show(progress: Progress) -> None:
            if not bar.tasks[0].started:
                bar.start_task(task)
            bar.update(task, completed=progress.done)

        yield show
