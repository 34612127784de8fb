"""What runs in the engine's own process: loads a model and serves it until standard input ends.

Started as a file by `engine.py`, so it imports nothing of this package. It reads one line of JSON (`path`,
`context`, `slots`, `threads`, `speculation`, `api_key`) and answers with one: `{"url": …}` or `{"error": …}`.
The rest of standard input is nothing but a sign of life: when the other side ends, however it ends, so does
this process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

_ERRORS_ONLY = 1
_PROMPT_CACHE_MIB = 1536
_WAITING = 64
_LOOKED_UP, _GUESSED = 3, 12
"""So many tokens must have been seen before for so many behind them to be guessed."""


def main() -> None:
    # Ctrl-C is for the program that started this one; it may want to finish what is in flight.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _take_stdout()
    settings = json.loads(sys.stdin.buffer.readline())
    try:
        server = _load(settings)
    except (ImportError, RuntimeError, ValueError) as error:
        _exit(answers, {"error": str(error)}, code=1)
    os.write(answers, _line({"url": server.listening_address}))
    sys.stdin.buffer.read()
    _exit(answers, {}, code=0)


def _load(settings: dict[str, Any]) -> Any:
    """A server whose answers follow a JSON schema to the letter, where the model's chat template allows.

    With llama.cpp's own reading of the template, a schema goes to llguidance, which honours all of it and
    can do without blanks. With the template run as Jinja it goes to a simpler grammar, blanks and all:
    half as many tokens again. That is left to templates that llama.cpp does not know.
    """
    import xllamacpp

    server = xllamacpp.Server(_params(settings, jinja=False))
    if _knows_template(server.listening_address, settings["api_key"]):
        return server
    del server  # no request is in flight, so it ends
    return xllamacpp.Server(_params(settings, jinja=True))


def _params(settings: dict[str, Any], *, jinja: bool) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["path"]
    params.model_alias = {Path(settings["path"]).stem}  # else answers carry the path
    params.use_jinja = jinja
    # Each slot has the whole window to itself: what fits never depends on what else is running.
    params.n_parallel = settings["slots"]
    params.n_ctx = settings["context"] * settings["slots"]
    params.kv_unified = False
    params.ctx_shift = False  # a prompt too long is refused, not cut
    params.cache_prompt = True
    # Small questions come back to some ten beginnings, with forty prompts of 20 MiB between; default 8 GiB.
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    for pool in (params.cpuparams, params.cpuparams_batch):
        pool.n_threads = settings["threads"]
    if settings.get("speculation"):
        kind = f"COMMON_SPECULATIVE_TYPE_{settings['speculation'].upper()}"
        params.speculative.types = [xllamacpp.common_speculative_type[kind]]
        for lookup in (params.speculative.ngram_simple, params.speculative.ngram_map_k):
            lookup.size_n, lookup.size_m = _LOOKED_UP, _GUESSED
    params.verbosity = _ERRORS_ONLY
    params.offline = True
    _close_doors(params, settings["api_key"])
    return params


def _knows_template(url: str, api_key: str) -> bool:
    import http.client

    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    body = json.dumps({"messages": [{"role": "user", "content": "?"}]})
    headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}
    connection.request("POST", "/apply-template", body, headers)
    with connection.getresponse() as response:
        known = response.status == 200
    connection.close()
    return known


def _close_doors(params: Any, api_key: str) -> None:
    """Only who knows the key gets an answer. Without it any page in the user's browser would.

    A page needs no permission (CORS) to send a request, only to read the answer; and the server's default
    is to permit every origin.
    """
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [api_key]
    params.cors_origins, params.cors_origins_explicit = "localhost", True
    params.cors_credentials = False
    params.ui = params.endpoint_slots = params.endpoint_metrics = params.endpoint_props = False
    params.n_threads_http = _WAITING


def _take_stdout() -> int:
    """A descriptor for our own answers; whatever a library prints goes to standard error from now on."""
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _line(answer: dict[str, str]) -> bytes:
    return json.dumps(answer).encode() + b"\n"


def _exit(answers: int, answer: dict[str, str], *, code: int) -> None:
    """Without destructors: a server that is destroyed while a request is in flight waits for it for ever."""
    if answer:
        os.write(answers, _line(answer))
    os._exit(code)


if __name__ == "__main__":
    main()
