import json

import pytest

from extract.client.models import parse_model
from extract.client.prices import Price, cost, load_prices
from extract.client.reply import TokenUsage
from extract.errors import SettingsError

MILLION = TokenUsage(input=1_000_000, output=1_000_000, cached_input=400_000)


def test_the_cached_part_of_the_input_has_its_own_price():
    assert Price(input=2, cached_input=0.5, output=8).of(MILLION) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 8)


def test_a_cached_price_that_is_not_known_is_never_too_low():
    assert Price(input=2, output=8).of(MILLION) == 10


def test_an_unknown_price_is_unknown_not_zero():
    assert cost(parse_model("openai/gpt-99"), MILLION, load_prices()) is None
    assert cost(parse_model("http://localhost/v1#m"), MILLION, load_prices()) is None


def test_an_unknown_usage_has_an_unknown_cost():
    assert cost(parse_model("openai/gpt-4.1"), TokenUsage(known=False), load_prices()) is None


def test_a_local_model_costs_nothing():
    assert cost(parse_model("local/smollm2-135m"), MILLION, load_prices()) == 0.0
    assert cost(parse_model("local/smollm2-135m"), TokenUsage(known=False), load_prices()) == 0.0


def test_the_published_prices_are_dated_say_their_source_and_name_real_models():
    for name, price in load_prices().published.items():
        assert parse_model(name).provider == "openai"
        assert price.as_of
        assert price.source
        assert 0 < (price.cached_input or price.input) <= price.input < price.output


def test_a_snapshot_costs_what_its_model_costs():
    prices = load_prices()

    assert prices.find(parse_model("openai/gpt-4.1-2025-04-14")) is prices.find(parse_model("openai/gpt-4.1"))


def test_published_prices_do_not_hold_at_another_server():
    redirected = parse_model("openai/gpt-4.1", openai_base_url="https://gate.example.org")

    assert cost(redirected, MILLION, load_prices()) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prices.json", '{"models": {"openai/gpt-4.1": {"input": 1, "output": 1, "as_of": "2026-01-01"}}}'),
        ("prices.toml", '[models."openai/gpt-4.1"]\ninput = 1\noutput = 1\nas_of = 2026-01-01\n'),
    ],
)
def test_a_price_file_goes_before_the_published_prices(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    prices = load_prices(tmp_path / name)
    redirected = parse_model("openai/gpt-4.1", openai_base_url="https://gate.example.org")

    assert cost(parse_model("openai/gpt-4.1"), MILLION, prices) == cost(redirected, MILLION, prices) == 2
    assert cost(parse_model("openai/gpt-4.1-mini"), MILLION, prices) is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "Expecting property name"),
        ("[]", 'it has no "models"'),
        (json.dumps({"models": {"m": {"input": 1}}}), "m.output: Field required"),
        (json.dumps({"models": {"m": {"input": -1, "output": 1}}}), "m.input: Input should be greater"),
        (json.dumps({"models": {"m": {"input": 1, "output": 1, "per": "day"}}}), "m.per: Unexpected"),
        ('{"models": {"m": {"input": NaN, "output": 1}}}', "m.input: Input should be"),
    ],
)
def test_a_bad_price_file_is_named_with_what_is_wrong(tmp_path, text, problem):
    path = tmp_path / "prices.json"
    path.write_text(text)

    with pytest.raises(SettingsError, match="cannot be used") as caught:
        load_prices(path)
    assert problem in str(caught.value)
    assert '{"models"' in caught.value.hint


def test_a_missing_price_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="No such file"):
        load_prices(tmp_path / "none.json")
