"""What is configured, and where each value comes from.

Flags win over the environment (`AFFIDAVIT_*`), that over the project file (`affidavit.toml` in the working
folder), that over the user file (`config.toml` in the user's config folder), that over the defaults.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from extract.errors import SettingsError

PROJECT_FILE = Path("affidavit.toml")


@dataclass(frozen=True)
class Settings:
    """All settings. Seconds, bytes and US dollars; a limit of None is no limit.

    `rpm` and `tpm` are calls and tokens a minute; `transport` is auto, openai or lean; `engine` is
    local or ray, `workers` are its processes or actors; `log` is the style of a run's log file, text or
    json; `otel` tells runs to OpenTelemetry.

    `batch` sends calls by the Batch API. A batch has `batch_size` requests at most and goes out when for
    `batch_quiet` seconds none came; it is looked at every `batch_poll` seconds or more often.
    `batch_documents` wait for answers at once. `concurrency`, `rpm`, `tpm`, `transport` are for single calls.

    `openai_api_key` goes to OpenAI, or where `openai_base_url` sends `openai/` models; `api_key` to any
    other server, so that trying one out does not hand over the key of an account.
    """

    model: str = "local/qwen2.5-coder-1.5b"
    schema: str = "schemas:ConflictReport"
    prompt: str | None = None
    concurrency: int | None = None
    timeout: float | None = None
    tries: int = 6
    reasks: int = 2
    transport: str = "auto"
    engine: str = "local"
    workers: int | None = None
    ray_address: str | None = None
    rpm: float | None = None
    tpm: float | None = None
    batch: bool = False
    batch_size: int = 10_000
    batch_documents: int = 20_000
    batch_poll: float = 60.0
    batch_quiet: float = 1.5
    max_cost: float | None = None
    max_bytes: int = 20_000_000
    offline: bool = False
    log: str = "text"
    otel: bool = False
    cache_dir: Path | None = None
    models_dir: Path | None = None
    prompts_dir: Path | None = Path("prompts")
    prices: Path | None = None
    api_key: str | None = field(default=None, repr=False)
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None


@dataclass(frozen=True)
class Origin:
    """One setting as `affidavit doctor` shows it. A secret's `shown` is masked."""

    name: str
    shown: str
    origin: str


_SECRETS = {"api_key", "openai_api_key"}
# A user's name and password before the host, or what a query holds: not taken, but it may stand there.
_URL_SECRET = re.compile(r"(?<=://)[^/\s]+(?=@)|(?<=\?)[^#\s]+")
# These two keep the names that every OpenAI client reads.
_ENVIRONMENT = {"openai_api_key": "OPENAI_API_KEY", "openai_base_url": "OPENAI_BASE_URL"}


def load_settings(flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings in force. A flag of None was not given. Raises `SettingsError`."""
    return load_with_origins(flags)[0]


def load_with_origins(flags: Mapping[str, Any] | None = None) -> tuple[Settings, list[Origin]]:
    """The settings in force, and for each where it comes from."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in _layers(flags or {}):
        for name, value in layer.items():
            values[name] = _convert(name, value, origin)
            origins[name] = origin
    settings = Settings(**values)
    shown = [
        Origin(f.name, _shown(f.name, getattr(settings, f.name)), origins.get(f.name, "default"))
        for f in fields(Settings)
    ]
    return settings, shown


def environment_name(name: str) -> str:
    return _ENVIRONMENT.get(name, f"AFFIDAVIT_{name.upper()}")


def user_file() -> Path:
    import platformdirs

    return platformdirs.user_config_path("affidavit") / "config.toml"


def _layers(flags: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Weakest first: what comes later overrides."""
    for path in (user_file(), PROJECT_FILE):
        if path.is_file():
            yield str(path), _read(path)
    for f in fields(Settings):
        value = os.environ.get(environment_name(f.name))
        if value:
            yield f"environment {environment_name(f.name)}", {f.name: value}
    yield "flag", {name: value for name, value in flags.items() if value is not None}


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}", hint="mend it, or take it away") from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}", hint="mend its permissions"
        ) from error
    known = [f.name for f in fields(Settings)]
    for name in values:
        if name in _SECRETS:
            raise SettingsError(
                f"{path}: {name} does not belong into a file", hint=f"use {environment_name(name)}"
            )
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
            raise SettingsError(f"{path}: unknown setting {name!r}", hint=hint)
    return values


def _convert(name: str, value: Any, origin: str) -> Any:
    kind = {f.name: str(f.type) for f in fields(Settings)}[name]
    default = {f.name: f.default for f in fields(Settings)}[name]
    convert = next(convert for prefix, convert in _CONVERTERS.items() if kind.startswith(prefix))
    try:
        return convert(value)
    except (ValueError, TypeError) as error:
        raise SettingsError(
            f"{name} from {origin}: {value!r} is not {_WANTED[convert]}",
            hint=f"mend it there, or leave it out: the default is {_shown(name, default)}",
        ) from error


def _bool(value: Any) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]


def _positive_int(value: Any) -> int:
    number = int(value)
    if number < (1 if number != 0 else 0):
        raise ValueError(value)
    return number


def _positive_float(value: Any) -> float:
    number = float(value)
    if not number >= 0:
        raise ValueError(value)
    return number


def _path(value: Any) -> Path:
    return Path(value).expanduser()


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "bool": _bool,
    "int": _positive_int,
    "float": _positive_float,
    "Path": _path,
    "str": str,
}
_WANTED: dict[Callable[[Any], Any], str] = {
    _bool: "true or false",
    _positive_int: "a whole number, 0 or more",
    _positive_float: "a number, 0 or more",
    _path: "a path",
    str: "text",
}


def without_secrets(url: str) -> str:
    """The address without what may be secret in it: user, password, query."""
    return _URL_SECRET.sub("…", url)


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "not set"
    return mask(str(value)) if name in _SECRETS else without_secrets(str(value))


def mask(secret: str) -> str:
    """Enough to tell two keys apart, not enough to use one."""
    return f"{secret[:3]}…{secret[-2:]}" if len(secret) >= 12 else "…"
