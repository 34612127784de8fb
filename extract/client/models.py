"""What does a `--model` string mean?

    openai/<model>             OpenAI, or the server that OPENAI_BASE_URL names
    <http(s) URL>#<model>      any server that speaks the OpenAI protocol (llama.cpp, vLLM, a gateway)
    local/<name>               a model that runs inside this program; a path there is a GGUF file of one's own

A URL without a path gets `/v1`, where every such server answers; a path that is given stays as it is.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from extract.client.wording import one_line
from extract.errors import SettingsError

Provider = Literal["openai", "server", "local"]

OPENAI_URL = "https://api.openai.com/v1"
_FORMS = "Write openai/<model>, https://host/v1#<model> or local/<name>."
_OPENAI_NAME = re.compile(r"(gpt|chatgpt|o\d|ft:)\b")
_KEY_HINT = "Give the key in AFFIDAVIT_API_KEY instead: what stands in the URL ends up in logs and results."


@dataclass(frozen=True)
class ModelSpec:
    """A model and who serves it. `text` is the canonical spelling: the same model has one `text`.

    `base_url` is None for OpenAI itself and for local models.
    """

    provider: Provider
    name: str
    base_url: str | None
    text: str


def parse_model(text: str, *, openai_base_url: str | None = None) -> ModelSpec:
    """The model that `text` names. `openai_base_url` (OPENAI_BASE_URL) redirects `openai/` models."""
    text = text.strip()
    prefix, _, name = text.partition("/")
    if re.match(r"https?://", text, re.IGNORECASE):
        return _server(text)
    if prefix == "openai" and _is_name(name):
        return ModelSpec("openai", name, _redirect(openai_base_url), f"openai/{name}")
    if prefix == "local" and (_is_name(name) or is_path(name)):
        return ModelSpec("local", name, None, f"local/{name}")
    raise SettingsError(f"{_quoted(text)} is not a model", hint=_suggestion(text))


def is_path(name: str) -> bool:
    """A file of the user's own, whose folders may have blanks in their names."""
    return name.startswith(("/", ".", "~")) and name.isprintable()


def key_name(spec: ModelSpec) -> str:
    """The environment variable that holds the key for this model's server."""
    return "OPENAI_API_KEY" if spec.provider == "openai" else "AFFIDAVIT_API_KEY"


def endpoint_of(spec: ModelSpec, *, weights_sha256: str = "") -> str:
    """Who answers, for `CallRequest.endpoint`: a local model is known by its weights, not by its name."""
    if spec.provider == "local":
        return f"local:{weights_sha256}"
    return spec.base_url or "openai"


def normal_base_url(url: str) -> str:
    """One spelling for one server: lower-case host, no trailing slash, `/v1` where there is no path."""
    parts = urlsplit(url.strip())
    _refuse(parts)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/') or '/v1'}"


def _refuse(parts: SplitResult) -> None:
    if parts.username is not None or parts.password is not None:
        raise SettingsError("the model's URL holds a user name or a password", hint=_KEY_HINT)
    if parts.query:
        raise SettingsError("the model's URL has a query string, which would not be sent", hint=_KEY_HINT)
    try:
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        usable = False
    if not usable or re.search(r"\s", parts.netloc + parts.path):
        raise SettingsError(
            f"{_quoted(parts.geturl())} is not the URL of a server",
            hint="Write it as http://localhost:8000/v1#<model>.",
        )


def _server(text: str) -> ModelSpec:
    url, _, name = text.partition("#")
    base_url = normal_base_url(url)
    if not _is_name(name):
        raise SettingsError(
            f"{_quoted(base_url)} names no model",
            hint=f"Add it after a #, as in {base_url}#<model>; {base_url}/models lists what is served.",
        )
    return ModelSpec("server", name, base_url, f"{base_url}#{name}")


def _redirect(openai_base_url: str | None) -> str | None:
    if not (openai_base_url or "").strip():
        return None
    url = normal_base_url(str(openai_base_url).partition("#")[0])
    return None if url == OPENAI_URL else url


def _is_name(name: str) -> bool:
    return bool(name) and name.isprintable() and not re.search(r"\s", name)


def _quoted(text: str) -> str:
    return f"“{one_line(text, limit=80)}”"


def _suggestion(text: str) -> str:
    prefix, slash, name = text.partition("/")
    if _OPENAI_NAME.match(text.lower()) and not slash:
        return f"Did you mean openai/{text}?"
    if re.match(r"(localhost|[\w.-]+:\d+)\b", text):
        return f"Did you mean http://{text}{'' if '#' in text else '#<model>'}?"
    if near := difflib.get_close_matches(prefix.lower(), ["openai", "local"], n=1):
        return f"Did you mean {near[0]}/{name or '<model>'}? {_FORMS}"
    return _FORMS
