"""What every peer's script does: read the configuration, answer the documents that have no answer yet."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Answer = Callable[[dict[str, Any]], dict[str, Any]]
"""From a document to what goes into its line: `extraction`, and `extractions` where they are flat."""


class Counted:
    """Tokens of the calls for one document."""

    def __init__(self) -> None:
        self.tokens = [0, 0]

    def count(self, response: Any) -> None:
        self.tokens[0] += response.usage.prompt_tokens
        self.tokens[1] += response.usage.completion_tokens


def run(make: Callable[[dict[str, Any], Counted], Answer]) -> None:
    """`make` gets the configuration and a counter; what its answer fails of is that document's failure.

    Ends, with nothing written for that document, where the server is gone: no failure of the tool's.
    """
    config = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    counted = Counted()
    answer = make(config, counted)
    output = Path(config["output"])
    done = {json.loads(line)["id"] for line in output.read_text().splitlines()} if output.exists() else set()
    with output.open("a", encoding="utf-8") as file:
        for written in Path(config["documents"]).read_text(encoding="utf-8").splitlines():
            document = json.loads(written)
            if document["id"] not in done:
                line = _line(document, answer, counted)
                if line["error"] and not _reachable(config["base_url"]):
                    sys.exit(f"the server is gone: {line['error']}")
                file.write(json.dumps(line) + "\n")
                file.flush()


def _reachable(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10):
            return True
    except OSError:
        return False


def _line(document: dict[str, Any], answer: Answer, counted: Counted) -> dict[str, Any]:
    counted.tokens = [0, 0]
    started = time.perf_counter()
    found: dict[str, Any] = {"id": document["id"], "extraction": None, "error": ""}
    try:
        found |= answer(document)
    except Exception as error:  # noqa: BLE001 - whatever it fails of counts as a failure
        found["error"] = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    seconds = round(time.perf_counter() - started, 2)
    return {
        **found,
        "seconds": seconds,
        "input_tokens": counted.tokens[0],
        "output_tokens": counted.tokens[1],
    }
