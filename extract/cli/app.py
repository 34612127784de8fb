"""The `affidavit` command: finds the commands of every installed package and turns errors into exit codes.

A package offers commands by entry points of the group `affidavit.commands`; each is a Typer app or a
function, loaded when it is needed. Exit codes: 0 ok, 1 internal, 2 usage, 3 some documents failed,
4 gate failed, 5 budget stop, 6 inconclusive, 130 interrupted.
"""

from __future__ import annotations

import functools
import os
import sys
from importlib.metadata import EntryPoint, entry_points
from importlib.metadata import version as installed_version
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from extract.cli.logs import LOGGER, close_logs, write_trace
from extract.cli.terminal import clean, report, say
from extract.errors import AffidavitError
from extract.run.reader import still_reading

_ORDER = ("extract", "plan", "eval", "compare", "experiment", "runs", "report")


class Commands(TyperGroup):
    """The installed commands, the everyday ones first."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(_installed(), key=lambda name: (*(name != known for known in _ORDER), name))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = _installed().get(cmd_name)
        return _as_command(entry.name, entry.load()) if entry else None


@functools.cache  # a look into every installed package
def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="affidavit.commands")}


def _as_command(name: str, loaded: Any) -> TyperCommand | TyperGroup:
    if isinstance(loaded, typer.Typer):
        command = typer.main.get_command(loaded)
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name)(loaded)
        command = typer.main.get_command(single)
    command.name = name
    return cast(TyperCommand | TyperGroup, command)


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(installed_version("affidavit"))
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", is_eager=True, callback=_print_version
    ),
) -> None:
    """Facts from news reports, each with the words it rests on and who said it."""


def main() -> None:
    """The console script: runs the command and exits with its code."""
    code = run(sys.argv[1:])
    if still_reading():  # given up: the interpreter's own end would wait for that input, or abort
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit code. Errors go to stderr, one line and a hint each."""
    try:
        app(args=arguments, prog_name="affidavit")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except AffidavitError as error:
        LOGGER.debug("stopped", exc_info=True)
        report(error)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, and the trace kept
        say(f"error: {clean(f'{type(error).__name__}: {error}')}")
        say(f"  hint: this is a fault of affidavit; the trace is in {write_trace()}")
        return 1
    finally:
        close_logs()
    return 0
