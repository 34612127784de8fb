"""How fast does the local model answer, loaded in different ways? The same questions to each, in one run.

    python -m evals.benchmarks.local_speed [--document FILE] [--prompt NAME] [--ways plain slots2 …]

Each way answers the questions about a first document, which fills its prompt cache, and is timed on those
about another. `read` and `wrote` are llama.cpp's own counts and times: tokens that were not in the cache.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from extract.client.asking import Question
from extract.client.calls import CallRequest, Completion
from extract.client.response_format import response_format
from extract.document import Document
from extract.local.engine import Engine, start
from extract.local.fetch import ensure
from extract.local.paths import models_dir
from extract.local.registry import resolve
from extract.plans import Brief, make_plan
from extract.plans.interviewer import Interviewer
from extract.prompt import load_prompt
from extract.schema import load_schema

MODEL = "qwen2.5-coder-1.5b"
WAYS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "one_thread": {"threads": 1},
    "slots2": {"slots": 2},
    "slots4": {"slots": 4},
    "ngram_simple": {"speculation": "ngram_simple"},
    "ngram_map_k": {"speculation": "ngram_map_k"},
}
_PATIENCE = 3600.0
_TEXTS = Path(__file__).resolve().parents[1] / "gold" / "written" / "texts"


@dataclass
class Timed:
    """A `Caller` straight to an engine, as many calls at once as it has slots; adds up what they took."""

    engine: Engine
    slots: int
    calls: int = 0
    took: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.slots)

    async def __call__(self, request: CallRequest) -> Completion:
        async with self._free:
            body = await self._post(request)
        self.calls += 1
        for name, value in json.loads(body).get("timings", {}).items():
            self.took[name] = self.took.get(name, 0) + value
        return Completion(body)

    async def _post(self, request: CallRequest) -> bytes:
        asked = {
            "messages": request.messages,
            "response_format": request.response_format,
            **request.parameters,
        }
        headers = {"Authorization": f"Bearer {self.engine.api_key}"}
        url = f"{self.engine.base_url}/chat/completions"
        patient = aiohttp.ClientTimeout(total=_PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=patient, raise_for_status=True) as session,
            session.post(url, json=asked, headers=headers) as answer,
        ):
            return await answer.read()


def timed(way: Mapping[str, Any], documents: list[Document], prompt_name: str) -> str:
    """A line of the table for the last of the documents."""
    prompt = load_prompt(prompt_name)
    schema = load_schema(prompt.schema or "schemas:ConflictReport")
    plan = make_plan(Brief(prompt, schema))
    weights = resolve(MODEL, models_dir())
    question = Question(
        endpoint="local", model=MODEL, messages=(), schema=schema, parameters=prompt.parameters, reasks=1
    )
    with start(ensure(weights, models_dir=models_dir()), context=weights.context, **way) as engine:
        for document in documents:
            caller = Timed(engine, way.get("slots", 1))
            asked = Interviewer(caller, question, lambda kind: response_format(kind, flavour="local"))
            began = time.perf_counter()
            asyncio.run(_answered(plan, document, asked))
            seconds = time.perf_counter() - began
    took = caller.took
    read, wrote = took.get("prompt_n", 0), took.get("predicted_n", 0)
    drafts = f"{took.get('draft_n_accepted', 0):.0f} of {took.get('draft_n', 0):.0f}"
    reading = read / max(took.get("prompt_ms", 0) / 1000, 1e-9)
    writing = wrote / max(took.get("predicted_ms", 0) / 1000, 1e-9)
    cells = [
        f"{seconds:.1f}",
        str(caller.calls),
        f"{read:.0f}",
        f"{reading:.0f}",
        f"{wrote:.0f}",
        f"{writing:.1f}",
    ]
    return " | ".join([*cells, drafts])


async def _answered(plan: Any, document: Document, asked: Interviewer) -> None:
    await plan(document, asked)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.local_speed", description=__doc__)
    parser.add_argument(
        "--warm", type=Path, default=_TEXTS / "w08.txt", help="The document before the timed one."
    )
    parser.add_argument("--document", type=Path, default=_TEXTS / "w02.txt")
    parser.add_argument("--prompt", default="conflict_report/staged")
    parser.add_argument("--ways", nargs="*", choices=WAYS, default=list(WAYS))
    given = parser.parse_args()
    documents = [
        Document(path.stem, path.read_text(encoding="utf-8")) for path in (given.warm, given.document)
    ]
    print("way | seconds | calls | read | tokens/s | wrote | tokens/s | drafts taken", flush=True)
    for name in given.ways:
        print(f"{name} | {timed(WAYS[name], documents, given.prompt)}", flush=True)


if __name__ == "__main__":
    main()
