"""How is a narrow question put, and how likely is its answer?

The words come from the prompt's `# ask` sections; where it has none, from the schema's descriptions.
Instruction and examples are the same for every question of a kind: a server reads them once and keeps them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, create_model

from extract.client.asking import Answer
from extract.client.reply import Token
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


def narrow_model(title: str, /, **fields: Any) -> type[BaseModel]:
    """A Pydantic model for the answer to one question; closed, so that a grammar made from it is closed."""
    made: type[BaseModel] = create_model(title, __config__=ConfigDict(extra="forbid"), **fields)
    return made


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


def probability(answer: Answer, name: str, options: Sequence[str] = ()) -> float:
    """How likely the model held the value of a field to be, by its tokens; 1.0 where the server does not say.

    The product of the probabilities of the tokens that the value is made of. `options` are what else it could
    have been: then its first token counts among theirs alone, as far as the server names them, so that what
    a grammar forbade does not count against the value. Where the question was asked several times, the share
    of answers that agree.
    """
    if answer.others:
        return _agreement(answer, name)
    start, end = _value_at("".join(token.text for token in answer.tokens), name)
    total, at = 0.0, 0
    for token in answer.tokens:
        if at < end and start < at + len(token.text):
            total += _among(token, options, start - at) if at <= start else token.logprob
        at += len(token.text)
    return math.exp(min(total, 0.0))


def _agreement(answer: Answer, name: str) -> float:
    """Self-consistency: how many of all answers have this value."""
    said = [getattr(value, name, None) for value in (answer.value, *answer.others)]
    return said.count(said[0]) / len(said)


def likelihoods(answer: Answer, name: str, options: Sequence[str]) -> dict[str, float]:
    """How likely each option is as the value of a field, by the first token; they sum to 1.

    Empty where the server does not name the likeliest tokens. Options that begin alike share their part.
    """
    start, _ = _value_at("".join(token.text for token in answer.tokens), name)
    at = 0
    for token in answer.tokens:
        if at <= start < at + len(token.text):
            return _shares(token, options, start - at)
        at += len(token.text)
    return {}


def entry_probabilities(answer: Answer, name: str, count: int) -> list[float]:
    """How likely the model held it that each entry of a list of texts follows, by the token that opens it.

    1.0 for each where the server does not say.
    """
    text = "".join(token.text for token in answer.tokens)
    match = re.search(rf'"{re.escape(name)}"\s*:\s*\[', text)
    at = match.end() if match is not None else len(text)
    found = []
    for _ in range(count):
        at = text.find('"', at)
        if at < 0:
            break
        found.append(math.exp(min(0.0, _token_at(answer.tokens, at).logprob)))
        try:
            _, length = json.JSONDecoder().raw_decode(text[at:])
        except ValueError:
            break
        at += length
    return found + [1.0] * (count - len(found))


def _token_at(tokens: Sequence[Token], offset: int) -> Token:
    at = 0
    for token in tokens:
        at += len(token.text)
        if offset < at:
            return token
    return tokens[-1]


def _value_at(text: str, name: str) -> tuple[int, int]:
    """Where the value of a field stands in an answer, without its quotation marks."""
    match = re.search(rf'"{re.escape(name)}"\s*:\s*', text)
    if match is None:
        return 0, 0
    start = match.end() + (text[match.end() : match.end() + 1] == '"')
    try:
        _, length = json.JSONDecoder().raw_decode(text[match.end() :])
    except ValueError:
        return 0, 0
    return start, match.end() + length - (start > match.end())


def _among(token: Token, options: Sequence[str], skip: int) -> float:
    """The logarithm of the token's share among those that begin an option."""
    beginnings = {text: logprob for text, logprob in token.others if _begins(text[skip:], options)}
    beginnings[token.text] = token.logprob
    if not options or len(beginnings) < 2:
        return token.logprob if not token.others or not options else 0.0
    return token.logprob - math.log(sum(math.exp(logprob) for logprob in beginnings.values()))


def _shares(token: Token, options: Sequence[str], skip: int) -> dict[str, float]:
    weights = dict.fromkeys(options, 0.0)
    for text, logprob in token.others:
        fitting = [option for option in options if _begins(text[skip:], (option,))]
        for option in fitting:
            weights[option] += math.exp(logprob) / len(fitting)
    total = sum(weights.values())
    return {option: weight / total for option, weight in weights.items()} if total else {}


def _begins(text: str, options: Sequence[str]) -> bool:
    words = text.strip().strip('"')
    return bool(words) and any(option.startswith(words) or words.startswith(option) for option in options)
