"""OpenAI's tokens by tiktoken: with a stub of an encoding, as the real ones would have to be fetched."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest
import requests
import tiktoken

from extract.client.token_counter import tiktoken_counter

BYTES = tiktoken.Encoding(
    "bytes",
    pat_str=r"[\s\S]+",
    mergeable_ranks={bytes([n]): n for n in range(256)},
    special_tokens={"<|endoftext|>": 256},
)
ASKED = [{"role": "system", "content": "Count."}, {"role": "user", "content": "ünf <|endoftext|>"}]


def test_a_message_has_three_tokens_more_and_its_role_and_so_has_the_answer_to_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tiktoken, "encoding_for_model", {"gpt-4.1-mini": BYTES}.__getitem__)
    counter = tiktoken_counter("gpt-4.1-mini", None)
    assert counter is not None
    assert (counter.name, counter.exact, counter.overhead) == ("tiktoken's bytes", False, 0)
    assert counter.count(ASKED) == (3 + 6 + 6) + (3 + 4 + 4 + 14) + 3
    assert counter.count(ASKED) == 43


def test_a_schema_may_be_counted_as_its_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiktoken, "encoding_for_model", lambda _: BYTES)
    counter = tiktoken_counter("gpt-4.1-mini", {"type": "json_object"})
    assert counter is not None
    assert counter.overhead == len('{"type": "json_object"}')


@pytest.mark.parametrize("fault", [requests.ConnectionError("no net"), ValueError("hash"), KeyError("model")])
def test_without_an_encoding_nothing_is_counted_and_nothing_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: Exception
) -> None:
    def encoding_for_model(_: str) -> Any:
        raise fault

    monkeypatch.setattr(tiktoken, "encoding_for_model", encoding_for_model)
    assert tiktoken_counter("gpt-4.1-mini", None) is None
    assert capsys.readouterr() == ("", "")


def test_without_tiktoken_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    assert tiktoken_counter("gpt-4.1-mini", None) is None


def test_a_net_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr("extract.client.token_counter._PATIENCE", 0.1)
    monkeypatch.setattr(tiktoken, "encoding_for_model", lambda _: released.wait(60))
    assert tiktoken_counter("gpt-4.1-mini", None) is None
    released.set()
