"""What the tests of the command share: running it, reports, an answer that quotes them, reading a run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.loopback import Behaviour, LoopbackServer, ok

SEEDS = Path(__file__).parents[2] / "seeds"
NOWHERE = "Nobody ever wrote these words in any of the reports."
PATIENCE = 60.0


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Affidavit = Callable[..., Ran]
Serve = Callable[..., LoopbackServer]


def at(server: LoopbackServer) -> str:
    """The `--model` that means this server."""
    return f"{server.url}#test-model"


def process(*arguments: str | Path, before: str = "") -> subprocess.Popen[str]:
    """The command as a process of its own; `before` is Python that runs ahead of it."""
    code = f"{before}\nfrom extract.cli.app import main\nmain()"
    given = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(given, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def reports(folder: Path, count: int = 5) -> Path:
    """A folder of short reports, 0.txt, 1.txt …"""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(report(number), encoding="utf-8")
    return folder


def report(number: int) -> str:
    return f"Report {number} from the city of Dreel.\nAt least {number + 12} people were killed on Monday.\n"


def article_in(asked: Mapping[str, Any]) -> str:
    """The article of a request, as the prompt holds it: the last one, after the prompt's own examples."""
    said = "\n".join(message["content"] for message in asked["messages"] if message["role"] == "user")
    found: list[str] = re.findall(r"<article>\n(.*?)\n</article>", said, re.DOTALL)
    return found[-1]


def quoting(number: int, asked: Mapping[str, Any]) -> Behaviour:
    """A script: each answer quotes its article in three places, and words that stand nowhere in one."""
    return ok(answer_to(article_in(asked)))


def answer_to(article: str) -> dict[str, Any]:
    first, *_, last = [line for line in article.splitlines() if line.strip()]
    source = {"source_type": "outlet"}
    dead = {"harm": "killed", "number_min": None, "qualifier": "exact", "source": source}
    return {
        "event": {"sub_event_type": "Air/drone strike", "target": {**_quote(last), "kind": "other"}},
        "casualties": [
            {"quote": words, **dead, "scope": "this_event"} for words in (_quote(first)["quote"], NOWHERE)
        ],
        "attributions": [
            {"quote": _quote(first)["quote"], "claimant": source, "stance": "accuses", "scope": "this_event"}
        ],
        "exposure": [],
    }


def _quote(line: str) -> dict[str, str]:
    return {"quote": " ".join(line.split(" ")[:9]), "description": "a place"}


def by_article(behaviours: Mapping[str, Iterator[Behaviour] | Behaviour]) -> Callable[..., Behaviour]:
    """A script that errs for some articles: the first whose words the article holds; an iterator goes on."""

    def behave(_: int, asked: Mapping[str, Any]) -> Behaviour:
        for words, how in behaviours.items():
            if words in article_in(asked):
                return how if isinstance(how, Mapping) else next(how, ok())
        return ok()

    return behave


def results(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's results."""
    return [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]


def outcomes(folder: Path) -> dict[str, str]:
    return {line["document_id"]: line["outcome"] for line in results(folder)}


def manifest(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    return data
