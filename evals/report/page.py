"""How does the report become one page that loads nothing, runs nothing and shows hostile text as text?

Whatever a template puts out goes through `visible`, whether it asks for that or not. There is no script:
filters are radio buttons and CSS. The policy allows the one style sheet, by its digest, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.report.articles import Articles, articles_of, digests_of
from evals.report.document import Page, Summary, page_of, summary_of
from evals.report.doubts import Doubts
from evals.report.overview import overview_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from evals.figures import Figure
    from evals.report.subject import Subject
    from extract.documents import ReadOptions

_TEMPLATES = Path(__file__).with_name("templates")
_OPEN_LIST = 40
"""A longer list of documents is folded up."""


@dataclass(frozen=True)
class Written:
    """What was written: how many documents and claims, and of how many documents the article is shown."""

    documents: int
    claims: int
    articles: int


def write_report(
    subject: Subject, output: Path, *, documents: Path | None = None, options: ReadOptions | None = None
) -> Written:
    """Write the page, whole or not at all. Memory holds one document at a time, and a line of each.

    Raises `InputError` if it cannot be written, or if `documents` cannot be read.
    """
    from extract.documents import ReadOptions
    from extract.run.export import replacing

    f1 = _f1(subject)
    doubts = Doubts()
    summaries = [summary_of(n, entry, f1, doubts) for n, entry in enumerate(subject.entries(), start=1)]
    given = articles_of(subject, documents, options or ReadOptions())
    articles = Articles(given, (each.document_id for each in summaries), digests_of(subject))
    pages = _Pages(subject, articles, f1)
    with replacing(output, encoding="utf-8") as file:
        _stream(subject, summaries, doubts, pages).dump(file)
    return Written(len(summaries), sum(each.claims for each in summaries), pages.with_article)


class _Pages:
    """The documents' parts, one after the other; counts those whose article is shown."""

    def __init__(self, subject: Subject, articles: Articles, f1: Figure | None) -> None:
        self._subject, self._articles, self._f1 = subject, articles, f1
        self.with_article = 0

    def __iter__(self) -> Iterator[Page]:
        for number, entry in enumerate(self._subject.entries(), start=1):
            page = page_of(number, entry, self._articles.of(entry), self._f1)
            self.with_article += page.text is not None
            yield page


def _stream(subject: Subject, summaries: list[Summary], doubts: Doubts, pages: _Pages) -> Any:
    from markupsafe import Markup

    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    return (
        environment()
        .get_template("page.html")
        .stream(
            style=Markup(style),  # noqa: S704 - the project's own file
            policy=policy(style),
            overview=overview_of(subject, summaries),
            summaries=summaries,
            doubts=doubts.listed(),
            unfolded=len(summaries) <= _OPEN_LIST,
            pages=iter(pages),
        )
    )


def policy(style: str) -> str:
    """The page's Content Security Policy: nothing but this style sheet (W3C, CSP level 3)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def environment() -> Environment:
    """Jinja as the report uses it: every value that is no markup of ours is made visible and escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from evals.report import words
    from evals.report.characters import plain, shown

    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["words"] = words
    found.filters.update(plain=plain, figure=_figure)
    return found


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _f1(subject: Subject) -> Figure | None:
    from evals.figures import main_figures

    return main_figures(subject.evaluation.fields)["F1"] if subject.evaluation is not None else None
