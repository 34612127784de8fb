"""Tokens counted beforehand are those that the real engine says it has read."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from extract.local.engine import Engine, start
from extract.local.fetch import ensure
from extract.local.paths import models_dir
from extract.local.registry import QWEN, SMOLLM, Weights
from extract.local.token_counter import VocabularyCounter, open_vocabulary
from tests.cli.command import SEEDS, Affidavit, manifest

# The first run fetches 1.2 GB.
pytestmark = [pytest.mark.live, pytest.mark.timeout(600)]

MODELS = models_dir()  # before a test has a home of its own
RECORDED = SEEDS.parent / "evals" / "recordings" / "default.jsonl.gz"
SCHEMA = {"type": "object", "properties": {"toll": {"type": "integer"}}, "required": ["toll"]}
FORMAT = {"type": "json_schema", "json_schema": {"name": "Report", "schema": SCHEMA}}
ARTICLE = (SEEDS / "000_af7472e0f8f66edf.txt").read_text(encoding="utf-8")[:1200]
CHATS = [
    [("system", "Answer in JSON."), ("user", ARTICLE)],
    [("system", "Answer in JSON."), ("user", "Two died."), ("assistant", '{"toll":2}'), ("user", ARTICLE)],
    [("user", "قُتل 12 شخصًا على الأقل في غارة. 少なくとも12人が死亡した。 “Zwölf” Tote — 🕊\n\n\tEnde. ")],
    [("system", ""), ("user", "  \n leading and trailing blanks \n ")],
]


@pytest.fixture(scope="module", params=[SMOLLM, QWEN], ids=lambda weights: weights.name)
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Engine, VocabularyCounter]]:
    weights: Weights = request.param
    path = ensure(weights, models_dir=models_dir())
    with ExitStack() as stack:
        counter = stack.enter_context(open_vocabulary(weights.name, None))
        assert counter is not None
        yield stack.enter_context(start(path, context=2048)), counter


@pytest.mark.parametrize("chat", CHATS, ids=["article", "example", "scripts", "blanks"])
def test_a_request_has_as_many_tokens_as_were_counted(
    both: tuple[Engine, VocabularyCounter], chat: list[tuple[str, str]]
) -> None:
    engine, counter = both
    messages = [{"role": role, "content": content} for role, content in chat]
    assert counter.exact
    assert counter.count(messages) == prompt_tokens(engine, messages)


def test_plan_tells_the_tokens_that_the_real_run_on_the_seeds_has_read(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real answers, as they were recorded; no model runs."""
    monkeypatch.setenv("AFFIDAVIT_MODELS_DIR", str(ensure(QWEN, models_dir=MODELS).parent))
    same = (SEEDS, "--model", f"local/{QWEN.name}")
    planned = json.loads(affidavit("plan", *same, "--json").out)
    assert "counted with the model's own vocabulary" in planned["basis"]
    assert affidavit("cache", "import", RECORDED).code == 0
    assert affidavit("extract", *same, "--offline", "-o", "run").code == 0
    totals = manifest(Path("run"))["totals"]
    assert totals["outcomes"] == {"ok": 5}
    assert planned["input_tokens"]["expected"] == totals["input_tokens"]


def prompt_tokens(engine: Engine, messages: list[dict[str, str]]) -> Any:
    address = urlsplit(engine.base_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=300)
    headers = {"Authorization": f"Bearer {engine.api_key}", "Content-Type": "application/json"}
    body = {"messages": messages, "max_tokens": 1, "response_format": FORMAT}
    connection.request("POST", f"{address.path}/chat/completions", json.dumps(body), headers)
    with connection.getresponse() as response:
        answer = json.loads(response.read())
    connection.close()
    return answer["usage"]["prompt_tokens"]
