"""Who is told of a run, of its documents and its calls? Nobody, unless `otel` is set.

A `Watch` is what the run hands its parts to. The one that watches nothing hands each back as it is, so that
nothing stands in the way of a call, and OpenTelemetry is not imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from extract.client.calls import Caller
from extract.run.runner import Work
from extract.run.setup import Setup


@dataclass(frozen=True)
class Watch:
    """`call` goes around what sends one request to the server at a base URL, `document` around the work.

    `ended` is told the manifest of the run.
    """

    call: Callable[[Caller, str], Caller] = lambda caller, _: caller
    document: Callable[[Work], Work] = lambda work: work
    ended: Callable[[Mapping[str, Any]], None] = lambda _: None


@contextmanager
def watching(setup: Setup, run: str) -> Iterator[Watch]:
    """Watches the run with this id as the settings say. Raises `SettingsError`."""
    if not setup.settings.otel:
        yield Watch()
        return
    from extract.observe.otel import observed

    with observed(setup, run) as watch:
        yield watch
