"""What does a call cost?

A price that is not known is not zero: `cost` says None. The table that comes along is dated, each price
with the reading that it rests on; a file of the user's own goes before it:

    {"models": {"openai/gpt-4.1": {"input": 2.0, "cached_input": 0.5, "output": 8.0, "as_of": "2026-06-21"}}}

JSON, or TOML of the same shape. Models are named as in `ModelSpec.text`, prices are USD per million tokens.
For calls by the Batch API a price is multiplied with its `batch`; where that is not given, with .5 for models
of OpenAI and with 1 for others.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from extract.client.models import ModelSpec
from extract.client.reply import TokenUsage
from extract.client.wording import one_line, validation_line
from extract.errors import SettingsError

_OPENAI_BATCH = 0.5
Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_HINT = 'It looks like {"models": {"openai/gpt-4.1": {"input": 2.0, "cached_input": 0.5, "output": 8.0}}}.'


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Price:
    """USD per million tokens. `cached_input` None: the price of tokens in the provider's cache is not known.

    `snapshots` are dated names of the same model at the same price.
    """

    input: Usd
    output: Usd
    cached_input: Usd | None = None
    batch: Usd | None = None
    as_of: dt.date | None = None
    source: str = ""
    snapshots: tuple[str, ...] = ()

    def of(self, usage: TokenUsage) -> float:
        """USD. What is not known of the cache is taken at the full price: never too little."""
        cached_input = self.input if self.cached_input is None else self.cached_input
        fresh = usage.input - usage.cached_input
        return (fresh * self.input + usage.cached_input * cached_input + usage.output * self.output) / 1e6


@dataclass(frozen=True)
class Prices:
    """`own` are the user's, and hold wherever the model is served; `published` hold at OpenAI itself only."""

    published: Mapping[str, Price]
    own: Mapping[str, Price]

    def find(self, spec: ModelSpec) -> Price | None:
        """The price of a model, or None where it is not known."""
        if spec.text in self.own:
            return self.own[spec.text]
        return self.published.get(spec.text) if spec.base_url is None else None


def load_prices(user_file: Path | None = None) -> Prices:
    """The published prices, and those in `user_file`. Raises `SettingsError` for a file that is none."""
    return Prices(_published(), _own(user_file) if user_file is not None else {})


def cost(spec: ModelSpec, usage: TokenUsage, prices: Prices, *, batch: bool = False) -> float | None:
    """USD for `usage`, or None where the price or the usage is not known. A local model costs nothing."""
    price = prices.find(spec)
    if price is None:
        return 0.0 if spec.provider == "local" else None
    if not usage.known:
        return None
    return price.of(usage) * (_batch_factor(spec, price) if batch else 1.0)


def _batch_factor(spec: ModelSpec, price: Price) -> float:
    if price.batch is not None:
        return price.batch
    return _OPENAI_BATCH if spec.provider == "openai" else 1.0


@functools.cache
def _published() -> Mapping[str, Price]:
    text = resources.files("extract.client").joinpath("prices.json").read_text("utf-8")
    return _checked(json.loads(text))


def _own(path: Path) -> Mapping[str, Price]:
    try:
        text = path.read_text("utf-8")
        return _checked(tomllib.loads(text) if path.suffix == ".toml" else json.loads(text))
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except ValidationError as error:
        problem = validation_line(error)
    except ValueError as error:  # not UTF-8, not JSON, not TOML
        problem = one_line(str(error))
    raise SettingsError(f"the price file {path} cannot be used: {problem}", hint=_HINT)


def _checked(data: Any) -> Mapping[str, Price]:
    models = data.get("models") if isinstance(data, dict) else None
    if models is None:
        raise ValueError('it has no "models"')
    prices = TypeAdapter(dict[str, Price]).validate_python(models)
    return {name: price for key, price in prices.items() for name in (key, *price.snapshots)}
