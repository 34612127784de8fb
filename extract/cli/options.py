"""Options that several commands have, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[str], typer.Argument(help="Files, folders, globs, or - for standard input.", show_default=False)
]
Schema = Annotated[str | None, typer.Option(help="module:Class or file.py:Class.")]
PromptName = Annotated[str | None, typer.Option(help="Prompt name or .md file.")]
Model = Annotated[str | None, typer.Option(help="openai/NAME, URL#NAME or local/NAME.")]
Concurrency = Annotated[int | None, typer.Option(help="Calls at once.")]
Rpm = Annotated[float | None, typer.Option(help="Calls a minute.", min=0.001)]
Tpm = Annotated[float | None, typer.Option(help="Tokens a minute.", min=0.001)]
Batch = Annotated[bool, typer.Option("--batch", help="By the Batch API: half the price, within a day.")]
Limit = Annotated[int | None, typer.Option(help="Only the first N documents.", min=1)]
Sample = Annotated[int | None, typer.Option(help="N documents drawn at random, always the same.", min=1)]
Meta = Annotated[Path | None, typer.Option(help="CSV with an id column: metadata to join.")]
TextField = Annotated[str, typer.Option(help="Key or column of the text.")]
IdField = Annotated[str, typer.Option(help="Key or column of the id.")]
