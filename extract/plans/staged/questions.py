"""How is a narrow question put?

The words come from the prompt's `# ask` sections; where it has none, from the schema's descriptions.
Instruction and examples are the same for every question of a kind: a server reads them once and keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, create_model, model_validator

from extract.document import Document
from extract.plans.staged.sentences import Article, Sentence
from extract.prompt import Prompt
from extract.prompt_questions import PromptQuestion
from extract.render import Message, compact, defuse, rendered, template_of, variables_of

MARK = "**"
Quoted = Annotated[str, StringConstraints(max_length=160)]
"""Words of the article that are evidence."""
Noun = Annotated[str, StringConstraints(max_length=60)]
"""Words of the article for what a figure counts."""
Short = Annotated[str, StringConstraints(max_length=80)]
"""Words of the article that name something."""
Named = Annotated[str, StringConstraints(max_length=110)]
"""Words of the article that name somebody, with what they are."""
_STAND_INS = {name: f"({name})" for name in ("passage", "about", "before", "after")}


class _Narrow(BaseModel):
    """An answer to one question; closed, so that a grammar made from it is closed."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _nothing_in_words(cls, data: Any) -> Any:
        """ "null", in quotation marks, is null where that is allowed."""
        if not isinstance(data, dict):
            return data
        return {
            name: None if value == "null" and _may_be_null(cls, name) else value
            for name, value in data.items()
        }


def _may_be_null(model: type[BaseModel], name: str) -> bool:
    info = model.model_fields.get(name)
    return info is not None and NoneType in get_args(info.annotation)


def narrow_model(title: str, /, **fields: Any) -> type[BaseModel]:
    """A Pydantic model for the answer to one question."""
    made: type[BaseModel] = create_model(title, __base__=_Narrow, **fields)
    return made


@lru_cache(maxsize=256)
def choice_model(name: str, options: tuple[str, ...]) -> type[BaseModel]:
    """One of some words, or null."""
    return narrow_model("Choice", **{name: (Literal[options] | None, ...)})


def marked(text: str, start: int, end: int) -> str:
    """The text with the words at `start:end` between marks, which the article itself then may not use."""
    parts = (text[:start], text[start:end], text[end:])
    before, words, after = (part.replace(MARK, "") for part in parts)
    return f"{before}{MARK}{words}{MARK}{after}"


@dataclass(frozen=True)
class Place:
    """Where in which document a question is asked: the article, and the sentence that it is about."""

    document: Document
    article: Article
    sentence: Sentence

    def shows(self, contexts: frozenset[str]) -> dict[str, str]:
        """What a question shows beside its passage, as far as it wants it; the rest is empty."""
        shown = {
            "about": self.article.about,
            "before": self.article.before(self.sentence, 2)[-400:],
            "after": self.article.after(self.sentence)[:300],
            "published": variables_of("", self.document.meta)["published"],
        }
        return {name: defuse(text) if name in contexts else "" for name, text in shown.items()}


@dataclass
class Questionnaire:
    """The messages of every narrow question of a run."""

    prompt: Prompt

    def __post_init__(self) -> None:
        self._user = template_of(self.prompt.user, self.prompt)
        self._system = template_of(self.prompt.system, self.prompt)
        self._prefixes = {key: self._prefix(each) for key, each in self.prompt.questions.items()}
        self.preview()  # what is wrong with the user section shows now, not at the first document

    def find(self, *keys: str) -> PromptQuestion | None:
        """The section for the first of the keys that the prompt has one for."""
        return next((self.prompt.questions[key] for key in keys if key in self.prompt.questions), None)

    def messages(self, keys: Sequence[str], fallback: str, passage: str, place: Place) -> list[Message]:
        """`fallback` is the instruction where the prompt has no section for any of the keys."""
        question = self.find(*keys)
        if question is None:
            question = PromptQuestion(keys[0], frozenset(), fallback, ())
            prefix = self._prefix(question)
        else:
            prefix = self._prefixes[question.key]
        shown = {**place.shows(question.contexts), "passage": defuse(passage), "text": defuse(passage)}
        variables = {**variables_of("", place.document.meta), **shown}
        turn = {"role": "user", "content": rendered(self._user, self.prompt, variables)}
        return [*prefix, turn]

    def preview(self) -> list[Message]:
        """Every kind of question of the prompt, with stand-ins for what an article gives."""
        passage = rendered(self._user, self.prompt, {**_STAND_INS, **variables_of("", {})})
        turn = {"role": "user", "content": passage}
        made_of_schema = PromptQuestion("", frozenset(), "(a question made of the schema)", ())
        prefixes = [*self._prefixes.values()] or [self._prefix(made_of_schema)]
        return [message for prefix in prefixes for message in (*prefix, turn)]

    def _prefix(self, question: PromptQuestion) -> list[Message]:
        system = rendered(self._system, self.prompt, {"question": question.instruction})
        messages: list[Message] = [{"role": "system", "content": system}]
        for turn, answer in question.examples:
            messages.append({"role": "user", "content": turn})
            messages.append({"role": "assistant", "content": compact(answer)})
        return messages
