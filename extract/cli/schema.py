"""`affidavit schema`: what a schema asks for, and whether it can be used."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Show and check schemas.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(help="module:Class or file.py:Class.")]


@app.command("show")
def show(
    name: Name = "schemas:ConflictReport",
    as_json: Annotated[bool, typer.Option("--json", help="The JSON schema.")] = False,
) -> None:
    """The outline that a model is shown, or the JSON schema."""
    from extract.cli.terminal import emit
    from extract.outline import outline
    from extract.schema import load_schema

    schema = load_schema(name)
    if as_json:
        emit(schema.model_json_schema())
    else:
        print(outline(schema))


@app.command("check")
def check(
    name: Name, as_json: Annotated[bool, typer.Option("--json", help="Data on stdout.")] = False
) -> None:
    """Whether a schema loads, what in it is evidence, and what will not be checked."""
    from extract.cli.terminal import emit, say
    from extract.schema import check_comparators, load_schema, review, schema_digest

    schema = load_schema(name)
    check_comparators(schema)
    digest = schema_digest(schema)
    notes = list(review(schema))
    if as_json:
        emit({"schema": name, "digest": digest, "fields": len(schema.model_fields), "notes": notes})
        return
    for note in notes:
        say(f"note: {note}")
    say(f"{name} is usable: {len(schema.model_fields)} fields at the top, digest {digest[:12]}")
