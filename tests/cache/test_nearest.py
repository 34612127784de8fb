"""What a request that is not recorded is told to differ in."""

from __future__ import annotations

from typing import Any

import pytest

from extract.cache.key import describe
from extract.cache.nearest import explain, index_of
from extract.cache.store import AnswerStore
from tests.cache.helpers import entry, request

PARAMETERS = {"temperature": 0, "max_tokens": 100}


def told(store: AnswerStore, text: str = "An article.", **changes: Any) -> str:
    wanted = describe(request(text, **changes))
    return explain(store, index_of(store, wanted["model"]), wanted)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"text": "Another article."},
            "messages differ (prompt or article changed); model, schema and parameters as recorded",
        ),
        ({"response_format": {}}, "schema differs; model, messages and parameters as recorded"),
        ({"endpoint": "local:abc"}, "endpoint differs; model, schema, messages and parameters as recorded"),
        (
            {"repeat": 2},
            "repeat differs (now 2, recorded 0); model, schema, messages and parameters as recorded",
        ),
        (
            {"parameters": {**PARAMETERS, "temperature": 0.7}},
            "parameter temperature differs (now 0.7, recorded 0); model, schema and messages as recorded",
        ),
        (
            {"parameters": {**PARAMETERS, "seed": 1}},
            "parameter seed differs (not given then); model, schema and messages as recorded",
        ),
        (
            {"parameters": {"temperature": 0}},
            "parameter max_tokens differs (not given now); model, schema and messages as recorded",
        ),
        (
            {"parameters": {**PARAMETERS, "temperature": "hot"}},
            "parameter temperature differs; model, schema and messages as recorded",
        ),
        (
            {"text": "Another article.", "response_format": None},
            "schema differs; messages differ (prompt or article changed); model and parameters as recorded",
        ),
    ],
)
def test_the_part_that_changed_is_named(store: AnswerStore, changes: dict[str, Any], message: str) -> None:
    store.put(entry())
    assert told(store, **changes) == message


def test_the_entry_with_the_fewest_changes_is_the_nearest(store: AnswerStore) -> None:
    store.put(entry("An article.", response_format={"old": 1}, parameters={"temperature": 1}))
    store.put(entry("An article.", response_format={"old": 1}))
    store.put(entry("Some other article.", response_format={"old": 1}, repeat=3))
    assert told(store) == "schema differs; model, messages and parameters as recorded"


def test_the_same_messages_at_another_setting_are_nearer_than_other_messages(store: AnswerStore) -> None:
    store.put(entry("An article.", repeat=1))
    store.put(entry("Another article."))
    assert told(store).startswith("repeat differs")


def test_a_model_that_never_answered_is_named_with_those_that_did(store: AnswerStore) -> None:
    assert told(store, model="gpt-z") == "no answer of gpt-z is recorded; the cache is empty"
    store.put(entry(model="gpt-b"))
    store.put(entry(model="gpt-a"))
    assert (
        told(store, model="gpt-z") == "no answer of gpt-z is recorded; recorded are answers of gpt-a, gpt-b"
    )


def test_only_the_newest_entries_are_looked_at(store: AnswerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.cache.nearest.SCAN_LIMIT", 3)
    store.put(entry("An article."))
    for number in range(3):
        store.put(entry(f"article {number}", repeat=1))
    assert len(index_of(store, "gpt-x").same_messages) == 3
    assert len(index_of(store, "gpt-x").shapes) == 1
    assert told(store, repeat=2).startswith("repeat differs (now 2, recorded 1); messages differ")
