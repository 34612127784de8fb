"""`affidavit cache`: what is in the folder of answers, is it sound, what may go, in and out."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.cli.terminal import clean, emit, say
from extract.errors import UsageError

if TYPE_CHECKING:
    from extract.cache.store import AnswerStore

app = typer.Typer(
    help="The answers that were paid for: look, check, remove, share.",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print data only, as JSON.")]


@app.command()
def stats(as_json: AsJson = False) -> None:
    """Say how many answers are kept, of which models, since when."""
    from extract.cache import upkeep

    with _store() as store:
        found = upkeep.stats(store)
    lines = [f"{found.entries:,} answers, {found.bytes:,} bytes, in {found.folder}"]
    lines += [f"- {each.model}: {each.entries:,} answers, {each.bytes:,} bytes" for each in found.models]
    if found.oldest:
        lines.append(f"stored between {found.oldest} and {found.newest}")
    _show(asdict(found), *lines, as_json=as_json)


@app.command()
def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Remove what is corrupt.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check every answer against its digest. Exit code 1 if one is corrupt and was not removed."""
    from extract.cache import upkeep

    checked, corrupt = 0, []
    with _store() as store:
        for problem in upkeep.verify(store, repair=repair):
            checked += 1
            if problem is not None:
                corrupt.append(problem)
                say(clean(f"{problem.key}: {problem.reason}"))
    data = {"checked": checked, "corrupt": [asdict(each) for each in corrupt], "repaired": repair}
    removed = " and removed" if repair else ""
    _show(data, f"{checked:,} answers checked, {len(corrupt):,} corrupt{removed}", as_json=as_json)
    if corrupt and not repair:
        say("run `affidavit cache verify --repair` to remove them; they are then asked for again")
        raise typer.Exit(1)


@app.command()
def prune(
    older_than: Annotated[str | None, typer.Option(help="Stored longer ago: 90d, 12h, 8w.")] = None,
    model: Annotated[str | None, typer.Option(help="Answers of this model.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All answers.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove answers; what is removed has to be paid for again. Options narrow the choice together."""
    from extract.cache import upkeep

    if everything is (older_than is not None or model is not None):
        raise UsageError("say what to remove", hint="give --older-than, --model or both, or --all alone")
    before = None if older_than is None else datetime.now(UTC) - _duration(older_than)
    chosen = upkeep.Selection(before=before, model=model)
    with _store() as store:
        count, size = upkeep.selected(store, chosen)
        if count and not yes and not _agreed(f"Remove {count:,} answers ({size:,} bytes)? [y/N]"):
            raise typer.Exit(1)
        removed = upkeep.prune(store, chosen)
    data = {"removed": removed, "bytes": size}
    _show(data, f"{removed:,} answers removed, {size:,} bytes", as_json=as_json)


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="The .jsonl.gz to write.")], as_json: AsJson = False
) -> None:
    """Write all answers to one compressed file, the same bytes for the same answers."""
    from extract.cache import exchange

    with _store() as store:
        done = exchange.export(store, path)
    _show(asdict(done), f"{done.entries:,} answers written to {path}", as_json=as_json)
    if done.corrupt:
        say(f"{done.corrupt:,} corrupt answers left out; see `affidavit cache verify`")
        raise typer.Exit(1)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A file that export wrote.")], as_json: AsJson = False
) -> None:
    """Add the answers of a file. Those that are there already stay. Exit code 1 if a line is bad."""
    from extract.cache import exchange

    with _store() as store:
        done = exchange.import_(store, path, report=lambda line: say(clean(line)))
    line = (
        f"{done.added:,} answers added, {done.identical:,} were there already, "
        f"{done.conflicting:,} differ from those there (which stay), {done.bad:,} bad lines"
    )
    _show(asdict(done), line, as_json=as_json)
    if done.bad:
        raise typer.Exit(1)


def _store() -> AnswerStore:
    from extract.cache.paths import answers_dir
    from extract.cache.store import AnswerStore
    from extract.settings import load_settings

    return AnswerStore(answers_dir(load_settings().cache_dir))


def _agreed(question: str) -> bool:
    """Asks on stderr (Typer's own question leaves a blank on stdout); no answer is no."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _show(data: dict[str, Any], *lines: str, as_json: bool) -> None:
    if as_json:
        emit(data)
    else:
        print("\n".join(clean(line) for line in lines))


_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def _duration(text: str) -> timedelta:
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not (number.isascii() and number.isdigit()) or int(number) > 36_500:
        raise UsageError(f"--older-than {text} is not a time", hint="write 90d, 12h or 8w")
    return int(number) * _UNITS[unit]
