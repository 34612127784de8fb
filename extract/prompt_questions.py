"""What is an `# ask` section of a prompt: the words of one narrow question, and worked examples of it?

    # ask casualties.scope with about, before

    Whose toll is it?

    > A blast in May killed **five**.
    {"scope": "other_event"}

The heading names what is asked for: a field's path (`casualties.scope`), its name alone (`scope`), the name
of a nested model (`source`), or `figures`. After `with` stands what the question shows beside the passage.
The lines behind `>` are the user's turn of an example, the JSON under them is the answer wanted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import PromptError

CONTEXTS = ("about", "before", "after", "published")
_HEADING = re.compile(r"ask (?P<key>[\w.\[\]]+)(?: with (?P<contexts>[\w, ]+))?")
EXAMPLE = re.compile(r"(?:^>.*\n)+[ \t]*\n?\{.*\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class PromptQuestion:
    """`instruction` is a Jinja template; `examples` pair a user's turn with the answer."""

    key: str
    contexts: frozenset[str]
    instruction: str
    examples: tuple[tuple[str, Mapping[str, Any]], ...]


def read_question(heading: str, text: str, path: Path) -> PromptQuestion:
    """Raises `PromptError` for a heading or an example that cannot be read."""
    match = _HEADING.fullmatch(heading)
    if match is None:
        raise PromptError(f"{path}: '# {heading}' is not '# ask NAME with CONTEXT, …'")
    contexts = frozenset(part.strip() for part in (match["contexts"] or "").split(",") if part.strip())
    if unknown := sorted(contexts - set(CONTEXTS)):
        raise PromptError(f"{path}: '# {heading}': no {unknown[0]!r}", hint=f"known: {', '.join(CONTEXTS)}")
    examples = tuple(_example(block[0], path) for block in EXAMPLE.finditer(text))
    instruction = EXAMPLE.sub("", text).strip()
    if re.search(r"^>", instruction, re.MULTILINE):
        raise PromptError(f"{path}: '# {heading}': an example has no JSON on the line under it")
    return PromptQuestion(match["key"], contexts, instruction, examples)


def _example(block: str, path: Path) -> tuple[str, Mapping[str, Any]]:
    *shown, answer = block.strip().split("\n")
    turn = "\n".join(line.removeprefix(">").removeprefix(" ") for line in shown if line.startswith(">"))
    try:
        value = json.loads(answer)
    except ValueError as error:
        raise PromptError(f"{path}: the answer of an example is not JSON: {answer[:60]}") from error
    if not isinstance(value, dict):
        raise PromptError(f"{path}: the answer of an example is not an object: {answer[:60]}")
    return turn, value
