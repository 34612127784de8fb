"""A prompt's parameters reach each server under the names that it knows."""

import pytest

from extract.client.models import parse_model
from extract.client.parameters import parameters_for

WANTED = {"temperature": 0, "max_tokens": 500, "seed": 1}


@pytest.mark.parametrize("model", ["local/qwen2.5-coder-1.5b", "http://localhost:8000/v1#m"])
def test_other_servers_get_them_as_they_stand(model: str) -> None:
    assert parameters_for(parse_model(model), WANTED) == WANTED


def test_openai_gets_its_own_name_for_the_limit() -> None:
    got = parameters_for(parse_model("openai/gpt-4.1-mini"), WANTED)
    assert got == {"temperature": 0, "max_completion_tokens": 500, "seed": 1}


@pytest.mark.parametrize("name", ["o3", "o4-mini", "gpt-5-nano", "gpt-5.1"])
def test_a_reasoning_model_gets_no_temperature_and_is_asked_for_no_probabilities(name: str) -> None:
    wanted = {**WANTED, "logprobs": True, "top_logprobs": 12}
    assert parameters_for(parse_model(f"openai/{name}"), wanted) == {"max_completion_tokens": 500, "seed": 1}


def test_a_redirected_openai_is_another_server() -> None:
    spec = parse_model("openai/gpt-4.1", openai_base_url="http://localhost:9/v1")
    assert parameters_for(spec, WANTED) == WANTED
    assert WANTED["max_tokens"] == 500
