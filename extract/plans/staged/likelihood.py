"""How likely is an answer, by the probabilities of its tokens?

Where the server does not give them, everything is 1: nothing is held against an answer. Where a question was
asked several times, the share of answers that agree counts instead.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from extract.client.asking import Answer
from extract.client.reply import Token


def probability(answer: Answer, name: str, options: Sequence[str] = (), *, which: int = 0) -> float:
    """How likely the model held the value of a field to be, by its tokens; 1.0 where the server does not say.

    The product of the probabilities of the tokens that the value is made of. `options` are what else it could
    have been: then its first token counts among theirs alone, as far as the server names them, so that what
    a grammar forbade does not count against the value. Where the question was asked several times, the share
    of answers that agree.
    """
    if answer.others:
        return _agreement(answer, name, which)
    start, end = _value_at("".join(token.text for token in answer.tokens), name, which)
    total, at = 0.0, 0
    for token in answer.tokens:
        if at < end and start < at + len(token.text):
            total += _among(token, options, start - at) if at <= start else token.logprob
        at += len(token.text)
    return math.exp(min(total, 0.0))


def _agreement(answer: Answer, name: str, which: int) -> float:
    """Self-consistency: how many of all answers have this value at that place."""
    said = [
        next(islice(_values(value.model_dump(), name), which, None), None)
        for value in (answer.value, *answer.others)
    ]
    return said.count(said[0]) / len(said)


def _values(told: Any, name: str) -> Iterator[Any]:
    """What stands under that name in an answer, in the order of its text."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key == name:
                yield value
            yield from _values(value, name)
    elif isinstance(told, list):
        for value in told:
            yield from _values(value, name)


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


def weighed(
    answer: Answer, name: str, options: Sequence[str], *, none: str, none_from: float
) -> tuple[str, float]:
    """The option that the answer has for a field, and how likely it is; `none` is taken from a share on.

    Where the model wrote `none` with less than that, the likeliest other option is taken. Options that
    begin alike count for one another: the first token does not part them.
    """
    said = str(getattr(answer.value, name))
    shares = {} if answer.others else likelihoods(answer, name, (*options, none))
    if not shares:
        return said, probability(answer, name)
    if shares[none] >= none_from:
        return none, shares[none]
    together = {
        option: sum(shares[each] for each in options if each.startswith(option) or option.startswith(each))
        for option in options
    }
    if said == none:
        said = max(options, key=lambda option: together[option])
    return said, together[said]


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


def _value_at(text: str, name: str, which: int = 0) -> tuple[int, int]:
    """Where the value of a field stands in an answer, without its quotation marks; in its n-th object."""
    matches = list(re.finditer(rf'"{re.escape(name)}"\s*:\s*', text))
    if which >= len(matches):
        return 0, 0
    match = matches[which]
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
