"""Asked before, being asked, or new: what a `CachedCaller` does, in one process."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
import time
from collections.abc import Coroutine
from typing import Any

import pytest

from extract.cache.caller import CachedCaller, _Flight
from extract.cache.key import cache_key
from extract.cache.locks import KeyLock
from extract.cache.store import AnswerStore
from extract.client.calls import CallRequest, Completion
from extract.errors import CacheError, NotInCache, RequestRejected, StorageFull
from tests.cache.helpers import BODY, Server, entry, plant, request, until


def lock_files(store: AnswerStore) -> list[str]:
    return [path.name for path in (store.folder / "locks").iterdir()]


async def outcomes(*calls: Coroutine[Any, Any, Completion]) -> list[Completion | BaseException]:
    return await asyncio.gather(*calls, return_exceptions=True)


def test_a_miss_is_asked_once_and_then_a_hit(store: AnswerStore) -> None:
    server = Server()

    async def run() -> tuple[Completion, Completion]:
        async with CachedCaller(server, store) as caller:
            return await caller(request()), await caller(request())

    first, second = asyncio.run(run())
    assert first == Completion(BODY, 2.5, cached=False)
    assert second == Completion(BODY, 2.5, cached=True)
    assert server.asked == [request()]
    assert lock_files(store) == []


def test_a_hit_takes_no_lock(store: AnswerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(entry())
    monkeypatch.setattr(KeyLock, "take", lambda _: pytest.fail("a hit took a lock"))

    async def run() -> Completion:
        async with CachedCaller(Server(), store) as caller:
            return await caller(request())

    assert asyncio.run(run()).cached


def test_the_answer_is_committed_before_it_is_returned(store: AnswerStore) -> None:
    async def run() -> bool:
        async with CachedCaller(Server(), store) as caller:
            await caller(request())
            return entry().key in store

    assert asyncio.run(run())


def test_fifty_at_once_are_one_call_that_one_of_them_paid_for(store: AnswerStore) -> None:
    server = Server()

    async def run() -> list[Completion]:
        async with CachedCaller(server, store) as caller:
            return await asyncio.gather(*(caller(request()) for _ in range(50)))

    answers = asyncio.run(run())
    assert len(server.asked) == 1
    assert [answer.cached for answer in answers].count(False) == 1
    assert {answer.body for answer in answers} == {BODY}


def test_different_questions_are_asked_side_by_side(store: AnswerStore) -> None:
    async def run() -> None:
        server = Server(gate=asyncio.Event())
        async with CachedCaller(server, store) as caller:
            calls = [asyncio.create_task(caller(request(str(n)))) for n in range(8)]
            await until(lambda: len(server.asked) == 8)
            assert server.gate is not None
            server.gate.set()
            await asyncio.gather(*calls)

    asyncio.run(run())


def test_a_cancelled_leader_takes_nobody_with_it(store: AnswerStore) -> None:
    async def run() -> None:
        server = Server(gate=asyncio.Event())
        async with CachedCaller(server, store) as caller:
            leader, *followers = (asyncio.create_task(caller(request())) for _ in range(4))
            await until(lambda: server.asked)
            leader.cancel()
            await asyncio.wait([leader])
            assert server.gate is not None
            server.gate.set()
            answers = await asyncio.gather(*followers)
        assert leader.cancelled()
        assert (len(server.asked), server.cancelled) == (1, 0)
        assert [answer.cached for answer in answers] == [False, True, True]

    asyncio.run(run())


def test_when_all_are_cancelled_so_is_the_call(store: AnswerStore) -> None:
    async def run() -> None:
        server = Server(gate=asyncio.Event())
        async with CachedCaller(server, store) as caller:
            calls = [asyncio.create_task(caller(request())) for _ in range(3)]
            await until(lambda: server.asked)
            for call in calls:
                call.cancel()
            await asyncio.wait(calls)
            await until(lambda: server.cancelled and not lock_files(store))
            server.gate = None
            assert not (await caller(request())).cached

    asyncio.run(run())
    assert entry().key in store


def test_a_new_request_does_not_join_a_flight_that_is_being_cancelled(store: AnswerStore) -> None:
    async def run() -> None:
        server = Server(gate=asyncio.Event())
        async with CachedCaller(server, store) as caller:
            first = asyncio.create_task(caller(request()))
            await until(lambda: server.asked)
            first.cancel()
            await asyncio.sleep(0)
            server.gate = None
            assert (await caller(request())).body == BODY
            assert len(server.asked) == 2

    asyncio.run(run())


def test_an_error_goes_to_its_own_flight_and_is_not_kept(store: AnswerStore) -> None:
    server = Server(error=RequestRejected("no such model", status=404))

    async def run() -> tuple[list[Completion | BaseException], Completion]:
        async with CachedCaller(server, store) as caller:
            failed = await outcomes(*(caller(request()) for _ in range(5)))
            assert len(server.asked) == 1
            server.error = None
            return failed, await caller(request())

    failed, answer = asyncio.run(run())
    assert [type(each) for each in failed] == [RequestRejected] * 5
    assert (answer.body, len(server.asked)) == (BODY, 2)
    assert lock_files(store) == []


def test_who_comes_after_an_error_asks_anew(store: AnswerStore) -> None:
    """Also in the moment in which the failed flight is over and its passengers have not left yet."""

    async def fail() -> Completion:
        raise RequestRejected("over and done", status=400)

    async def run() -> Completion:
        async with CachedCaller(Server(), store) as caller:
            over = asyncio.create_task(fail())
            await asyncio.wait([over])
            over.exception()
            caller._flights[cache_key(request())] = _Flight(over)
            return await caller(request())

    assert asyncio.run(run()).body == BODY


def test_an_error_that_nobody_waits_for_makes_no_noise(
    store: AnswerStore, caplog: pytest.LogCaptureFixture
) -> None:
    async def stubborn(request: CallRequest) -> Completion:
        started.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise RequestRejected("went wrong while it was being stopped", status=400) from None
        raise AssertionError

    async def run() -> None:
        async with CachedCaller(stubborn, store) as caller:
            call = asyncio.create_task(caller(request()))
            await started.wait()
            call.cancel()
            await asyncio.wait([call])
            await until(lambda: not caller._tasks)
            gc.collect()  # where asyncio would speak of an error that was never retrieved

    started = asyncio.Event()
    asyncio.run(run())
    assert caplog.records == []


def test_a_full_disk_that_nobody_waits_for_makes_no_noise(
    store: AnswerStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        storing.set()
        time.sleep(0.05)
        raise StorageFull("no space left")

    async def run() -> None:
        async with CachedCaller(Server(), store) as caller:
            call = asyncio.create_task(caller(request()))
            await until(storing.is_set)
            call.cancel()
            await asyncio.wait([call])
            await until(lambda: not caller._tasks)
        gc.collect()

    storing = threading.Event()
    monkeypatch.setattr(store, "put", fail)
    asyncio.run(run())
    assert caplog.records == []


@pytest.mark.parametrize(
    "columns", [{"value": b"nonsense"}, {"mode": 4}, {"value": None, "filename": "gone.val"}]
)
def test_a_corrupt_entry_is_warned_of_and_fetched_again(
    store: AnswerStore, columns: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    store.put(entry())
    plant(store, entry().key, **columns)
    server = Server(body=b"the new answer")

    async def run() -> tuple[Completion, Completion]:
        async with CachedCaller(server, store) as caller:
            return await caller(request()), await caller(request())

    with caplog.at_level(logging.WARNING, "affidavit"):
        first, second = asyncio.run(run())
    assert (first.body, first.cached, second.cached) == (b"the new answer", False, True)
    assert len(server.asked) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert entry().key[:12] in caplog.text


def test_a_corrupt_entry_is_gone_also_when_fetching_it_fails(store: AnswerStore) -> None:
    store.put(entry())
    plant(store, entry().key, value=b"nonsense")

    async def run() -> None:
        async with CachedCaller(Server(error=RequestRejected("no", status=400)), store) as caller:
            await outcomes(caller(request()))

    asyncio.run(run())
    assert entry().key not in store


def test_offline_answers_what_is_recorded_and_asks_nobody(store: AnswerStore) -> None:
    store.put(entry())
    server = Server()

    async def run() -> list[Completion | BaseException]:
        async with CachedCaller(server, store, offline=True) as caller:
            return await outcomes(caller(request()), caller(request("Another.")))

    hit, miss = asyncio.run(run())
    assert hit == Completion(BODY, 1.5, cached=True)
    assert isinstance(miss, NotInCache)
    assert "messages differ (prompt or article changed)" in str(miss)
    assert "--offline" in miss.hint
    assert server.asked == []


def test_offline_a_corrupt_entry_is_named_and_left_for_verify(store: AnswerStore) -> None:
    store.put(entry())
    plant(store, entry().key, value=b"nonsense")

    async def run() -> None:
        async with CachedCaller(Server(), store, offline=True) as caller:
            with pytest.raises(NotInCache, match="is corrupt: the head is unreadable"):
                await caller(request())

    asyncio.run(run())
    assert entry().key in store


@pytest.mark.parametrize(
    "error", [StorageFull("no space left"), CacheError("locked"), ZeroDivisionError("unforeseen")], ids=repr
)
def test_an_answer_that_cannot_be_kept_stops_with_the_reason(
    store: AnswerStore, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_: object) -> None:
        raise error

    async def run() -> None:
        async with CachedCaller(Server(), store) as caller:
            with pytest.raises(type(error)):
                await caller(request())

    monkeypatch.setattr(store, "put", fail)
    asyncio.run(run())
    assert (entry().key in store, lock_files(store)) == (False, [])


def test_a_full_disk_under_the_lock_files_is_a_full_disk(
    store: AnswerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    async def run() -> None:
        async with CachedCaller(Server(), store) as caller:
            monkeypatch.setattr("extract.cache.locks._locked", fail)
            with pytest.raises(StorageFull):
                await caller(request())
            monkeypatch.undo()

    asyncio.run(run())


def test_a_slow_disk_does_not_stop_the_loop(store: AnswerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put, get = store.put, store.get

    def slow(work: Any) -> Any:
        def slowly(*args: Any) -> Any:
            time.sleep(0.2)
            assert threading.current_thread() is not threading.main_thread()
            return work(*args)

        return slowly

    async def run() -> int:
        ticks = 0
        async with CachedCaller(Server(), store) as caller:
            call = asyncio.create_task(caller(request()))
            while not call.done():
                await asyncio.sleep(0.01)
                ticks += 1
            assert (await call).body == BODY
        return ticks

    monkeypatch.setattr(store, "put", slow(put))
    monkeypatch.setattr(store, "get", slow(get))
    assert asyncio.run(run()) > 20  # 0.6 s of disk, in ticks of 10 ms


def test_a_call_cancelled_while_it_is_stored_is_stored(
    store: AnswerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, storing = store.put, threading.Event()

    def slow(kept: Any) -> None:
        storing.set()
        time.sleep(0.1)
        assert lock_files(store), "the lock was let go before the answer was there"
        put(kept)

    async def run() -> None:
        async with CachedCaller(Server(), store) as caller:
            call = asyncio.create_task(caller(request()))
            await until(storing.is_set)
            call.cancel()
            await asyncio.wait([call])

    monkeypatch.setattr(store, "put", slow)
    asyncio.run(run())
    assert entry().key in store
    assert lock_files(store) == []


def test_closing_ends_what_is_in_flight_and_the_thread(store: AnswerStore) -> None:
    async def run() -> None:
        server = Server(gate=asyncio.Event())
        caller = CachedCaller(server, store)
        call = asyncio.create_task(caller(request()))
        await until(lambda: server.asked)
        await caller.aclose()
        await asyncio.wait([call])
        assert call.cancelled()

    asyncio.run(run())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("answers")]
    assert lock_files(store) == []


def test_closing_sweeps_up_the_locks_of_the_dead_and_no_others(store: AnswerStore) -> None:
    (store.folder / "locks").mkdir(exist_ok=True)
    (store.folder / "locks" / "dead.lock").touch()
    alive = KeyLock(store.folder, "alive")
    assert alive.take()

    async def run() -> None:
        async with CachedCaller(Server(), store):
            pass

    asyncio.run(run())
    assert lock_files(store) == ["alive.lock"]
    alive.release()
    assert lock_files(store) == []


def test_a_lock_whose_file_was_deleted_under_the_waiter_is_not_taken(
    store: AnswerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = KeyLock(store.folder, "k"), KeyLock(store.folder, "k")
    opened = os.open

    def open_late(*args: Any, **options: Any) -> int:
        """Between the opening of the file and its locking, its holder deletes it and lets go."""
        fd = opened(*args, **options)
        first.release()
        return fd

    assert first.take()
    assert not second.take()
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", open_late)
        assert not second.take()
    assert second.take()
    second.release()
