"""One process that asks one question through the cache: `asker FOLDER CALLS SECONDS`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from extract.cache.caller import CachedCaller
from extract.cache.store import AnswerStore
from extract.client.calls import CallRequest, Completion
from tests.cache.helpers import BODY
from tests.cache.helpers import request as question


async def main(folder: Path, calls: Path, seconds: float) -> None:
    async def serve(request: CallRequest) -> Completion:
        line = os.open(calls, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, f"{os.getpid()}\n".encode())
        os.close(line)
        await asyncio.sleep(seconds)
        return Completion(body=BODY)

    with AnswerStore(folder) as store:
        async with CachedCaller(serve, store) as caller:
            assert (await caller(question())).body == BODY


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
