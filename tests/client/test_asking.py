"""From a question to a value: who asks again, when it ends, and that nothing is lost or counted twice."""

import asyncio
import json
import subprocess
import sys
from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel

from extract.client.asking import Answer, Question, ask, attempts_of
from extract.client.openai_caller import OpenAICaller
from extract.client.response_format import response_format
from extract.errors import AnswerInvalid, AnswerRefused, AnswerTruncated, CallError, TransportError
from tests import loopback
from tests.client.fakes import ScriptedCaller, Toll, completion_of
from tests.loopback import LoopbackServer

MESSAGES = [
    {"role": "system", "content": "Extract. {{ 7 * 7 }} is no template."},
    {"role": "user", "content": "<article>At least 40 people were killed on Friday in\nDerna.</article>"},
]
VALID = '{"quote": "40 people", "number": 40}'
INVALID = '{"quote": "40 people", "number": "dozens"}'


def question(schema: type[BaseModel] = Toll, **options) -> Question:
    defaults = {"reasks": 2, "parameters": {"temperature": 0.3, "max_tokens": 100}}
    form = response_format(schema, flavour="server")
    return Question("server", "m", MESSAGES, schema, form, **{**defaults, **options})


def asked(*script, **options) -> tuple[Answer, ScriptedCaller]:
    caller = ScriptedCaller(script)
    return asyncio.run(ask(caller, question(**options))), caller


def failed(kind: type[CallError], *script, **options) -> tuple[CallError, ScriptedCaller]:
    caller = ScriptedCaller(script)
    with pytest.raises(kind) as caught:
        asyncio.run(ask(caller, question(**options)))
    return caught.value, caller


def test_a_valid_answer_takes_one_call():
    answer, caller = asked(completion_of(VALID))

    assert answer.value == Toll(quote="40 people", number=40)
    assert caller.requests == [question().request]
    (attempt,) = answer.attempts
    assert (attempt.usage.input, attempt.usage.output, attempt.usage.cached_input) == (100, 10, 60)
    assert (attempt.seconds, attempt.cached, attempt.error) == (0.5, False, "")


def test_an_invalid_answer_is_shown_to_the_model_and_asked_for_again():
    answer, caller = asked(completion_of(INVALID), completion_of(VALID, cached=True))

    assert type(answer.value) is Toll
    first, second = caller.requests
    assert second.messages[:2] == MESSAGES
    assert second.messages[2] == {"role": "assistant", "content": INVALID}
    assert "number" in second.messages[3]["content"]
    assert (second.parameters, second.response_format) == (first.parameters, first.response_format)
    assert [attempt.cached for attempt in answer.attempts] == [False, True]
    assert answer.attempts[0].error.startswith("number: Input should be a valid integer")


@pytest.mark.parametrize("reasks", [0, 1, 2, 4])
def test_reasks_bound_the_calls_and_the_end_tells_the_last_problem_in_one_line(reasks):
    error, caller = failed(AnswerInvalid, *[completion_of(INVALID)] * 9, reasks=reasks)

    assert len(caller.requests) == reasks + 1 == len(attempts_of(error))
    assert "number: Input should be a valid integer" in str(error)
    assert "\n" not in str(error)
    assert ("attempts" in str(error)) is (reasks > 0)
    assert error.hint


@pytest.mark.parametrize("content", ["", None, "{nope", "```json\n{}\n```", "[1]", "null", "\ud83d"])
def test_content_that_is_no_json_object_is_invalid_like_any_other(content):
    answer, caller = asked(completion_of(content), completion_of(VALID))

    assert len(caller.requests) == len(answer.attempts) == 2


def test_a_cut_off_answer_gets_more_room_once():
    cut = completion_of('{"quote": "40 pe', finish_reason="length")
    answer, caller = asked(cut, completion_of(VALID), truncation_factor=2.5)

    assert [request.parameters["max_tokens"] for request in caller.requests] == [100, 250]
    assert caller.requests[1].messages == MESSAGES
    assert [attempt.error for attempt in answer.attempts] == ["cut off", ""]


def test_an_answer_cut_off_with_more_room_too_is_truncated():
    cut = completion_of("{", finish_reason="length")
    error, caller = failed(AnswerTruncated, cut, cut, completion_of(VALID))

    assert len(caller.requests) == 2 == len(attempts_of(error))
    assert "cut off at 200 tokens in 2 attempts" in str(error)
    assert error.outcome == "truncated"


