"""How is an experiment's table shown: on the terminal, as Markdown, as a page?

Names of prompts and models and the words of errors come from outside: none may steer where it is shown.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.experiments.columns import WORDS, heads, legend, notes, texts
from extract.cli.terminal import clean, say

if TYPE_CHECKING:
    from rich.table import Table as Grid

    from evals.experiments.table import Table

_ROOM_FOR_NAMES = 100
"""In a terminal of fewer columns the names stand above the table."""
_PAGE = Path(__file__).with_name("page.html")


def show(table: Table) -> None:
    """The table on stderr, with what its columns mean and what is to be said of its rows."""
    from rich.console import Console

    from extract.cli.summary import PLAIN_WIDTH

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    named = console.width >= _ROOM_FOR_NAMES
    for line in () if named else _names(table):
        say(line)
    console.print(_grid(table, named=named))
    for line in _below(table):
        say(line)


def _grid(table: Table, *, named: bool) -> Grid:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(title=Text(clean(title(table))), title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    grid.pad_edge, grid.collapse_padding = False, True
    for place, head in enumerate(_narrow(heads(table), named=named)):
        if named and place == WORDS.start:
            grid.add_column(Text(head), overflow="fold")
        else:
            grid.add_column(Text(head), justify="right", no_wrap=True)
    for row in texts(table):
        grid.add_row(*map(Text, _narrow([clean(text) for text in row], named=named)))
    return grid


def _names(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows, start=1):
        yield clean(f"row {number}: {row.prompt} with {row.model}")


def title(table: Table) -> str:
    prompts, models = {row.prompt for row in table.rows}, {row.model for row in table.rows}
    what = f"prompts: {len(prompts)}, models: {len(models)}"
    return f"{what}, on the {table.documents} documents of {table.gold['name']}"


def _narrow(cells: Sequence[str], *, named: bool) -> list[str]:
    """For a terminal: an interval stands under its figure, and so do others that belong together."""
    row, prompt, model, score, whole, difference, *figures, tokens_in, tokens_out, cost, seconds = cells
    name = [f"{prompt}\n{model}"] if named else []
    score, difference = (text.replace(" [", "\n[") for text in (score, difference))
    whole = whole.replace(" ", "\n")
    return [
        row,
        *name,
        score,
        whole,
        difference,
        *figures,
        f"{tokens_in}\n{tokens_out}",
        f"{cost}\n{seconds}",
    ]


def _below(table: Table) -> Iterator[str]:
    for note, hint in notes(table):
        yield clean(note)
        if hint:
            yield f"    hint: {clean(hint)}"
    yield ""
    yield from (clean(f"{head}: {meaning}") for head, meaning in legend(table))
    yield ""
    yield clean(table.conclusion)


def as_markdown(table: Table) -> str:
    """A table of GitHub's Markdown, with what is below it as lists."""
    from evals.markdown import cell

    rule = ["---" if place in WORDS else "---:" for place in range(len(heads(table)))]
    lines = [f"### {cell(title(table))}", "", _line(heads(table)), _line(rule)]
    lines += [_line(_escaped(row, cell)) for row in texts(table)]
    lines += ["", cell(table.conclusion), ""]
    lines += [f"- {cell(f'{note} {hint}'.strip())}" for note, hint in notes(table)]
    lines += [f"- {cell(head)}: {cell(meaning)}" for head, meaning in legend(table)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(row: Sequence[str], cell: Callable[[str], str]) -> list[str]:
    """Numbers stay as they are, so that they can be read and searched; two dollars would be mathematics."""
    return [cell(text) if place in WORDS else text.replace("$", "\\$") for place, text in enumerate(row)]


def as_page(table: Table) -> str:
    """One page that loads nothing and runs nothing: its only style is named by digest in its policy."""
    from jinja2 import Environment, StrictUndefined

    source = _PAGE.read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    style = source.partition("<style>")[2].partition("</style>")[0]
    return environment.from_string(source).render(
        style=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
        title=clean(title(table)),
        conclusion=clean(table.conclusion),
        heads=heads(table),
        words=WORDS,
        rows=[[clean(text) for text in row] for row in texts(table)],
        notes=[(clean(note), clean(hint)) for note, hint in notes(table)],
        legend=list(legend(table)),
    )
