"""How is a run told to OpenTelemetry? A span for the run, below it one a document, below that one a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import Span, Tracer

from extract.client.calls import Caller
from extract.errors import AffidavitError
from extract.observe import instruments as names
from extract.observe.calls import TracedCaller, server_of
from extract.observe.documents import TracedWork
from extract.observe.instruments import Instruments, failed
from extract.observe.providers import opened
from extract.observe.watch import Watch
from extract.run.setup import Setup


@contextmanager
def observed(setup: Setup, run: str) -> Iterator[Watch]:
    """The run's span, and what makes the others. Raises `SettingsError`."""
    with opened() as (tracer, meter), _run_span(tracer, setup, run) as span:
        instruments = Instruments(meter)

        def call(caller: Caller, base_url: str) -> Caller:
            return TracedCaller(caller, tracer, instruments, server_of(setup.spec.provider, base_url))

        yield Watch(
            call=call,
            document=lambda work: TracedWork(work, tracer, instruments),
            ended=lambda manifest: _ended(span, manifest),
        )


@contextmanager
def _run_span(tracer: Tracer, setup: Setup, run: str) -> Iterator[Span]:
    about = {
        names.RUN_ID: run,
        names.REQUEST_MODEL: setup.spec.name,
        names.SCHEMA: setup.settings.schema,
        names.PROMPT: setup.prompt.name,
    }
    with tracer.start_as_current_span(
        "run", attributes=about, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except AffidavitError as error:
            failed(span, type(error).__name__)
            raise


def _ended(span: Span, manifest: Mapping[str, Any]) -> None:
    span.set_attribute(names.RUN_STATUS, manifest["status"])
    span.set_attribute(names.RUN_DOCUMENTS, manifest["totals"]["documents"])
    if manifest["status"] == "stopped":
        failed(span, "stopped")
