"""What becomes of a batch when the run ends?"""

import asyncio

from extract.batch.asks import batch_of, new_ask
from extract.batch.flights import Flights
from extract.cache.key import describe
from tests.cache.helpers import request


def test_a_batch_that_is_all_answered_gets_its_end_and_one_that_is_not_is_left_to_the_provider() -> None:
    ended: list[str] = []

    async def carried(name: str) -> None:
        await asyncio.sleep(0.05)
        ended.append(name)

    async def run() -> None:
        flights = Flights(lambda *_: None)
        answered, open_ = batch_of([]), batch_of([new_ask(describe(request()))])
        flights.launch(answered, carried("answered"))
        flights.launch(open_, carried("open"))
        await asyncio.sleep(0)
        await flights.aclose()
        assert len(flights) == 0

    asyncio.run(run())
    assert ended == ["answered"]
