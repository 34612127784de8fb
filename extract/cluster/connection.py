"""How is Ray reached, and what does it say where it fails?"""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extract.errors import AffidavitError, SettingsError


def load_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it writes to the terminal otherwise
    os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"  # what still runs at the end would start another cluster
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise SettingsError("Ray is not installed", hint="pip install 'affidavit[ray]'") from error
    return ray


def connect(ray: Any, address: str | None) -> None:
    """To the cluster at `address`; without one, to a cluster of this machine alone that ends with the run."""
    local = {} if address else {"include_dashboard": False}
    try:
        if address and (port := re.search(r"([^/]+):(\d+)$", address)):
            socket.create_connection((port[1], int(port[2])), timeout=10).close()  # Ray would try for minutes
        with _quiet():
            ray.init(address=address or "local", log_to_driver=False, logging_level="ERROR", **local)
    except (OSError, ValueError, RuntimeError) as error:
        raise SettingsError(
            f"no Ray cluster could be reached at {address}: {in_short(error)}"
            if address
            else f"Ray did not start: {in_short(error)}",
            hint="`ray status` shows what runs; leave --ray-address out for this machine alone",
        ) from error
    with suppress(ImportError, AttributeError):  # not public: Ray prints what it thinks of dead workers
        from ray._private import worker

        worker.print_to_stdstream = lambda *_, **__: None
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    # What fails comes back as an exception, which the run tells in a line and logs with its trace.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


@contextmanager
def _quiet() -> Iterator[None]:
    """What native code says on standard error meanwhile is lost: Ray tells of its log level there."""
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def of_ours(error: BaseException | None) -> AffidavitError | None:
    """What a worker or the hub raised, beneath what Ray made of it."""
    while error is not None and not isinstance(error, AffidavitError):
        error = getattr(error, "cause", None) or error.__cause__
    return error


def in_short(error: BaseException) -> str:
    """The first sentence of its last line: what went wrong stands there, below Ray's own trace."""
    lines = str(error).strip().splitlines()
    return lines[-1].split(". ")[0].strip() if lines else type(error).__name__
