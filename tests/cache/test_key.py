"""Which requests are the same question."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.cache.key import _messages_digest, cache_key, canonical, describe, is_description, key_of
from extract.client.calls import CallRequest
from extract.errors import SettingsError
from tests.cache.helpers import request

text = st.text(st.characters(), max_size=12)  # lone surrogates among them
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
requests = st.builds(
    CallRequest,
    endpoint=text,
    model=text,
    messages=st.lists(st.dictionaries(text, values, max_size=3), max_size=3),
    response_format=st.none() | st.dictionaries(text, values, max_size=3),
    parameters=st.dictionaries(text, values, max_size=3),
    repeat=st.integers(0, 5),
)


def shuffled(names: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(names.items()))


@settings(max_examples=40)
@given(requests)
def test_the_order_of_a_messages_names_and_of_the_parameters_does_not_matter(asked: CallRequest) -> None:
    again = CallRequest(
        asked.endpoint,
        asked.model,
        tuple(MappingProxyType(shuffled(dict(message))) for message in asked.messages),
        asked.response_format,
        shuffled(dict(asked.parameters)),
        asked.repeat,
    )
    assert cache_key(again) == cache_key(asked)


@settings(max_examples=100)
@given(requests, requests, st.sampled_from([part.name for part in fields(CallRequest)]))
def test_any_part_that_is_another_gives_another_key(one: CallRequest, other: CallRequest, part: str) -> None:
    changed = replace(one, **{part: getattr(other, part)})
    assert changed == one or cache_key(changed) != cache_key(one)


@settings(max_examples=40)
@given(requests)
def test_a_description_survives_json_and_proves_its_key(asked: CallRequest) -> None:
    read_back = json.loads(json.dumps(describe(asked)))
    assert is_description(read_back)
    assert key_of(read_back) == cache_key(asked)


CHANGES: list[dict[str, Any]] = [
    {"endpoint": "local:abc"},
    {"model": "gpt-y"},
    {"messages": [{"role": "system", "content": "An article."}]},
    {"messages": [{"role": "user", "content": "An article. "}]},
    {"messages": [{"role": "user", "content": "An article."}] * 2},
    {"response_format": None},
    {"response_format": {}},
    {"parameters": {"temperature": 0.1, "max_tokens": 100}},
    {"parameters": {"temperature": 0, "max_tokens": 101}},
    {"parameters": {"temperature": 0}},
    {"parameters": {"temperature": 0, "max_tokens": 100, "seed": None}},
    {"parameters": {"temperature": "0", "max_tokens": 100}},
    {"parameters": {"temperature": False, "max_tokens": 100}},
    {"repeat": 1},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_any_changed_part_gives_another_key(change: dict[str, Any]) -> None:
    assert cache_key(request(**change)) != cache_key(request())


def test_the_changes_differ_among_themselves_too() -> None:
    assert len({cache_key(request(**change)) for change in CHANGES}) == len(CHANGES)


@pytest.mark.parametrize("wrap", [dict, MappingProxyType])
def test_the_order_of_the_schemas_properties_matters(wrap: Any) -> None:
    one, other = (wrap({"properties": dict.fromkeys(names, "string")}) for names in ("ab", "ba"))
    assert cache_key(request(response_format=one)) != cache_key(request(response_format=other))
    assert cache_key(request(response_format=one)) == cache_key(request(response_format=wrap(dict(one))))


def test_a_schema_further_down_in_a_parameter_keeps_its_order_too() -> None:
    one, other = ({"tools": [{"properties": dict.fromkeys(names, 1)}]} for names in ("ab", "ba"))
    assert cache_key(request(parameters=one)) != cache_key(request(parameters=other))


def test_a_schema_that_was_changed_in_place_is_another_one() -> None:
    schema: dict[str, Any] = {"properties": {"a": {}}}
    before = cache_key(request(response_format=schema))
    schema["properties"]["b"] = {}
    assert cache_key(request(response_format=schema)) != before


@pytest.mark.parametrize(("one", "other"), [(0, 0.0), (0, -0.0), (1, 1.0), (100000, 1e5)])
def test_a_number_is_the_same_however_it_is_held(one: int, other: float) -> None:
    assert canonical({"minimum": one}) == canonical({"minimum": other})
    for part in ("parameters", "response_format"):
        changes: list[dict[str, Any]] = [{part: {"minimum": number}} for number in (one, other)]
        assert cache_key(request(**changes[0])) == cache_key(request(**changes[1]))


def test_text_is_taken_as_it_is() -> None:
    composed, decomposed = "Tāj", "Ta\u0304j"
    assert cache_key(request(composed)) != cache_key(request(decomposed))
    assert canonical(composed) == f'"{composed}"'.encode()
    assert len(cache_key(request("broken \ud83d"))) == 64


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: "a"}, {"a", "b"}, b"bytes"], ids=repr)
def test_what_json_cannot_say_is_refused_with_the_name_of_the_part(value: Any) -> None:
    with pytest.raises(SettingsError, match="the parameter bias cannot be sent"):
        cache_key(request(parameters={"bias": value}))
    with pytest.raises(SettingsError, match="the messages"):
        cache_key(request(messages=[{"content": value}]))
    with pytest.raises(SettingsError, match="the response format"):
        cache_key(request(response_format={"minimum": value}))


def test_a_description_holds_no_word_of_what_was_sent() -> None:
    asked = request("SECRET article", endpoint="https://SECRET", parameters={"stop": "SECRET", "top_p": 0.5})
    description = describe(asked)
    assert "SECRET" not in json.dumps(description)
    assert (description["model"], description["parameters"]["top_p"]) == ("gpt-x", 0.5)


def test_the_key_of_this_version_stays_as_it_is() -> None:
    """If this fails, recordings are no longer found: raise KEY_VERSION and record them anew."""
    assert cache_key(request()) == "a297fa0f1f8bbe9e9059a5a8ff512c7d59142743fc917bcabb6fbc71edac12a2"


plain = st.one_of(text, st.none(), st.booleans(), st.integers(-(2**70), 2**70))


@given(st.lists(st.dictionaries(text, text, max_size=4), max_size=4))
def test_the_quick_way_to_a_digest_of_messages_gives_the_same_one(messages: list[dict[str, str]]) -> None:
    assert _messages_digest(messages) == hashlib.sha256(canonical(messages)).hexdigest()


@given(st.dictionaries(text, plain | st.floats(allow_nan=False, allow_infinity=False), max_size=4), plain)
def test_the_quick_way_to_a_key_gives_the_same_one(parameters: dict[str, Any], model: Any) -> None:
    described = {"version": 1, "model": model, "parameters": parameters, "repeat": 0}
    assert key_of(described) == hashlib.sha256(canonical(described)).hexdigest()
