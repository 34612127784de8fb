"""What a prompt file is: where it is found, what it holds, and how it becomes messages.

A prompt is Markdown with YAML front matter and two Jinja sections, `# system` and `# user`; for plans that
ask narrow questions also `# ask …` sections (`extract.prompt_questions`). A name such as
`conflict_report/default` is looked up in the user's folder first, then among the bundled ones; a path that
ends in `.md` is read as it stands. Its digest covers the file, its examples and its calibration.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.client.wording import one_line
from extract.errors import PromptError
from extract.prompt_questions import PromptQuestion, read_question
from extract.schema import snake_case

BUNDLED = Path(__file__).resolve().parent.parent / "prompts"
_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n(.*)\Z", re.DOTALL)
SECTION = re.compile(r"^# (system|user|ask [^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_KEYS: Mapping[str, type] = {
    "description": str,
    "schema": str,
    "plan": str,
    "calibration": str,
    "consistency": int,
    "examples": list,
    "parameters": dict,
}


@dataclass(frozen=True)
class Example:
    """A worked example: a text, its metadata, and the answer wanted for it."""

    text: str
    answer: Mapping[str, Any]
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Prompt:
    """A prompt file as read. `parameters` go to the model as they are (temperature, max_tokens …).

    `questions` are its `# ask` sections by what they ask for; `calibration` is a file beside it, if any.
    `consistency` is how often each narrow question is asked, to see what answers agree on. `files` are those
    that it names, from its own folder.
    """

    name: str
    path: Path
    description: str
    schema: str | None
    parameters: Mapping[str, Any]
    examples: tuple[Example, ...]
    system: str
    user: str
    digest: str
    plan: str = "single"
    calibration: Path | None = None
    consistency: int = 1
    questions: Mapping[str, PromptQuestion] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def load_prompt(name: str, *, folder: Path | None = None) -> Prompt:
    """The prompt of that name or path. `folder` is the user's own prompt folder.

    Raises `PromptError` for a name that nobody has, or a file that is not a prompt.
    """
    return _read(_locate(name, folder), name)


def prompt_names(*, folder: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Every prompt there is, by name; the user's hide the bundled ones of the same name."""
    seen: set[str] = set()
    for root in _roots(folder):
        for path in sorted(root.glob("*/*.md")):
            name = f"{path.parent.name}/{path.stem}"
            if name not in seen:
                seen.add(name)
                yield name, path


def default_prompt(schema_name: str, *, folder: Path | None = None) -> str:
    """The prompt a schema gets when none is named: `<schema in snake case>/default`, else `any/default`."""
    name = f"{snake_case(schema_name)}/default"
    return name if any(name == known for known, _ in prompt_names(folder=folder)) else "any/default"


def _roots(folder: Path | None) -> list[Path]:
    return [root for root in (folder, BUNDLED) if root is not None and root.is_dir()]


def _locate(name: str, folder: Path | None) -> Path:
    if name.endswith(".md"):
        if Path(name).is_file():
            return Path(name)
        raise PromptError(
            f"no prompt file {name}", hint="check the path; `affidavit prompt ls` lists the rest"
        )
    known = dict(prompt_names(folder=folder))
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"did you mean {close[0]}?" if close else "`affidavit prompt ls` lists them"
    raise PromptError(f"no prompt {name!r}", hint=hint)


def _read(path: Path, name: str) -> Prompt:
    source = _text_of(path)
    match = _FRONT_MATTER.match(source)
    if match is None:
        raise PromptError(f"{path}: no front matter", hint="begin the file with --- lines around YAML")
    front = _front_matter(match[1], path)
    sections = _sections(match[2], path)
    named = tuple(str(item) for item in front.get("examples") or ())
    examples = tuple(_example(path.parent / item, path) for item in named)
    calibration = path.parent / str(front["calibration"]) if front.get("calibration") else None
    return Prompt(
        name=name,
        path=path,
        description=str(front.get("description", "")),
        schema=front.get("schema"),
        parameters=dict(front.get("parameters") or {}),
        examples=examples,
        system=sections.get("system", ""),
        user=sections["user"],
        digest=_digest(source, examples, _text_of(calibration) if calibration else ""),
        plan=str(front.get("plan") or "single"),
        questions=_questions(sections, path),
        consistency=max(1, int(front.get("consistency") or 1)),
        calibration=calibration,
        files=(*named, str(front["calibration"])) if calibration else named,
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PromptError(f"{path}: not UTF-8", hint="save the file as UTF-8") from error
    except OSError as error:
        raise PromptError(f"{path} cannot be read: {error.strerror}") from error


def _front_matter(source: str, path: Path) -> dict[str, Any]:
    import yaml

    try:
        front = yaml.safe_load(source) or {}
    except yaml.YAMLError as error:
        raise PromptError(f"{path}: front matter is not YAML: {one_line(str(error))}") from error
    if not isinstance(front, dict):
        raise PromptError(f"{path}: front matter must be keys and values")
    unknown = sorted(set(front) - set(_KEYS))
    if unknown:
        raise PromptError(
            f"{path}: unknown front matter key {unknown[0]!r}", hint=f"known: {', '.join(sorted(_KEYS))}"
        )
    for key, value in front.items():
        if value is not None and not isinstance(value, _KEYS[key]):
            raise PromptError(f"{path}: {key} in the front matter is not a {_KEYS[key].__name__}")
    return front


def _sections(body: str, path: Path) -> dict[str, str]:
    parts = SECTION.split(body)
    sections = {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    if "user" not in sections:
        raise PromptError(f"{path}: no '# user' section", hint="the article goes into the user section")
    if len(sections) * 2 + 1 != len(parts):
        raise PromptError(f"{path}: a section stands twice")
    return sections


def _questions(sections: Mapping[str, str], path: Path) -> dict[str, PromptQuestion]:
    found = [read_question(name, text, path) for name, text in sections.items() if name.startswith("ask ")]
    return {question.key: question for question in found}


def _example(path: Path, prompt: Path) -> Example:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Example(text=str(data["text"]), answer=dict(data["answer"]), meta=dict(data.get("meta", {})))
    except OSError as error:
        raise PromptError(f"{prompt}: no example file {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise PromptError(
            f"{prompt}: example {path} is not usable: {one_line(str(error))}",
            hint='an example is JSON with "text", "answer" and optionally "meta"',
        ) from error


def _digest(source: str, examples: Sequence[Example], calibration: str) -> str:
    parts = [source, *(json.dumps([e.text, e.answer, e.meta], sort_keys=True) for e in examples)]
    parts += [calibration] if calibration else []
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
