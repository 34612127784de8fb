"""`affidavit compare`: which of two runs is better, and is that more than chance?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evals.compare import Comparison


def compare(
    run_a: Annotated[Path, typer.Argument(help="Run folder or evaluation file: A.", show_default=False)],
    run_b: Annotated[Path, typer.Argument(help="Run folder or evaluation file: B.", show_default=False)],
    gold: Annotated[
        Path | None,
        typer.Option(help="Evaluate run folders anew against this gold; files are read as they are."),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option("--articles", "--documents", help="The gold's articles, if not where it says."),
    ] = None,
    figure: Annotated[
        list[str] | None, typer.Option(help="Only this figure; the first one decides. Repeatable.")
    ] = None,
    field: Annotated[list[str] | None, typer.Option(help="Only this field. Repeatable.")] = None,
    flips: Annotated[int, typer.Option(min=0, help="Show at most so many flipped cells.")] = 20,
    markdown: Annotated[Path | None, typer.Option(help="Write it as Markdown.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it on stdout.")] = False,
) -> None:
    """Compare two evaluated runs of the same documents, document by document.

    The p-values are of a paired permutation test over documents, the intervals of a bootstrap. Exit code 2 if
    the two were measured by different gold, schema or scoring.
    """
    from evals.compare import compare as compare_evaluations
    from evals.lookup import find_evaluation
    from extract.cli.terminal import emit

    a, b = (find_evaluation(path, gold=gold, articles=articles) for path in (run_a, run_b))
    found = compare_evaluations(a, b, figures=figure or (), fields=field or ())
    if markdown is not None:
        from evals.gate.files import save

        save(markdown, page(found, limit=flips))
    if as_json:
        from evals.compare_words import conclusion

        emit({**found.to_dict(), "conclusion": conclusion(found)})
    else:
        _show(found, limit=flips)


def page(found: Comparison, *, limit: int) -> str:
    """The comparison as a page of Markdown."""
    from evals.cli.tables import page_of
    from evals.compare_tables import closing, heading, tables

    return page_of("affidavit compare", heading(found), tables(found, limit=limit), closing(found))


def _show(found: Comparison, *, limit: int) -> None:
    from evals.cli.tables import show_tables
    from evals.compare_tables import closing, heading, tables

    show_tables(heading(found), tables(found, limit=limit), closing(found))
