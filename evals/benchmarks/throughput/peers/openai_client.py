"""The openai package by itself; with `aiohttp` as a fourth argument over its aiohttp transport."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import httpx2
import openai

from evals.benchmarks.throughput.corpus import Tolls
from evals.benchmarks.throughput.peers.loop import answer_all
from extract.client.response_format import response_format


async def main() -> None:
    form: Any = response_format(Tolls, flavour="server")
    at_once = int(sys.argv[3])
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    lean = sys.argv[4:] == ["aiohttp"]
    transport = openai.DefaultAioHttpClient(limits=limits) if lean else httpx2.AsyncClient(limits=limits)
    async with openai.AsyncOpenAI(base_url=sys.argv[1], api_key="none", http_client=transport) as client:

        async def ask(messages: Any) -> Any:
            answer = await client.chat.completions.create(
                model="bench", messages=messages, response_format=form, temperature=0
            )
            return answer.choices[0].message.content

        await answer_all(ask)


if __name__ == "__main__":
    asyncio.run(main())
