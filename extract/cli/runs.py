"""`affidavit runs`: what runs there are, what one found, and how to take it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from extract.result import Result
    from extract.run.folder import RunFolder

app = typer.Typer(help="List, show and export runs.", no_args_is_help=True, rich_markup_mode=None)
Run = Annotated[Path, typer.Argument(help="Run folder.")]
Format = Literal["csv", "jsonl", "parquet", "duckdb"]
_SHOWN = {"id", "status", "created", "model", "prompt", "totals"}
Json = Annotated[bool, typer.Option("--json", help="Data on stdout.")]


@app.command("ls")
def list_runs(
    folder: Annotated[Path, typer.Argument(help="Where the run folders are.")] = Path("runs"),
    as_json: Json = False,
) -> None:
    """The runs in a folder, newest first."""
    from extract.cli.progress import dollars
    from extract.cli.terminal import clean, emit, say
    from extract.errors import InputError

    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}", hint="name the folder that holds the run folders")
    manifests = sorted(_manifests(folder), key=lambda manifest: str(manifest["created"]), reverse=True)
    if as_json:
        emit(manifests)
        return
    if not manifests:
        say(f"no runs in {clean(folder)}")
    for manifest in manifests:
        totals = manifest["totals"]
        outcomes = ", ".join(f"{count} {name}" for name, count in totals["outcomes"].items())
        cells = (
            *(manifest[name] for name in ("id", "status", "created")),
            manifest["model"]["name"],
            manifest["prompt"]["name"],
            outcomes or "no documents",
            dollars(totals["cost_usd"]),
        )
        print(clean("  ".join(map(str, cells))))


@app.command("show")
def show(
    run: Run,
    document: Annotated[str | None, typer.Argument(help="Id of one document.")] = None,
    as_json: Json = False,
) -> None:
    """The table of a run, or all that was found in one of its documents."""
    from extract.cli.summary import show_documents, show_totals
    from extract.cli.terminal import emit
    from extract.errors import InputError

    folder, manifest = _open(run)
    if document is None:
        if as_json:
            emit(manifest)
            return
        show_documents(folder.read_results(), title=f"run {folder.id}", count=manifest["totals"]["documents"])
        show_totals(manifest, folder.path)
        return
    result = next((r for r in folder.read_results() if r.document_id == document), None)
    if result is None:
        raise InputError(f"no document {document!r} in {run}", hint=f"`affidavit runs show {run}` lists them")
    if as_json:
        from dataclasses import asdict

        emit(asdict(result))
    else:
        _print_claims(result)


@app.command("export")
def export(
    run: Run,
    format: Annotated[
        Format | None,
        typer.Option(help="One row a claim in each. Default: what --output ends in; CSV without."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File. Default for CSV and JSON lines: standard output."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="What was written, on stdout.")] = False,
) -> None:
    """The claims of a run as a table: one row a claim, with its evidence and its document."""
    from extract.cli.terminal import Shown, emit, say
    from extract.errors import UsageError
    from extract.run.export import export_csv, export_jsonl, replacing

    folder, manifest = _open(run)
    format = format or _format_of(output)
    write = export_csv if format == "csv" else export_jsonl
    if output is None and as_json:
        raise UsageError(
            "--json tells what was written and needs a file",
            hint="add --output; `--format jsonl` by itself puts the rows on standard output as JSON",
        )
    if format in ("parquet", "duckdb"):
        count = _export_typed(folder, manifest, format, output)
    elif output is None:
        write(folder.read_results, Shown())
        return
    else:
        # A byte order mark is what makes Excel read a CSV as UTF-8.
        with replacing(output, encoding="utf-8-sig" if format == "csv" else "utf-8") as file:
            count = write(folder.read_results, file)
    if as_json:
        emit({"run": folder.id, "format": format, "rows": count, "output": str(output)})
    else:
        say(f"{count} rows in {output}")


def _format_of(output: Path | None) -> Format:
    """Raises `UsageError` for a file name that promises what is not written."""
    from extract.errors import UsageError

    suffixes: dict[str, Format] = {
        "": "csv",
        ".csv": "csv",
        ".txt": "csv",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".parquet": "parquet",
        ".duckdb": "duckdb",
        ".db": "duckdb",
    }
    suffix = output.suffix.lower() if output is not None else ""
    if suffix not in suffixes:
        raise UsageError(
            f"{output} ends like none of the formats", hint="say which with --format csv|jsonl|parquet|duckdb"
        )
    return suffixes[suffix]


def _export_typed(folder: RunFolder, manifest: dict[str, Any], format: Format, output: Path | None) -> int:
    """With the types of the schema, which therefore has to be there still. Gives the number of rows."""
    from extract.errors import UsageError
    from extract.run.columnar import export_duckdb, export_parquet
    from extract.schema import load_schema

    if output is None:
        raise UsageError(f"--format {format} needs a file", hint=f"--output claims.{format}")
    write = export_parquet if format == "parquet" else export_duckdb
    return write(folder.read_results, load_schema(manifest["schema"]["name"]), output)


def _open(run: Path) -> tuple[RunFolder, dict[str, Any]]:
    from extract.errors import RunFolderError
    from extract.run.folder import RunFolder

    folder = RunFolder(run)
    manifest = folder.read_manifest()
    if not manifest.keys() >= _SHOWN:
        raise RunFolderError(f"{folder.manifest} is not a run's manifest", hint="look into the file")
    return folder, manifest


def _manifests(parent: Path) -> Iterator[dict[str, Any]]:
    """Of the runs in a folder; one that cannot be read is said and passed over."""
    from extract.cli.terminal import report
    from extract.errors import RunFolderError

    for path in sorted(parent.glob("*/run.json")):
        try:
            yield _open(path.parent)[1]
        except RunFolderError as error:
            report(error)


def _print_claims(result: Result) -> None:
    """A block a claim: its fields, the words it rests on, and where they stand."""
    from extract.cli.terminal import clean
    from extract.run.rows import FIRST, LAST, rows_of

    print(clean(f"{result.document_id}: {result.outcome} {result.error}"))
    for row in rows_of(result):
        fields = {k: v for k, v in row.items() if k not in (*FIRST, *LAST) and v not in (None, "")}
        print(clean(f"\n{row.get('claim', '')} {row.get('index', '')}".rstrip()))
        for name, value in fields.items():
            print(f"  {clean(name)}: {clean(value)}")
        if row.get("grounding"):
            where = "not in the article" if row["start"] is None else f"at {row['start']}–{row['end']}"
            print(f"  evidence {where}: {row['grounding']}")
        if row.get("more_evidence"):
            print(f"  more evidence: {clean(row['more_evidence'])}")
        if row.get("problems"):
            print(f"  problems: {clean(row['problems'])}")
