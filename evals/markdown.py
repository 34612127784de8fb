"""How text from articles, models and file names gets into Markdown as mere text.

Escaped for GitHub's and GitLab's Markdown: a table's bars, code, emphasis, links, mathematics, HTML and
entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.cli.terminal import clean

_SIGNS = re.compile(r"([\\`*_\[\]#|~$])")
_LIST = re.compile(r"^([-+=](?![\d.])|\d+(?=[.)](?:\s|$)))")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def cell(text: object, *, width: int | None = None) -> str:
    """One line that shows as it is, in a table or elsewhere. Cut to `width` characters before it is escaped.

    Control characters and direction overrides are gone. Addresses do not become links by themselves.
    """
    shown = _SIGNS.sub(r"\\\1", clean(text, width=width))
    shown = "".join(_HTML.get(sign, sign) for sign in shown)
    shown = shown.replace("://", ":\\//").replace("www.", "www\\.")
    return _LIST.sub(_unlisted, shown)


def _unlisted(found: re.Match[str]) -> str:
    """At the start of a line a number or a dash would begin a list."""
    return f"&#{ord(found[1][0])};{found[1][1:]}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Iterable[int] = ()) -> str:
    """A table of cells, all escaped. The columns in `numbers` stand to the right."""
    right = set(numbers)
    rule = ["---:" if place in right else "---" for place in range(len(header))]
    lines = [[cell(text) for text in header], rule, *([cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
