"""The real engine with a real, small model: what it answers, whom it refuses, and how it ends."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from extract.errors import ModelUnavailable
from extract.local.engine import Engine, start
from extract.local.fetch import ensure
from extract.local.paths import models_dir
from extract.local.registry import SMOLLM

# The first run fetches 98 MB.
pytestmark = [pytest.mark.live, pytest.mark.timeout(600)]

CLAIM = {
    "type": "object",
    "properties": {
        "source": {"type": "string", "maxLength": 12},
        "harm": {"enum": ["killed", "wounded"]},
        "number": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 99}, {"type": "null"}]},
    },
    "required": ["source", "harm", "number"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {
        "claims": {"type": "array", "items": {"$ref": "#/$defs/Claim"}, "minItems": 1, "maxItems": 2}
    },
    "required": ["claims"],
    "additionalProperties": False,
    "$defs": {"Claim": CLAIM},
    "x-guidance": {"whitespace_flexible": False},
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "Report", "schema": SCHEMA}}


@pytest.fixture(scope="module")
def path() -> Path:
    return ensure(SMOLLM, models_dir=models_dir())


@pytest.fixture(scope="module")
def engine(path: Path) -> Iterator[Engine]:
    with start(path, context=1024) as engine:
        yield engine


def ask(engine: Engine, text: str, *, key: str | None = None, **also: Any) -> tuple[int, Any, Any]:
    """Status, headers and body of one chat completion."""
    address = urlsplit(engine.base_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=100)
    headers = {"Content-Type": "application/json", **also.pop("headers", {})}
    headers["Authorization"] = f"Bearer {engine.api_key if key is None else key}"
    messages = [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": text}]
    body = {"messages": messages, "max_tokens": 100, "temperature": 0, "seed": 1, **also}
    connection.request("POST", f"{address.path}/chat/completions", json.dumps(body), headers)
    with connection.getresponse() as response:
        answer = response.status, response.headers, json.loads(response.read())
    connection.close()
    return answer


def content(body: Any) -> str:
    return str(body["choices"][0]["message"]["content"])


def check(text: str) -> None:
    """Does the text follow the schema, in its order, without blanks between tokens?"""
    answer = json.loads(text)
    assert 1 <= len(answer["claims"]) <= 2
    for claim in answer["claims"]:
        assert list(claim) == ["source", "harm", "number"]
        assert len(claim["source"]) <= 12
        assert claim["harm"] in ("killed", "wounded")
        assert claim["number"] is None or 0 <= claim["number"] <= 99
    assert text == json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


def test_requests_at_once_are_all_answered_by_the_schema_and_without_blanks(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: ask(engine, f"{n} were killed.", response_format=FORMAT), range(4)))
    assert [status for status, _, _ in answers] == [200] * 4
    for _, _, body in answers:
        check(content(body))


def test_the_common_beginning_of_prompts_is_read_once(engine: Engine) -> None:
    rules = "Never guess a number that is not in the report. " * 20
    first, second = (ask(engine, f"{rules} Report {n}.", max_tokens=2)[2]["usage"] for n in (1, 2))
    assert first["prompt_tokens"] > 200
    assert second["prompt_tokens_details"]["cached_tokens"] > 200


def test_the_same_question_from_scratch_has_the_same_answer(engine: Engine) -> None:
    asked = [ask(engine, "12 were wounded.", max_tokens=30, cache_prompt=False) for _ in range(2)]
    assert content(asked[0][2]) == content(asked[1][2])


def test_a_prompt_that_is_too_long_is_refused_and_not_cut(engine: Engine) -> None:
    status, _, body = ask(engine, "a long report " * 1000)
    assert status == 400
    assert body["error"]["type"] == "exceed_context_size_error"
    assert body["error"]["n_ctx"] == 1024
    assert ask(engine, "Well?", max_tokens=2)[0] == 200


def test_answers_do_not_say_where_the_weights_are(engine: Engine, path: Path) -> None:
    body = ask(engine, "Hello", max_tokens=2)[2]
    assert body["model"] == path.stem
    assert str(path.parent) not in json.dumps(body)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8000"])
def test_a_page_in_a_browser_gets_nothing(engine: Engine, origin: str) -> None:
    headers = {"Origin": origin, "Content-Type": "text/plain"}  # such a request is sent without asking
    status, _, body = ask(engine, "Hello", key="", headers=headers)
    assert (status, body["error"]["message"]) == (401, "Invalid API Key")


def test_no_page_but_one_of_this_machine_is_let_read(engine: Engine) -> None:
    _, headers, _ = ask(engine, "Hello", max_tokens=1, headers={"Origin": "https://evil.example"})
    assert headers["Access-Control-Allow-Origin"] is None


def test_weights_that_are_cut_off_are_named_as_the_reason(path: Path, tmp_path: Path) -> None:
    with path.open("rb") as whole:
        (tmp_path / "half.gguf").write_bytes(whole.read(30_000_000))
    with pytest.raises(ModelUnavailable, match=r"half\.gguf: .*model is corrupted or incomplete"):
        start(tmp_path / "half.gguf", context=1024)


def _with_template(gguf: bytes, old: bytes, new: bytes) -> bytes:
    """The same weights with another chat template: in GGUF a key, 4 bytes of type, 8 of length, the text."""
    key = b"tokenizer.chat_template"
    begin = gguf.index(key) + len(key) + 12
    end = begin + int.from_bytes(gguf[begin - 8 : begin], "little")
    return gguf[:begin] + gguf[begin:end].replace(old, new) + gguf[end:]


def test_a_chat_template_that_llama_cpp_does_not_know_still_keeps_to_the_schema(
    path: Path, tmp_path: Path
) -> None:
    strange = tmp_path / "strange.gguf"
    strange.write_bytes(_with_template(path.read_bytes(), b"<|im_start|>", b"<|in_start|>"))
    with start(strange, context=1024) as engine:
        status, _, body = ask(engine, "5 were killed.", response_format=FORMAT, max_tokens=30)
    assert status == 200
    assert re.match(r'\s*\{\s*"claims"\s*:\s*\[\s*\{\s*"source"', content(body))


PROGRAM = """
import contextlib, http.client, resource, sys, threading, time
from pathlib import Path
from extract.errors import ModelUnavailable
from extract.local.engine import start
from tests.live.test_engine import ask, content, check, FORMAT
engine = start(Path(sys.argv[1]), context=1024)
Path(sys.argv[2]).write_text(engine.base_url)
def story():
    with contextlib.suppress(OSError, http.client.HTTPException):
        ask(engine, "Tell a very long story.", max_tokens=900, ignore_eos=True)
