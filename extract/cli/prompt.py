"""`affidavit prompt`: what prompts there are, what one says, and how two differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from extract.prompt import Prompt
    from extract.render import Message

Json = Annotated[bool, typer.Option("--json", help="Data on stdout.")]
app = typer.Typer(help="List, show and compare prompts.", no_args_is_help=True, rich_markup_mode=None)


@app.command("ls")
def list_prompts(as_json: Json = False) -> None:
    """The prompts there are: yours first, then the bundled ones."""
    from extract.cli.terminal import clean, emit, report
    from extract.errors import PromptError
    from extract.prompt import load_prompt, prompt_names

    folder = _folder()
    prompts = []
    for name, _ in prompt_names(folder=folder):
        try:
            prompts.append(load_prompt(name, folder=folder))
        except PromptError as error:  # some other Markdown in a folder called prompts
            report(error)
    if as_json:
        emit([_data(prompt) for prompt in prompts])
        return
    for prompt in prompts:
        print(clean(f"{prompt.name}  {prompt.digest[:12]}  {prompt.description}"))


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Prompt name or .md file.")],
    schema: Annotated[str | None, typer.Option(help="Schema to render it for.")] = None,
    as_json: Json = False,
) -> None:
    """The messages that a model gets, with a stand-in for the article."""
    from extract.cli.terminal import emit
    from extract.prompt import load_prompt
    from extract.schema import load_schema
    from extract.settings import load_settings

    prompt = load_prompt(name, folder=_folder())
    model = load_schema(schema or prompt.schema or load_settings().schema)
    messages = _messages(prompt, model)
    if as_json:
        emit({**_data(prompt), "messages": messages})
        return
    for message in messages:
        print(f"--- {message['role']}\n{message['content']}\n")


def _messages(prompt: Prompt, model: type[BaseModel]) -> Sequence[Message]:
    """What the prompt's plan sends: one conversation, or one for every kind of question."""
    from extract.errors import PromptError
    from extract.plans import Brief, make_plan

    preview = getattr(make_plan(Brief(prompt, model)), "preview", None)
    if preview is None:
        raise PromptError(f"the plan {prompt.plan} of {prompt.name} cannot show what it sends")
    messages: Sequence[Message] = preview()
    return messages


@app.command("diff")
def diff(
    first: Annotated[str, typer.Argument(help="Prompt name or .md file.")],
    second: Annotated[str, typer.Argument(help="Prompt name or .md file.")],
    as_json: Json = False,
) -> None:
    """What the second prompt file changes against the first."""
    import difflib

    from extract.cli.terminal import emit
    from extract.prompt import load_prompt

    prompts = [load_prompt(name, folder=_folder()) for name in (first, second)]
    texts = [prompt.path.read_text(encoding="utf-8").splitlines(keepends=True) for prompt in prompts]
    changes = "".join(difflib.unified_diff(texts[0], texts[1], first, second))
    if as_json:
        emit({"first": _data(prompts[0]), "second": _data(prompts[1]), "diff": changes})
    else:
        print(changes, end="")


def _data(prompt: Prompt) -> dict[str, str | None]:
    """What tells one prompt from another."""
    return {"name": prompt.name, "schema": prompt.schema, "digest": prompt.digest, "path": str(prompt.path)}


def _folder() -> Path | None:
    from extract.settings import load_settings

    return load_settings().prompts_dir
