"""instructor as its documentation shows it; with `aiohttp` as a fourth argument over that transport."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import httpx2
import instructor
import openai

from evals.benchmarks.throughput.corpus import Tolls
from evals.benchmarks.throughput.peers.loop import answer_all


async def main() -> None:
    at_once = int(sys.argv[3])
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    lean = sys.argv[4:] == ["aiohttp"]
    transport = openai.DefaultAioHttpClient(limits=limits) if lean else httpx2.AsyncClient(limits=limits)
    server = openai.AsyncOpenAI(base_url=sys.argv[1], api_key="none", http_client=transport)
    client = instructor.from_openai(server, mode=instructor.Mode.JSON_SCHEMA)

    async def ask(messages: Any) -> Any:
        return await client.chat.completions.create(
            model="bench", response_model=Tolls, messages=messages, temperature=0
        )

    await answer_all(ask)


if __name__ == "__main__":
    asyncio.run(main())