"""
ANSWERS = "check(content(ask(engine, '5 were killed.', response_format=FORMAT)[2]))\n"
IN_FLIGHT = "threading.Thread(target=story, daemon=True).start(); time.sleep(0.5)\n"


def program(path: Path, note: Path, end: str) -> subprocess.Popen[str]:
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", PROGRAM + end, str(path), str(note)], **pipes)


def port_is_closed(note: Path) -> bool:
    address = urlsplit(note.read_text())
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    try:
        connection.connect()
    except ConnectionRefusedError:
        return True
    connection.close()
    return False


@pytest.mark.parametrize(
    "end",
    [ANSWERS, f"{ANSWERS}engine.stop()", IN_FLIGHT, f"{IN_FLIGHT}engine.stop()"],
    ids=["without stop", "with stop", "while it answers", "stopped while it answers"],
)
def test_a_program_with_an_engine_ends_well_and_says_nothing(path: Path, tmp_path: Path, end: str) -> None:
    running = program(path, tmp_path / "note", end)
    stdout, stderr = running.communicate(timeout=60)
    assert (running.returncode, stdout, stderr) == (0, "", "")
    assert port_is_closed(tmp_path / "note")


def test_ctrl_c_ends_the_program_and_its_engine(path: Path, tmp_path: Path) -> None:
    note = tmp_path / "note"
    running = program(path, note, f"{IN_FLIGHT}time.sleep(60)")
    while not note.exists():
        time.sleep(0.05)
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=20)
    assert running.returncode != 0
    assert stderr.strip().endswith("KeyboardInterrupt")
    assert port_is_closed(note)


SHORT_OF_MEMORY = """
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
try:
    start(Path(sys.argv[1]), context=1_000_000)
except ModelUnavailable as error:
    print(error, "|", error.hint)
"""


def test_more_memory_than_there_is_is_named_as_the_reason(path: Path, tmp_path: Path) -> None:
    stdout, stderr = program(path, tmp_path / "note", SHORT_OF_MEMORY).communicate(timeout=60)
    assert stderr == ""
    assert "insufficient memory" in stdout
    assert "smaller context window" in stdout
