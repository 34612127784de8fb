"""How does a table get onto a terminal?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.cli.terminal import clean

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from evals.compare_tables import Table


def rich_table(each: Table) -> RichTable:
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
