"""What is asked is answered, once, whatever becomes of either side."""

import asyncio
import pickle
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from extract import errors
from extract.errors import AffidavitError, RateLimited, RequestRejected
from extract.workers.conversation import Conversation

Serve = Callable[[Any], Awaitable[Any]]


async def nothing(_: Any) -> None: ...


def pair(serve: Serve, heard: list[Any] | None = None) -> tuple[Conversation, Conversation]:
    """Two sides; messages pass as they would between processes."""
    loop = asyncio.get_running_loop()
    heard = [] if heard is None else heard

    def post(to: Callable[[], Conversation]) -> Callable[[Any], None]:
        return lambda message: (
            loop.call_soon(lambda data: to().take(pickle.loads(data)), pickle.dumps(message)) and None
        )

    asking = Conversation(post(lambda: serving), nothing, heard.append)
    serving = Conversation(post(lambda: asking), serve, heard.append)
    return asking, serving


def test_each_question_gets_its_own_answer_in_any_order() -> None:
    async def late(number: int) -> int:
        await asyncio.sleep((5 - number) / 100)
        return number * number

    async def go() -> list[int]:
        asking, _ = pair(late)
        return await asyncio.gather(*map(asking.ask, range(5)))

    assert asyncio.run(go()) == [0, 1, 4, 9, 16]


@pytest.mark.parametrize(
    "error", [RateLimited("slower", retry_after=2.0, hint="wait"), RequestRejected("no", status=401)], ids=str
)
def test_an_error_is_raised_where_it_was_asked_as_it_was(error: AffidavitError) -> None:
    async def fails(_: Any) -> None:
        raise error

    async def go() -> None:
        asking, _ = pair(fails)
        with pytest.raises(type(error), match=str(error)) as raised:
            await asking.ask("?")
        assert vars(raised.value) == vars(error)

    asyncio.run(go())


def test_a_fault_that_could_not_travel_arrives_as_its_words() -> None:
    class Local(Exception): ...

    async def fails(_: Any) -> None:
        raise Local("here only")

    async def go() -> None:
        asking, _ = pair(fails)
        with pytest.raises(RuntimeError, match="Local: here only"):
            await asking.ask("?")

    asyncio.run(go())


def test_what_nobody_waits_for_any_more_ends() -> None:
    ended: list[str] = []

    async def endless(_: Any) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def go() -> None:
        asking, _ = pair(endless)
        question = asyncio.create_task(asking.ask("?"))
        await asyncio.sleep(0.01)
        assert asking.open_questions == 1
        question.cancel()
        await asyncio.sleep(0.01)
        assert asking.open_questions == 0

    asyncio.run(go())
    assert ended == ["cancelled"]


def test_lasting_work_goes_on_to_its_end_whoever_waits_for_it() -> None:
    done: list[str] = []

    async def keeps(what: str) -> None:
        await asyncio.sleep(0.02)
        done.append(what)

    async def go() -> None:
        asking, serving = pair(keeps)
        serving._lasting = (str,)
        question = asyncio.create_task(asking.ask("kept"))
        await asyncio.sleep(0)
        question.cancel()
        await asyncio.sleep(0.1)

    asyncio.run(go())
    assert done == ["kept"]


def test_the_end_of_a_side_is_told_to_whoever_waits() -> None:
    async def go() -> None:
        asking, _ = pair(lambda _: asyncio.sleep(60))
        question = asyncio.create_task(asking.ask("?"))
        await asyncio.sleep(0.01)
        asking.ended(ConnectionError("gone"))
        with pytest.raises(ConnectionError, match="gone"):
            await question

    asyncio.run(go())


def test_what_is_told_is_heard_in_order() -> None:
    async def go() -> list[Any]:
        heard: list[Any] = []
        asking, _ = pair(nothing, heard)
        for number in range(4):
            asking.tell(number)
        await asyncio.sleep(0.01)
        return heard

    assert asyncio.run(go()) == [0, 1, 2, 3]


def kinds(root: type[AffidavitError]) -> Iterator[type[AffidavitError]]:
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield kind
            yield from kinds(kind)


@pytest.mark.parametrize("kind", list(kinds(AffidavitError)))
def test_every_error_travels_between_processes(kind: type[AffidavitError]) -> None:
    also = {"status": 403} if kind is RequestRejected else {}
    error = kind("the words", hint="the remedy", **also)
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived), vars(arrived)) == (kind, "the words", vars(error))
