"""Which variants does an experiment have, and in which folder does each stand?

A variant is a prompt with a model. Its folder has a name that a person can read and no other variant has,
on a file system that does not know upper from lower case as well.
"""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.client.models import parse_model
from extract.errors import PromptError, SettingsError
from extract.prompt import load_prompt, prompt_names
from extract.settings import without_secrets

_LONGEST = 48
_ODD = re.compile(r"[^a-z0-9_.]+")


@dataclass(frozen=True)
class Variant:
    """A prompt by its name or path, and a model in its canonical spelling."""

    prompt: str
    model: str

    @property
    def folder(self) -> str:
        return f"{slug(self.prompt)}--{slug(self.model)}"

    def __str__(self) -> str:
        return f"{self.prompt} with {self.model}"


def slug(text: str) -> str:
    """A part of a folder's name, another one for each text, without `--`.

    `conflict_report/default` is `conflict_report-default`. Where that is not the exact text, a `~` and a
    digest are added.
    """
    readable = _ODD.sub("-", text.lower()).strip("-.")[:_LONGEST].rstrip("-.")
    head, slash, _ = text.partition("/")
    if slash and "-" not in head and readable == text.replace("/", "-", 1):
        return readable
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{readable}~{digest}"


def matrix(prompts: Iterable[str], models: Iterable[str]) -> tuple[Variant, ...]:
    """Every prompt with every model, the models of one prompt together."""
    models = tuple(models)
    return tuple(Variant(prompt, model) for prompt in prompts for model in models)


def find_models(given: Iterable[str], *, openai_base_url: str | None = None) -> tuple[str, ...]:
    """The models in canonical spelling, each once. Commas divide too. What is none stays: its rows say so."""
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(dict.fromkeys(_canonical(name, openai_base_url) for name in names if name))


def _canonical(name: str, openai_base_url: str | None) -> str:
    try:
        return parse_model(name, openai_base_url=openai_base_url).text
    except SettingsError:
        return without_secrets(name)


def find_prompts(given: Sequence[str], *, folder: Path | None = None) -> tuple[str, ...]:
    """The prompts that names, files, folders and globs mean, each file once, by name where it has one.

    A glob is one of files, or of names where no file matches. `folder` is the user's own prompt folder.
    Raises `PromptError` where one of them means nothing; whether a prompt is fit for use shows in its runs.
    """
    known = dict(prompt_names(folder=folder))
    names = {path.resolve(): name for name, path in known.items()}
    found: dict[Path, str] = {}
    for pattern in given:
        for path in _matching(pattern, known, folder):
            found.setdefault(path.resolve(), names.get(path.resolve(), str(path)))
    return tuple(found.values())


def _matching(pattern: str, known: Mapping[str, Path], folder: Path | None) -> Iterator[Path]:
    path = Path(pattern)
    if pattern in known:
        yield known[pattern]
    elif path.is_file():
        if path.suffix != ".md":
            raise PromptError(f"{pattern} is no prompt file", hint="prompt files end in .md")
        yield path
    elif path.is_dir() or glob.has_magic(pattern):
        yield from _several(pattern, known)
    else:
        load_prompt(pattern, folder=folder)  # says which name is near


def _several(pattern: str, known: Mapping[str, Path]) -> Sequence[Path]:
    wanted = f"{glob.escape(pattern)}/*.md" if Path(pattern).is_dir() else pattern
    files = sorted(Path(name) for name in glob.glob(wanted, recursive=True))  # noqa: PTH207  takes absolute ones
    prompts = [path for path in files if path.suffix == ".md" and path.is_file()]
    prompts = prompts or [path for name, path in known.items() if fnmatch.fnmatchcase(name, pattern)]
    if not prompts:
        raise PromptError(
            f"no prompt matches {pattern!r}", hint="check the pattern; `affidavit prompt ls` lists the names"
        )
    return prompts
