"""curator over its OpenAI backend: the schema as response format, nothing limited but the number in flight.

Its telemetry, its viewer, litellm's price list and Hugging Face's hub are off, its files and answers go to a
folder that is gone afterwards. Before the first call it tries the server out with two requests of its own.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evals.benchmarks.throughput.corpus import Tolls
from evals.benchmarks.throughput.peers import loopback
from evals.benchmarks.throughput.peers.loop import messages, report, texts

_OFF = {
    "TELEMETRY_ENABLED": "false",
    "CURATOR_VIEWER": "false",
    "CURATOR_DISABLE_CACHE": "true",
    "CURATOR_DISABLE_RICH_DISPLAY": "true",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "NO_PROXY": "127.0.0.1",
}
_NO_LIMIT = 1_000_000_000


def main(folder: str) -> None:
    os.environ |= {**_OFF, "HOME": folder, "CURATOR_CACHE_DIR": folder, "HF_HOME": folder}
    os.environ["TIKTOKEN_CACHE_DIR"] = _token_tables()
    loopback.only()
    from bespokelabs import curator

    class Reader(curator.LLM):  # type: ignore[misc]
        response_format = Tolls

        def prompt(self, input: dict[str, Any]) -> Any:
            return messages(input["text"])

        def parse(self, input: dict[str, Any], response: Tolls) -> dict[str, Any]:
            return {"answer": response.model_dump_json()}

    url, _, at_once = sys.argv[1:4]
    reader = Reader(
        model_name="bench",
        backend="openai",
        generation_params={"temperature": 0},
        backend_params={
            "base_url": url,
            "api_key": "none",
            "max_concurrent_requests": int(at_once),
            "max_requests_per_minute": _NO_LIMIT,
            "max_tokens_per_minute": _NO_LIMIT,
        },
    )
    asked = [{"text": text} for text in texts()]
    started = time.perf_counter()
    answers = reader(asked, working_dir=folder).dataset
    report(sum(bool(answer["answer"]) for answer in answers), started)


def _token_tables() -> str:
    """litellm brings the table that curator counts tokens by; tiktoken would fetch it."""
    found = importlib.util.find_spec("litellm")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "litellm_core_utils" / "tokenizers")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(folder)
