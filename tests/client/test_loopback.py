"""The server that the other tests stand on."""

import json
import subprocess
import sys
import urllib.request

import pytest

from extract.client.response_format import response_format
from tests.client.fakes import Report, Toll, Tree
from tests.client.instances import minimal_answer
from tests.client.test_response_format import Everything
from tests.loopback import LoopbackServer, length_unless, ok, refusal, status

ARTICLE = {
    "role": "user",
    "content": "Read:\n<article id='1'>\n  At least 40 people were killed on Friday.\n</article>",
}


def asking(schema, flavour: str = "server"):
    return {"model": "m", "messages": [ARTICLE], "response_format": response_format(schema, flavour=flavour)}


def post(url: str, body: dict) -> dict:
    request = urllib.request.Request(f"{url}/chat/completions", json.dumps(body).encode())
    with urllib.request.urlopen(request) as response:
        return json.load(response)


@pytest.mark.parametrize("schema", [Toll, Report, Tree, Everything])
@pytest.mark.parametrize("flavour", ["server", "openai", "local"])
def test_the_default_answer_satisfies_any_schema(schema, flavour):
    assert schema.model_validate(minimal_answer(asking(schema, flavour)))


def test_its_quotes_stand_in_the_article():
    quote = minimal_answer(asking(Toll))["quote"]

    assert quote == "At least 40 people were killed"
    assert quote in ARTICLE["content"]


def test_a_script_is_played_in_order_and_then_answers_are_valid():
    with LoopbackServer([ok("one"), refusal("no"), length_unless(9)]) as server:
        answers = [post(server.url, {**asking(Toll), "max_tokens": 8})["choices"][0] for _ in range(4)]

    assert answers[0]["message"]["content"] == "one"
    assert answers[1]["message"]["refusal"] == "no"
    assert answers[2]["finish_reason"] == "length"
    assert Toll.model_validate_json(answers[3]["message"]["content"])
    assert [request.body["model"] for request in server.requests] == ["m"] * 4


def test_a_script_may_depend_on_the_request():
    with LoopbackServer(lambda number, body: ok(f"{number} {body['model']}")) as server:
        contents = [post(server.url, {"model": name})["choices"][0]["message"]["content"] for name in "ab"]
    assert contents == ["0 a", "1 b"]


def test_it_lists_its_models():
    with LoopbackServer() as server, urllib.request.urlopen(f"{server.url}/models") as response:
        assert json.load(response)["data"][0]["id"] == "test-model"


def test_it_runs_as_a_program_for_tests_of_the_command_line(tmp_path):
    script = tmp_path / "faults.json"
    script.write_text(json.dumps([status(500), ok("told")]))
    command = [sys.executable, "-m", "tests.loopback", "--port", "0", "--script", str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()
            with pytest.raises(urllib.error.HTTPError, match="500") as caught:
                post(url, {"model": "m"})
            caught.value.close()
            assert post(url, {"model": "m"})["choices"][0]["message"]["content"] == "told"
            with urllib.request.urlopen(f"{url.removesuffix('/v1')}/requests") as response:
                assert len(json.load(response)) == 2
        finally:
            process.terminate()
