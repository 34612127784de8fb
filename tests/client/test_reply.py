import json

import pytest

from extract.client.reply import TokenUsage, read_reply
from extract.errors import TransportError
from tests.client.fakes import completion_of


def test_a_reply_is_the_first_choice_and_what_it_cost():
    reply = read_reply(completion_of("{}").body)

    assert (reply.content, reply.refusal, reply.finish_reason, reply.truncated) == ("{}", "", "stop", False)
    assert reply.usage == TokenUsage(input=100, output=10, cached_input=60)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"choices": [{"mess',
        b"<html>502</html>",
        b'{"error": "overloaded"}',
        b'{"choices": []}',
        b'{"choices": [{"text": "legacy"}]}',
        b"[]",
        b"null",
        b'{"choices": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_completion_is_a_fault_of_the_transport(body):
    with pytest.raises(TransportError, match=r"^the answer is not [\w ]+: .{1,80}$"):
        read_reply(body)


def test_a_content_filter_counts_as_a_refusal():
    assert read_reply(completion_of("", finish_reason="content_filter").body).refusal == "content filter"


def test_content_in_parts_is_put_together():
    body = {"choices": [{"message": {"content": [{"type": "text", "text": "{"}, {"text": "}"}, None]}}]}

    assert read_reply(json.dumps(body).encode()).content == "{}"


def test_half_an_emoji_is_replaced_not_passed_on():
    assert (
        read_reply(completion_of('{"a": "\ud83d\ude00 \ud83d"}').body).content == '{"a": "\U0001f600 \ufffd"}'
    )


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 3}, "many"])
def test_usage_that_the_server_does_not_give_is_unknown_not_zero(usage):
    body = {"choices": [{"message": {"content": "{}"}}], "usage": usage}

    assert not read_reply(json.dumps(body).encode()).usage.known


def test_usages_add_up_and_one_unknown_makes_the_sum_unknown():
    assert TokenUsage(1, 2, 1) + TokenUsage(10, 20) == TokenUsage(11, 22, 1)
    assert not (TokenUsage(1, 2) + TokenUsage(known=False)).known