@pytest.mark.parametrize("options", [{"parameters": {}}, {"truncation_factor": 1.0}])
def test_without_a_limit_to_raise_truncation_is_final(options):
    _, caller = failed(AnswerTruncated, completion_of("{", finish_reason="length"), **options)

    assert len(caller.requests) == 1


def test_a_complete_looking_answer_that_was_cut_off_is_not_trusted():
    cut = completion_of(VALID, finish_reason="length")

    assert failed(AnswerTruncated, cut, cut)


def test_room_once_given_is_kept_and_not_given_twice():
    cut = completion_of("{", finish_reason="length")
    error, caller = failed(AnswerTruncated, cut, completion_of(INVALID), cut)

    assert [request.parameters["max_tokens"] for request in caller.requests] == [100, 200, 200]
    assert len(attempts_of(error)) == 3


def test_a_reask_that_is_cut_off_gets_more_room_too():
    cut = completion_of("{", finish_reason="length")
    answer, caller = asked(completion_of(INVALID), cut, completion_of(VALID))

    assert [request.parameters["max_tokens"] for request in caller.requests] == [100, 100, 200]
    assert caller.requests[1].messages == caller.requests[2].messages
    assert len(answer.attempts) == 3


def test_newer_models_have_another_name_for_the_limit():
    cut = completion_of("{", finish_reason="length")
    _, caller = asked(cut, completion_of(VALID), parameters={"max_completion_tokens": 50})

    assert caller.requests[1].parameters == {"max_completion_tokens": 100}


@pytest.mark.parametrize(
    ("completion", "message"),
    [
        (completion_of(None, refusal="I can't\nhelp."), "the model declined: I can't help."),
        (completion_of("", finish_reason="content_filter"), "the model declined: content filter"),
    ],
)
@pytest.mark.parametrize("before", [(), (completion_of(INVALID),)])
def test_a_refusal_is_final_at_any_point(completion, message, before):
    error, caller = failed(AnswerRefused, *before, completion, completion_of(VALID))

    assert str(error) == message
    assert len(caller.requests) == len(before) + 1 == len(attempts_of(error))


def test_a_fault_of_the_transport_passes_through_with_what_was_paid_before_it():
    fault = TransportError("reset by peer", hint="look")
    error, _ = failed(TransportError, completion_of(INVALID), fault)

    assert error is fault
    assert [attempt.error[:6] for attempt in attempts_of(error)] == ["number"]
    assert attempts_of(TransportError("never asked")) == ()


def test_an_error_in_a_validator_of_the_schema_is_not_taken_for_an_invalid_answer():
    class Broken(BaseModel):
        number: Annotated[int, AfterValidator(lambda number: 1 // number)]

    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask(ScriptedCaller([completion_of('{"number": 0}')]), question(Broken)))
    script = [completion_of("{}"), completion_of('{"number": 0}')]
    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask(ScriptedCaller(script), question(Broken)))


def over_http(server: LoopbackServer, asked: Question) -> Answer:
    async def once() -> Answer:
        caller = OpenAICaller(server.url, "sk-test")
        try:
            return await ask(caller, asked)
        finally:
            await caller.aclose()

    return asyncio.run(once())


def test_over_http_the_first_request_is_paid_once():
    with LoopbackServer([loopback.ok(INVALID), loopback.ok("{nope"), loopback.ok(VALID)]) as server:
        answer = over_http(server, question())

    assert server.count == 3 == len(answer.attempts)
    assert len({json.dumps(request.body) for request in server.requests}) == 3


def test_over_http_room_is_given_once():
    with LoopbackServer(lambda *_: loopback.length_unless(150)) as server:
        assert over_http(server, question()).value
    with LoopbackServer(lambda *_: loopback.length_unless(201)) as too_small, pytest.raises(AnswerTruncated):
        over_http(too_small, question())
    assert (server.count, too_small.count) == (2, 2)


REPLAY = """
import asyncio, sys
from extract.client.asking import ask
from extract.client.stack import open_caller
from extract.client.openai_caller import OpenAICaller
import tests.client.test_asking as this
OpenAICaller("http://127.0.0.1:1/v1", None)
this.asked(this.completion_of(this.VALID))
loaded = {"openai", "instructor", "httpx2", "tenacity"} & set(sys.modules)
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""


def test_a_replay_of_valid_answers_imports_neither_openai_nor_instructor():
    done = subprocess.run([sys.executable, "-c", REPLAY], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
