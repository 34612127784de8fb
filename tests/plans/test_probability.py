"""How likely is an answer, by its tokens?"""

from __future__ import annotations

import math

import pytest
from pydantic import BaseModel

from extract.client.asking import Answer
from extract.client.reply import Token, read_reply
from extract.plans.staged.likelihood import likelihoods, probability, weighed
from extract.plans.staged.questions import marked


class Harm(BaseModel):
    harm: str


def answer(*tokens: Token) -> Answer:
    return Answer(Harm(harm="killed"), (), tuple(tokens))


def token(text: str, share: float = 1.0, **others: float) -> Token:
    return Token(text, math.log(share), tuple((name, math.log(other)) for name, other in others.items()))


KILLED = (
    token('{"'),
    token("harm"),
    token('":"'),
    token("k", 0.6, k=0.6, w=0.2, none=0.1, The=0.1),
    token("illed", 0.9),
    token('"}'),
)
OPTIONS = ("killed", "wounded", "none")


def test_the_tokens_of_the_value_count_and_no_others() -> None:
    assert probability(answer(*KILLED), "harm") == pytest.approx(0.6 * 0.9)


def test_among_its_options_a_value_is_likelier() -> None:
    assert probability(answer(*KILLED), "harm", OPTIONS) == pytest.approx(0.6 / 0.9 * 0.9)


def test_each_option_has_its_share() -> None:
    shares = likelihoods(answer(*KILLED), "harm", OPTIONS)
    assert shares == pytest.approx({"killed": 0.6 / 0.9, "wounded": 0.2 / 0.9, "none": 0.1 / 0.9})


def test_a_quotation_mark_may_come_with_the_value() -> None:
    tokens = (token('{"harm":'), token('"killed', 0.5), token('"}'))
    assert probability(answer(*tokens), "harm") == pytest.approx(0.5)


@pytest.mark.parametrize("tokens", [(), (token("{}"),), (token('{"harm":'), token("broken"))])
def test_where_the_server_does_not_say_nothing_is_held_against_it(tokens: tuple[Token, ...]) -> None:
    assert probability(answer(*tokens), "harm") == 1.0
    assert likelihoods(answer(*tokens), "harm", OPTIONS) == {}


def test_logprobs_are_read_as_servers_send_them() -> None:
    body = (
        b'{"choices":[{"message":{"content":"x"},"logprobs":{"content":[{"token":"x","logprob":-0.5,'
        b'"top_logprobs":[{"token":"x","logprob":-0.5},{"token":"y","logprob":-1.5}]}]}}]}'
    )
    assert read_reply(body).tokens == (Token("x", -0.5, (("x", -0.5), ("y", -1.5))),)


@pytest.mark.parametrize(
    "logprobs", [b"null", b"{}", b'{"content":null}', b'{"content":[{"token":"x"}]}', b"[1]"]
)
def test_logprobs_that_are_none_are_none(logprobs: bytes) -> None:
    body = b'{"choices":[{"message":{"content":"x"},"logprobs":' + logprobs + b"}]}"
    assert read_reply(body).tokens == ()


def test_marks_stand_around_the_words() -> None:
    assert marked("at least 40 died", 9, 11) == "at least **40** died"


class Items(BaseModel):
    items: list[Harm]


def test_of_two_objects_each_has_its_own_probability() -> None:
    tokens = (
        token('{"items":[{"harm":"'),
        token("killed", 0.9),
        token('"},{"harm":"'),
        token("wounded", 0.2),
        token('"}]}'),
    )
    told = Answer(Items(items=[Harm(harm="killed"), Harm(harm="wounded")]), (), tokens)
    assert probability(told, "harm", which=0) == pytest.approx(0.9)
    assert probability(told, "harm", which=1) == pytest.approx(0.2)


def test_of_several_answers_those_count_that_agree_at_that_place() -> None:
    def said(*harms: str) -> Items:
        return Items(items=[Harm(harm=harm) for harm in harms])

    told = Answer(said("killed", "wounded"), (), (), others=(said("killed", "killed"), said("killed")))
    assert probability(told, "harm", which=0) == 1
    assert probability(told, "harm", which=1) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("said", "shares", "term", "sure"),
    [
        ("killed", {"killed": 0.9, "none": 0.1}, "killed", 0.9),
        ("killed", {"killed": 0.55, "wounded": 0.4, "none": 0.05}, "killed", 0.55),
        ("none", {"killed": 0.1, "wounded": 0.3, "none": 0.6}, "none", 0.6),
        ("none", {"killed": 0.3, "wounded": 0.25, "none": 0.45}, "killed", 0.3),
        ("wounded", {}, "wounded", 1.0),
    ],
)
def test_none_is_weighed_and_else_the_word_stands_that_the_model_wrote(
    said: str, shares: dict[str, float], term: str, sure: float
) -> None:
    """Also where two terms begin alike, so that one token stands for both."""
    tokens = (token('{"harm":"'), token(said, shares.get(said, 1.0), **shares), token('"}'))
    told = Answer(Harm(harm=said), (), tokens)
    options = ("killed", "killed_or_wounded", "wounded")
    found, how = weighed(told, "harm", options, none="none", none_from=0.5)
    assert found == term
    assert how == pytest.approx(sure) or (said, term) == ("none", "killed")
