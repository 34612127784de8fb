"""`affidavit report`: a run as one page to read: articles with their evidence, claims beside their gold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evals.report.page import Written

_SUFFIXES = (".html", ".htm")


def report(
    run: Annotated[Path, typer.Argument(help="Run folder, or file of an evaluation.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Page to write. Default: report.html in the run folder."),
    ] = None,
    gold: Annotated[Path | None, typer.Option(help="Folder of gold: judge the run anew by it.")] = None,
    documents: Annotated[
        Path | None,
        typer.Option("--documents", "--articles", help="The articles, if not where the run had them."),
    ] = None,
    text_field: Annotated[str, typer.Option(help="Key or column of the text.")] = "text",
    id_field: Annotated[str, typer.Option(help="Key or column of the id.")] = "id",
    unjudged: Annotated[bool, typer.Option("--all", help="Also the documents that have no gold.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Data on stdout.")] = False,
) -> None:
    """Write a run, evaluated or not, as one HTML page that loads nothing and runs no script.

    A page that is there already is replaced.
    """
    from evals.report.page import write_report
    from evals.report.subject import open_subject
    from extract.cli.terminal import clean, emit, say
    from extract.documents import ReadOptions

    options = ReadOptions(text_field=text_field, id_field=id_field)
    page = _page(run, output)
    subject = open_subject(run, gold=gold, articles=documents, unjudged=unjudged)
    written = write_report(subject, page, documents=documents, options=options)
    say(clean(_told(written)))
    say(f"report: {clean(page)}")
    if as_json:
        counts = {"documents": written.documents, "claims": written.claims, "articles": written.articles}
        emit({"report": str(page), **counts})


def _page(run: Path, output: Path | None) -> Path:
    """Where the page goes. Raises `UsageError` for a name that is no page's: nothing else is overwritten."""
    from extract.errors import UsageError

    page = output or (run / "report.html" if run.is_dir() else run.with_suffix(".html"))
    if page.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{page} is no HTML file", hint="name it .html")
    return page


def _told(written: Written) -> str:
    without = written.documents - written.articles
    shown = f"{without} of them without their article" if without else "each with its article"
    return f"{written.documents} documents, {written.claims} claims; {shown if written.documents else ''}"
