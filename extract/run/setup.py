"""What a run needs, worked out from the settings before anything is read, written or called.

All that can be wrong with a schema, a prompt, a model name or a price shows here, as a `UsageError`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError

from extract.calibration import Calibration, read_calibration
from extract.client.asking import Attempt, Question
from extract.client.models import ModelSpec, endpoint_of, parse_model
from extract.client.parameters import parameters_for
from extract.client.prices import Prices, cost, load_prices
from extract.client.reply import TokenUsage
from extract.client.response_format import response_format
from extract.client.stack import Traffic, transport_of
from extract.client.traffic.budget import Budget
from extract.client.traffic.gate import Limits
from extract.client.wording import validation_line
from extract.errors import PromptError, SettingsError
from extract.plans import Brief, Plan, make_plan
from extract.prompt import Prompt, default_prompt, load_prompt
from extract.schema import load_schema, schema_digest
from extract.settings import Settings

ENGINES = ("local", "ray")


@dataclass(frozen=True)
class Setup:
    """A run's fixed parts. `endpoint` is who answers, as the cache knows it."""

    settings: Settings
    schema: type[BaseModel]
    prompt: Prompt
    plan: Plan
    spec: ModelSpec
    endpoint: str
    prices: Prices

    @cached_property
    def parameters(self) -> dict[str, Any]:
        return parameters_for(self.spec, self.prompt.parameters)

    @cached_property
    def identity(self) -> Mapping[str, str]:
        """What shapes the answers: a run is only continued where all of it is the same."""
        return {
            "schema": f"{self.settings.schema} {schema_digest(self.schema)}",
            "prompt": f"{self.prompt.name} {self.prompt.digest}",
            "model": f"{self.spec.text} {self.endpoint}",
            "parameters": _digest({**self.parameters, "reasks": self.settings.reasks}),
        }

    @property
    def question(self) -> Question:
        """The question, lacking a document's messages; plans may ask for less than the whole schema."""
        return Question(
            endpoint=self.endpoint,
            model=self.spec.name,
            messages=(),
            schema=self.schema,
            response_format=self.format_of(self.schema),
            parameters=self.parameters,
            reasks=self.settings.reasks,
        )

    def format_of(self, schema: type[BaseModel]) -> Mapping[str, Any]:
        """The `response_format` that this model's server is sent for a schema."""
        return response_format(schema, flavour=self.spec.provider)

    @cached_property
    def calibration(self) -> Calibration | None:
        """The prompt's, if it was fitted for this model."""
        if self.prompt.calibration is None:
            return None
        found = read_calibration(self.prompt.calibration)
        return found if found.model == self.spec.text else None

    def price(self, attempt: Attempt) -> float | None:
        return self.dollars(attempt.usage)

    def dollars(self, usage: TokenUsage) -> float | None:
        """What a call of this run costs; None where that is not known."""
        return cost(self.spec, usage, self.prices, batch=self.settings.batch)

    @property
    def concurrency(self) -> int:
        """Calls at once. A model on this machine's own cores gains nothing from more than one."""
        if self.settings.batch:
            return self.settings.batch_documents
        return self.settings.concurrency or (1 if self.spec.provider == "local" else 16)

    @property
    def lead(self) -> int:
        """Documents begun beyond the calls at once: no place is empty while one is read and grounded."""
        return 0 if self.settings.batch else self.concurrency // 8

    @property
    def traffic(self) -> Traffic:
        settings = self.settings
        return Traffic(
            limits=Limits(self.concurrency, settings.rpm, settings.tpm),
            timeout_seconds=self.timeout,
            attempts=settings.tries,
            transport=transport_of(settings.transport),
        )

    @property
    def budget(self) -> Budget | None:
        """A new one, with nothing spent."""
        limit = self.settings.max_cost
        return None if limit is None else Budget(limit, self.dollars)

    @property
    def api_key(self) -> str | None:
        """The key for this model's server, and for no other."""
        settings = self.settings
        return settings.openai_api_key if self.spec.provider == "openai" else settings.api_key

    @property
    def timeout(self) -> float:
        """Seconds for one call. A busy machine may well take an hour over a long article of its own."""
        return self.settings.timeout or (3600.0 if self.spec.provider == "local" else 300.0)


