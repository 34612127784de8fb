"""aiohttp by itself: post, read the JSON. What no client can be much faster than."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import aiohttp

from evals.benchmarks.throughput.corpus import Tolls
from evals.benchmarks.throughput.peers.loop import answer_all
from extract.client.response_format import response_format


async def main() -> None:
    url = f"{sys.argv[1]}/chat/completions"
    form = response_format(Tolls, flavour="server")
    connector = aiohttp.TCPConnector(limit=int(sys.argv[3]))
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(messages: list[dict[str, str]]) -> Any:
            asked = {"model": "bench", "messages": messages, "response_format": form, "temperature": 0}
            async with session.post(url, json=asked, raise_for_status=True) as response:
                return (await response.json())["choices"][0]["message"]["content"]

        await answer_all(ask)


if __name__ == "__main__":
    asyncio.run(main())
