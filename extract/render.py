"""How a prompt and a document become messages. The article is data: it is never a template.

Order matters for speed: instructions, outline and examples come first and are the same for every
document, so that a server can keep them in its prefix cache; the article comes last.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from extract.document import Document, published_date
from extract.errors import PromptError
from extract.outline import outline
from extract.prompt import Prompt

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

Message = dict[str, Any]
# What would end the article's own block, or be read as a control token by a chat template.
_CONTROL = re.compile(r"<(?=\|)|<(?=/?article\b)|\[(?=/?INST\b)|<(?=/?s>)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"
_STAND_IN = "\ue000" * 3
"""For an article: no prompt holds these private characters, and no filter changes them."""


class Renderer:
    """Messages for any document, from one prompt and one schema.

    Raises `PromptError` at once if a template is malformed or uses a name that there is not.
    """

    def __init__(self, prompt: Prompt, schema: type[BaseModel]) -> None:
        self._prompt = prompt
        shared = {"outline": outline(schema), "schema_name": schema.__name__}
        self._user = template_of(prompt.user, prompt)
        system = rendered(template_of(prompt.system, prompt), prompt, {**shared, **variables_of("", {})})
        self._prefix: list[Message] = [{"role": "system", "content": system}] if system else []
        self._shared = shared
        self._check_turn()
        for example in prompt.examples:
            self._prefix += self._turn(example.text, example.meta)
            self._prefix.append({"role": "assistant", "content": compact(example.answer)})

    def messages(self, document: Document) -> list[Message]:
        return [*self._prefix, *self._turn(document.text, document.meta)]

    def _check_turn(self) -> None:
        """What is wrong with the user section shows now, not at the first document or in no answer at all."""
        (turn,) = self._turn(_STAND_IN, {})
        if _STAND_IN not in turn["content"]:
            raise PromptError(
                f"{self._prompt.path}: the model would not see the article",
                hint="put {{ text }} into the # user section",
            )

    def _turn(self, text: str, meta: Mapping[str, Any]) -> list[Message]:
        variables = {**self._shared, **variables_of(text, meta)}
        return [{"role": "user", "content": rendered(self._user, self._prompt, variables)}]


def defuse(text: str) -> str:
    """The text with a zero-width space in whatever a chat template could take for a control token.

    Grounding ignores zero-width spaces, so a quote across such a place is still found.
    """
    if "<" not in text and "[" not in text:  # as nearly all texts
        return text
    return _CONTROL.sub(lambda match: match[0] + _ZERO_WIDTH_SPACE, text)


def variables_of(text: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    published = published_date(meta)
    return {
        "text": defuse(text),
        "meta": _Meta({key: defuse(str(value)) for key, value in meta.items() if value is not None}),
        "published": _day(published) if published else "",
        "recent_days": _recent_days(published) if published else "",
    }


class _Meta(dict[str, str]):
    """What a document does not say of itself is empty, and no reason to refuse a template."""

    def __missing__(self, key: str) -> str:
        return ""


@functools.lru_cache(maxsize=1024)
def _day(published: dt.date) -> str:
    return f"{published:%A} {published}"


@functools.lru_cache(maxsize=1024)
def _recent_days(published: dt.date) -> str:
    days = [published - dt.timedelta(days=back) for back in range(1, 7)]
    return "Days before: " + ", ".join(f"{day:%A} {day}" for day in days) + "."


def compact(answer: Mapping[str, Any]) -> str:
    """An answer as JSON, in as few tokens as it takes."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


@functools.cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)


def template_of(source: str, prompt: Prompt) -> Template:
    from jinja2 import TemplateSyntaxError

    try:
        return _environment().from_string(source)
    except TemplateSyntaxError as error:
        raise PromptError(
            f"{prompt.path}: Jinja error in line {error.lineno} of a section: {error.message}",
            hint="text that is not a template must not hold {{ or {%",
        ) from error


def rendered(template: Template, prompt: Prompt, variables: Mapping[str, Any]) -> str:
    try:
        return template.render(variables).strip()
    except Exception as error:  # an expression in a template may raise anything
        raise PromptError(
            f"{prompt.path}: the template does not render: {' '.join(str(error).split())}",
            hint=f"a template may use: {', '.join(sorted(variables))}",
        ) from error