def prepare(settings: Settings) -> Setup:
    """Everything resolved and checked. Raises `UsageError` with the remedy."""
    spec = parse_model(settings.model, openai_base_url=settings.openai_base_url)
    endpoint = _endpoint(spec, settings)
    schema = load_schema(settings.schema)
    schema_digest(schema)
    folder = settings.prompts_dir
    prompt = load_prompt(settings.prompt or default_prompt(schema.__name__, folder=folder), folder=folder)
    _check_fit(prompt, schema, settings.schema)
    setup = Setup(
        settings=settings,
        schema=schema,
        prompt=prompt,
        plan=make_plan(Brief(prompt, schema)),
        spec=spec,
        endpoint=endpoint,
        prices=load_prices(settings.prices),
    )
    _check_budget(setup)
    _check_engine(setup)
    _check_batch(setup)
    _ = setup.traffic
    _ = setup.calibration  # a file that is none shows now
    if settings.otel:
        from extract.observe.extra import require_otel

        require_otel()
    return setup


def _endpoint(spec: ModelSpec, settings: Settings) -> str:
    if spec.provider != "local":
        return endpoint_of(spec)
    from extract.local.caller import weights_sha256

    return endpoint_of(spec, weights_sha256=weights_sha256(spec.name, settings.models_dir))


def _check_fit(prompt: Prompt, schema: type[BaseModel], name: str) -> None:
    """A prompt that is written for one schema, and its worked examples, mislead a model about another."""
    if prompt.schema is not None and prompt.schema != name and load_schema(prompt.schema) is not schema:
        raise PromptError(
            f"prompt {prompt.name} is for {prompt.schema}, not for {name}",
            hint="leave --prompt out for the general one, or write one for this schema",
        )
    for example in prompt.examples:
        try:
            schema.model_validate(example.answer)
        except ValidationError as error:
            raise PromptError(
                f"prompt {prompt.name}: an example's answer does not fit {name}: {validation_line(error)}",
                hint="mend the example file",
            ) from error


def _check_budget(setup: Setup) -> None:
    unpriced = setup.prices.find(setup.spec) is None and setup.spec.provider != "local"
    if setup.settings.max_cost is not None and unpriced:
        raise SettingsError(
            f"--max-cost cannot be kept: the price of {setup.spec.text} is not known",
            hint="give it in a price file that AFFIDAVIT_PRICES names; the README shows one",
        )


def _check_engine(setup: Setup) -> None:
    settings = setup.settings
    many = settings.engine == "ray" or (settings.workers or 1) > 1
    if settings.engine not in ENGINES:
        raise SettingsError(f"{settings.engine!r} is no engine", hint=f"one of: {', '.join(ENGINES)}")
    if settings.workers is not None and settings.workers < 1:
        raise SettingsError(f"{settings.workers} workers do no work", hint="--workers is 1 or more")
    if settings.ray_address is not None and settings.engine != "ray":
        raise SettingsError("--ray-address is for --engine ray", hint="give both, or neither")
    if many and setup.spec.provider == "local":
        raise SettingsError(
            "a local model uses all of this machine's cores by itself",
            hint="leave --workers and --engine out, or name a server's model",
        )
    if many and settings.batch:
        raise SettingsError(
            "batches are answered elsewhere: they need no workers", hint="leave --workers and --engine out"
        )


def _check_batch(setup: Setup) -> None:
    settings = setup.settings
    if not settings.batch:
        return
    if setup.spec.provider == "local":
        raise SettingsError(
            f"{setup.spec.text} runs on this machine: it has no Batch API",
            hint="leave --batch out, or take an openai/ model",
        )
    if min(settings.batch_size, settings.batch_documents) < 1:
        raise SettingsError("batch_size and batch_documents have to be 1 or more")


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()
