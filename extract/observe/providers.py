"""Where do spans and metrics go? To the providers of the program around us, else by OTLP over HTTP.

The second way is told by OpenTelemetry's own environment variables (OTEL_EXPORTER_OTLP_ENDPOINT and the
others). What cannot be delivered is dropped: it is sent by threads of its own, and the end of a run waits
for them for seconds at most, or not at all where the collector was not to be reached.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import Meter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

from extract.client.wording import one_line
from extract.errors import SettingsError
from extract.settings import without_secrets

log = logging.getLogger("affidavit")
_NAME = "affidavit"
FAREWELL_SECONDS = 3.0
"""How long the end of a run waits for what is still to be delivered."""
_STEP = 0.02
_RECENT = 15.0
"""Seconds: a collector that is not there is complained of at least as often."""


@contextmanager
def opened() -> Iterator[tuple[Tracer, Meter]]:
    """Raises `SettingsError` where the environment variables make no sense."""
    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        yield trace.get_tracer(_NAME, version(_NAME)), metrics.get_meter(_NAME, version(_NAME))
        return
    complaints.attach()
    try:
        tracers, meters = _own()
    except ValueError as error:
        raise SettingsError(
            f"OpenTelemetry cannot be set up: {one_line(str(error))}", hint="mend the OTEL_… variables"
        ) from error
    try:
        yield tracers.get_tracer(_NAME, version(_NAME)), meters.get_meter(_NAME, version(_NAME))
    finally:
        _say_farewell(tracers.shutdown, meters.shutdown)


def _own() -> tuple[TracerProvider, MeterProvider]:
    """Not made known to other parts of the program. `OTEL_…_EXPORTER=none` leaves one kind out."""
    named = Resource.create({"service.name": _NAME, "service.version": version(_NAME)})
    resource = named.merge(OTELResourceDetector().detect())
    tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
    if _wanted("OTEL_TRACES_EXPORTER"):
        tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    readers = (
        [PeriodicExportingMetricReader(OTLPMetricExporter())] if _wanted("OTEL_METRICS_EXPORTER") else []
    )
    return tracers, MeterProvider(readers, resource, shutdown_on_exit=False)


def _wanted(variable: str) -> bool:
    return os.environ.get(variable, "").strip().lower() != "none"


def _say_farewell(*ways: Callable[[], object]) -> None:
    """Each in a thread that does not keep the program from ending."""
    threads = [threading.Thread(target=each, daemon=True) for each in ways]
    for thread in threads:
        thread.start()
    end = time.monotonic() + FAREWELL_SECONDS
    while any(thread.is_alive() for thread in threads) and time.monotonic() < end:
        if complaints.recent:
            return
        time.sleep(_STEP)


class _Complaints(logging.Handler):
    """What OpenTelemetry has to complain of: the first is a warning of ours, the rest stands in the log file.

    It stays once it is attached: the threads that deliver may outlive the run.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told = False
        self._last = -math.inf

    def attach(self) -> None:
        self._told = False
        self._last = -math.inf
        logging.getLogger("opentelemetry").addHandler(self)

    @property
    def recent(self) -> bool:
        """Whether something could not be delivered just now."""
        return time.monotonic() - self._last < _RECENT

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("opentelemetry.exporter"):
            self._last = time.monotonic()
        level = logging.DEBUG if self._told else logging.WARNING
        self._told = True
        log.log(level, "OpenTelemetry: %s", without_secrets(one_line(record.getMessage())))


complaints = _Complaints()
