import json

import pytest

from extract.client.server_errors import error_of, retry_after
from extract.errors import CallError, PromptTooLong, RateLimited, RequestRejected, TransportError


def answered(status: int, headers: dict[str, str] | None = None, **error: object) -> CallError:
    return error_of(status, headers or {}, json.dumps({"error": error}).encode())


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 529])
def test_faults_of_the_server_are_worth_another_try(status):
    error = answered(status, message="try later")

    assert type(error) is TransportError
    assert error.retryable
    assert str(error) == f"the server answered {status}: try later"


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (400, "parameters"),
        (401, "OPENAI_API_KEY"),
        (402, "credit"),
        (403, "OPENAI_API_KEY"),
        (404, "/v1"),
        (422, "parameters"),
        (418, ""),
    ],
)
def test_a_rejected_request_is_final_and_says_what_to_check(status, hint):
    error = answered(status, message="no")

    assert isinstance(error, RequestRejected)
    assert (error.status, error.retryable) == (status, False)
    assert hint in error.hint


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": {"message": "too long", "code": "context_length_exceeded"}}),
        (
            400,
            {"error": {"code": 400, "message": "exceeds the context", "type": "exceed_context_size_error"}},
        ),
        (400, {"object": "error", "message": "This model's maximum context length is 4096 tokens."}),
        (413, {"error": "Request Entity Too Large"}),
    ],
)
def test_a_prompt_beyond_the_context_window_is_told_apart(status, body):
    error = error_of(status, {}, json.dumps(body).encode())

    assert isinstance(error, PromptTooLong)
    assert error.outcome == "too_long"
    assert error.hint


def test_429_is_tried_again_unless_the_account_is_out_of_credit():
    limited = answered(429, {"retry-after": "7"}, message="slow down", code="rate_limit_exceeded")
    broke = answered(429, {"retry-after": "7"}, message="You exceeded your quota", code="insufficient_quota")

    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 7
    assert isinstance(broke, RequestRejected)
    assert "credit" in broke.hint


def test_a_busy_server_that_names_a_wait_is_obeyed_like_a_limit():
    assert getattr(answered(503, {"retry-after": "4"}), "retry_after", None) == 4
    assert type(answered(503)) is TransportError


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b'{"error": "model not loaded"}', "model not loaded"),
        (b'{"detail": "Not Found"}', "Not Found"),
        (b"<html>\n<b>Bad\x1b[31m gateway</b>", "<html> <b>Bad [31m gateway</b>"),
        (b'["odd"]', "['odd']"),
        (b"", "no reason given"),
        (b'{"error": {"message": null, "code": "model_not_found"}}', "model_not_found"),
    ],
)
def test_whatever_the_server_says_becomes_one_line(body, line):
    assert str(error_of(404, {}, body)) == f"the server answered 404: {line}"


def test_no_key_comes_back_in_the_message():
    error = error_of(
        401, {}, b'{"error": {"message": "bad key abcdefgh and sk-live-123"}}', secrets=("abcdefgh",)
    )

    assert str(error) == "the server answered 401: bad key [key] and [key]"


def test_a_redirect_is_not_followed_but_named():
    error = error_of(307, {"location": "https://elsewhere.example/v1"}, b"")

    assert isinstance(error, RequestRejected)
    assert "https://elsewhere.example/v1" in error.hint


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"}, 60),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:10 GMT"}, 0),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_from_every_form_of_the_header(headers, seconds):
    assert retry_after(headers, now=40.0) == seconds
