"""How do tables, with words before and after them, get onto a terminal and into a page of Markdown?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extract.cli.terminal import clean

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from evals.tables import Table


def show_tables(heading: Iterable[str], tables: Iterable[Table], closing: Iterable[str]) -> None:
    """All of it for a person, on stderr."""
    from rich.console import Console

    from extract.cli.summary import PLAIN_WIDTH
    from extract.cli.terminal import say

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    for line in heading:
        say(clean(line))
    for each in tables:
        console.print(_rich(each))
        if each.note:
            say(clean(each.note))
    for line in closing:
        say(clean(line))


def page_of(title: str, heading: Iterable[str], tables: Iterable[Table], closing: Iterable[str]) -> str:
    """All of it as a page of Markdown."""
    from evals.markdown import cell, table

    sections = [f"## {title}", "\n".join(f"- {cell(line)}" for line in heading)]
    for each in tables:
        sections += [f"### {cell(each.title)}"] if each.title else []
        sections += [table(each.header, each.rows, numbers=each.numbers)]
        sections += [cell(each.note)] if each.note else []
    return "\n\n".join([*sections, *map(cell, closing)]) + "\n"


def _rich(each: Table) -> RichTable:
    """The table for Rich, every cell as mere text."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable
    from rich.text import Text

    title = Text(clean(each.title)) if each.title else None
    shown = RichTable(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    for place, name in enumerate(each.header):
        right = place in each.numbers
        shown.add_column(name, justify="right" if right else "left", overflow="fold", no_wrap=right)
    for row in each.rows:
        shown.add_row(*(Text(clean(text)) for text in row))
    return shown
