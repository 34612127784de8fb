"""`affidavit gold`: is hand-made gold sound, how far do two labellings agree, and what is left to settle?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from evals.labels.agree import Agreement
    from evals.labels.errors import Fault
    from evals.labels.validate import Summary, Validation

app = typer.Typer(
    help="Check, compare and merge hand-made labels.", no_args_is_help=True, rich_markup_mode=None
)
FAULTY = 2
A = Annotated[Path, typer.Argument(help="Gold folder: labelling A.", show_default=False)]
B = Annotated[Path, typer.Argument(help="Gold folder: labelling B.", show_default=False)]
Articles = Annotated[
    Path | None,
    typer.Option(
        "--documents", "--articles", help="The articles, if not where dataset.json says.", show_default=False
    ),
]
Schema = Annotated[str | None, typer.Option(help="Default: that of dataset.json.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Data on stdout.")]


@app.command("validate")
def validate(
    folders: Annotated[list[Path], typer.Argument(help="Gold folders.", show_default=False)],
    documents: Articles = None,
    schema: Schema = None,
    allow_open: Annotated[bool, typer.Option("--allow-open", help="Let OPEN notes of a merge be.")] = False,
    as_json: Json = False,
) -> None:
    """Say everything that is wrong with gold: file, path in it, remedy. Exit code 2 if anything is.

    Warnings (a number that the claim's own quote does not hold) do not count. `--json` lists the faults.
    """
    from evals.labels.validate import validate as validate_folder
    from extract.cli.terminal import emit

    faults: list[Fault] = []
    for folder in folders:
        found = validate_folder(folder, articles=documents, schema=schema, allow_open=allow_open)
        _show_validation(folder, found)
        faults += found.faults
    if as_json:
        emit([_as_dict(fault) for fault in faults])
    raise typer.Exit(FAULTY if faults else 0)


@app.command("agree")
def agree(
    a: A,
    b: B,
    documents: Articles = None,
    schema: Schema = None,
    limit: Annotated[int, typer.Option(min=0, help="Show at most so many disagreements.")] = 40,
    markdown: Annotated[
        Path | None, typer.Option(help="Write it as a section of Markdown.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """How far two labellings of the same documents agree: by field, by claim, and in which places not.

    F1 treats each in turn as the other's gold. The interval is a bootstrap over documents.
    """
    from evals.labels.agree import agree as agreement_of
    from evals.labels.pair import read_pair
    from extract.cli.terminal import emit

    found = agreement_of(read_pair(a, b, articles=documents, schema=schema))
    if markdown is not None:
        from evals.gate.files import save

        save(markdown, page(found, limit=limit))
    _show_agreement(found, limit=limit)
    if as_json:
        emit(found.to_dict())


@app.command("merge")
def merge(
    a: A,
    b: B,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write.", show_default=False)],
    documents: Articles = None,
    schema: Schema = None,
    prefer: Annotated[Literal["a", "b"], typer.Option(help="Whose label stands where they differ.")] = "a",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a draft for adjudication: both labellings in one, every difference marked by a note.

    Where both agree the label is taken; what only one has is included. The notes begin with OPEN: a person
    settles each and writes the reason in its place; `affidavit gold validate` names those that are left.
    """
    from evals.compare_words import documents as counted
    from evals.labels.merge import merge as merge_pair
    from evals.labels.pair import read_pair
    from extract.cli.terminal import clean, emit, say

    pair = read_pair(a, b, articles=documents, schema=schema)
    done = merge_pair(pair, output, prefer=prefer, overwrite=overwrite)
    for letter, ids in (("A", pair.only_a), ("B", pair.only_b)):
        if ids:
            say(clean(f"left out, as only {letter} has them: {', '.join(ids)}"))
    say(clean(f"{counted(done.documents)} in {done.folder}, open points: {done.open_points}"))
    if done.open_points:
        say(clean(f"settle the notes that begin with OPEN; affidavit gold validate {done.folder} lists them"))
    if as_json:
        left = {"only_a": pair.only_a, "only_b": pair.only_b}
        emit({"folder": done.folder, "documents": done.documents, "open": done.open_points, **left})


def page(found: Agreement, *, limit: int) -> str:
    """The agreement as a section of Markdown, without words of the articles."""
    from evals.cli.tables import page_of
    from evals.labels.tables import closing, heading, tables

    shown = tables(found, limit=limit, words=False)
    return page_of("Agreement of two labellings", heading(found), shown, [closing(found)])


def _as_dict(fault: Fault) -> dict[str, str]:
    return {"file": fault.file, "path": fault.path, "message": fault.message, "remedy": fault.remedy}


def _show_validation(folder: Path, found: Validation) -> None:
    from extract.cli.terminal import clean, say

    for kind, faults in (("warning", found.warnings), ("error", found.faults)):
        for fault in faults:
            say(f"{kind}: {clean(fault)}")
            say(f"  hint: {clean(fault.remedy)}")
    if found.summary is None:
        say(clean(f"{folder}: {len(found.faults)} to mend, so it cannot be used"))
    else:
        _show_summary(folder, found.summary)


def _show_summary(folder: Path, summary: Summary) -> None:
    from evals.compare_words import documents
    from extract.cli.terminal import clean, say

    claims = ", ".join(f"{count} {kind}" for kind, count in summary.claims.items())
    say(clean(f"{folder}: {documents(summary.documents)}, {sum(summary.claims.values())} claims ({claims})"))
    say(f"  quotes, each found in its article: {summary.quotes}; labels marked unsure: {summary.unsure}")
    say(f"  digest {summary.digest[:12]}")


def _show_agreement(found: Agreement, *, limit: int) -> None:
    from evals.cli.tables import show_tables
    from evals.labels.tables import closing, heading, tables

    show_tables(heading(found), tables(found, limit=limit), [closing(found)])
