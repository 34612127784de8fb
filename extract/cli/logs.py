"""Where log records go: everything with its trace into a file, one clean line of the grave ones to stderr."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import sys
from pathlib import Path
from typing import Any

from extract.cli.terminal import clean
from extract.errors import SettingsError

LOGGER = logging.getLogger("affidavit")
_added: list[logging.Handler] = []


class OneLine(logging.Formatter):
    """No trace, no control characters: what a terminal gets."""

    def format(self, record: logging.LogRecord) -> str:
        prefix = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        return f"{prefix}{clean(record.getMessage())}"


class JsonLines(logging.Formatter):
    """One JSON object a record: `time` (UTC), `level`, `message`, and the `trace` of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        elif record.exc_text:  # of another process
            told["trace"] = record.exc_text
        return json.dumps(told)


class _Stderr(logging.StreamHandler[Any]):
    """Writes to what `sys.stderr` is at the moment, so that a live display can put lines above itself."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, value: Any) -> None: ...


class _File(logging.FileHandler):
    """What cannot be written, on a full disk, is lost in silence: the run itself says what is wrong."""

    def handleError(self, record: logging.LogRecord) -> None: ...  # noqa: N802 - logging's own name

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


def log_to_stderr(level: int) -> logging.Handler:
    handler = _Stderr()
    handler.setLevel(level)
    handler.setFormatter(OneLine())
    return _add(handler)


def log_to_file(path: Path, *, style: str = "text") -> logging.Handler:
    """`style` is text or json. Raises `SettingsError`."""
    if style not in ("text", "json"):
        raise SettingsError(f"{style!r} is no style of logs", hint="AFFIDAVIT_LOG is text or json")
    handler = _File(path, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setLevel(logging.DEBUG)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(JsonLines() if style == "json" else plain)
    return _add(handler)


def write_trace() -> Path:
    """Keep the trace of the exception at hand in a file of its own, for an error outside any run."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="affidavit-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as file:
        file.write(traceback.format_exc())
    return Path(file.name)


def stop_log(handler: logging.Handler) -> None:
    """Take that one away: what follows is of another run."""
    _added.remove(handler)
    LOGGER.removeHandler(handler)
    handler.close()


def close_logs() -> None:
    """Take away what was added here, so that the next command of this process begins anew."""
    while _added:
        stop_log(_added[-1])
    LOGGER.setLevel(logging.NOTSET)
    LOGGER.propagate = True


def _add(handler: logging.Handler) -> logging.Handler:
    LOGGER.setLevel(logging.DEBUG)
    LOGGER.propagate = False
    LOGGER.addHandler(handler)
    _added.append(handler)
    return handler
