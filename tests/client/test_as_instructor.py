"""What we send and what we make of the answer is what instructor itself would, in its JSON_SCHEMA mode.

We ask the first time without it (see `extract.client.asking`); these tests keep that from mattering.
"""

import asyncio
from typing import Any

import instructor
import openai
import pytest
from instructor.core.exceptions import InstructorRetryException
from pydantic import BaseModel

from extract.client.asking import Question, ask
from extract.client.openai_caller import OpenAICaller
from extract.client.response_format import response_format
from extract.errors import AnswerInvalid
from schemas.annotations import Quote
from tests.client.fakes import Report, Toll, Tree
from tests.client.test_asking import MESSAGES
from tests.client.test_response_format import Everything
from tests.loopback import LoopbackServer, ok

PARAMETERS = {"temperature": 0, "seed": 3, "max_tokens": 300}


class Forbidding(BaseModel, extra="forbid"):
    quote: Quote
    number: int | None = None


ANSWERS: dict[type[BaseModel], list[Any]] = {
    Toll: [
        {"quote": "q", "number": 1},
        {"quote": "q", "number": "12"},
        {"quote": "q", "number": 12.0},
        {"quote": "q", "number": 12.5},
        {"quote": "q", "number": True},
        {"quote": 12, "number": 1},
        {"quote": "q", "number": None},
        {"quote": "q", "number": 1, "kind": "missing"},
        {"quote": "q", "number": 1, "invented": []},
        {"quote": "q", "number": 10**30},
        '{"quote": "q", "number": NaN}',
        '{"quote": "q", "number": 1, "number": 2}',
        "{",
        "",
        "null",
        '"{}"',
        '```json\n{"quote": "q", "number": 1}\n```',
        'Here it is: {"quote": "q", "number": 1}',
        '  {"quote": "q", "number": 1}\n\n',
        '{"quote": "a\\u0000\\ud83d\\ude00b", "number": 1}',
        '{"quote": "\\ud83d", "number": 1}',
    ],
    Report: [
        {},
        {"tolls": [{"quote": "q", "number": 1}, {"quote": "r"}]},
        {"tolls": {"quote": "q", "number": 1}},
    ],
    Forbidding: [
        {"quote": "q"},
        {"quote": "q", "number": 2, "invented": 1},
    ],
    Tree: [
        {"name": "a", "branches": [{"name": "b", "branches": [{"name": "c"}]}]},
        {"name": "a", "branches": [{"branches": []}]},
    ],
    Everything: [
        {"tags": ["a"], "pet": {"kind": "dog"}, "when": "2020-02-30"},
        {"tags": ["a"], "pet": {"kind": "dog"}, "when": "2020-02-28", "amount": "1.50"},
    ],
}


async def by_instructor(
    url: str, schema: type[BaseModel], *, times: int, reasks: int
) -> list[BaseModel | None]:
    client = openai.AsyncOpenAI(base_url=url, api_key="sk-test", max_retries=0)
    create = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA).chat.completions.create
    options = {"model": "m", "messages": MESSAGES, "max_retries": reasks, "strict": False, **PARAMETERS}
    values: list[BaseModel | None] = []
    async with client:
        for _ in range(times):
            try:
                values.append(await create(response_model=schema, **options))
            except InstructorRetryException:
                values.append(None)
    return values


async def by_us(url: str, schema: type[BaseModel], *, times: int, reasks: int) -> list[BaseModel | None]:
    caller = OpenAICaller(url, "sk-test")
    form = response_format(schema, flavour="server")
    question = Question(url, "m", MESSAGES, schema, form, PARAMETERS, reasks)
    values: list[BaseModel | None] = []
    for _ in range(times):
        try:
            values.append((await ask(caller, question)).value)
        except AnswerInvalid:
            values.append(None)
    await caller.aclose()
    return values


def both(
    schema: type[BaseModel], contents: list[Any], *, times: int = 1, reasks: int = 0
) -> list[tuple[list[Any], list[Any]]]:
    """For us and for instructor: the values of so many questions, and the bodies of their requests."""
    seen = []
    for way in (by_us, by_instructor):
        with LoopbackServer([ok(content) for content in contents]) as server:
            values = asyncio.run(way(server.url, schema, times=times, reasks=reasks))
        dumped = [value and value.model_dump() for value in values]
        seen.append((dumped, [request.body for request in server.requests]))
    return seen


@pytest.mark.parametrize("schema", ANSWERS)
def test_the_same_requests_and_the_same_values(schema):
    contents = ANSWERS[schema]
    ours, theirs = both(schema, contents, times=len(contents))

    assert ours == theirs
    assert len(ours[1]) == len(contents)
    assert any(ours[0])


@pytest.mark.parametrize("valid_at_last", [True, False])
def test_the_same_conversation_over_invalid_answers(valid_at_last):
    last = {"quote": "q", "number": 1} if valid_at_last else {"quote": "q"}
    ours, theirs = both(Toll, [{"number": "x"}, "{nope", last, last], reasks=2)

    assert ours == theirs
    assert len(ours[1]) == 3
    assert (ours[0] != [None]) is valid_at_last


def test_the_value_is_an_instance_of_the_schema_itself_not_of_instructors_subclass():
    with LoopbackServer([ok({}), ok({"quote": "q", "number": 1})]) as server:
        (value,) = asyncio.run(by_us(server.url, Toll, times=1, reasks=1))
    assert type(value) is Toll
