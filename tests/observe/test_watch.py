"""Who is told what: nobody where it is off, and of a server its host and port alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from opentelemetry.metrics import NoOpMeter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from extract.document import Document
from extract.observe.calls import error_type, server_of
from extract.observe.documents import TracedWork
from extract.observe.instruments import Instruments
from extract.observe.watch import Watch, watching
from extract.run.runner import Item
from extract.run.setup import prepare
from extract.settings import Settings
from tests.observe.conftest import said


def test_where_it_is_off_nothing_stands_around_a_call_or_a_document() -> None:
    part: Any = object()
    with watching(prepare(Settings()), "run") as watch:
        assert watch == Watch()
        assert watch.call(part, "http://127.0.0.1/v1") is part
        assert watch.document(part) is part


@pytest.mark.parametrize(
    ("provider", "url", "told"),
    [
        ("openai", "https://api.openai.com/v1", ("openai", "api.openai.com", 443)),
        ("server", "http://[::1]:8000/v1", ("openai", "::1", 8000)),
        ("server", "http://gateway.example/v1", ("openai", "gateway.example", 80)),
        ("local", "http://127.0.0.1:40123/v1", ("llama.cpp", "127.0.0.1", 40123)),
    ],
)
def test_of_a_server_its_flavour_its_host_and_its_port_are_told(
    provider: Any, url: str, told: tuple[str, str, int]
) -> None:
    assert tuple(server_of(provider, url).values()) == told


def test_an_error_without_a_status_is_told_by_its_class() -> None:
    assert error_type(asyncio.CancelledError()) == "CancelledError"


async def given_up(_: Item) -> Any:
    raise asyncio.CancelledError


def test_a_document_that_is_given_up_is_cancelled() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    work = TracedWork(given_up, provider.get_tracer("test"), Instruments(NoOpMeter("test")))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(work(Document("d1", "Text.")))
    [span] = kept.get_finished_spans()
    assert said(span) == {
        "affidavit.document.id": "d1",
        "affidavit.outcome": "cancelled",
        "error.type": "cancelled",
    }
