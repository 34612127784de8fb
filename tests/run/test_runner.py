"""Documents in = results out: bounded, resumable, whatever one of them does."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.document import Document
from extract.errors import AffidavitError, RunFolderError, StorageFull
from extract.result import Result, Usage
from extract.run.intake import READ_AHEAD, Item
from extract.run.journal import Journal
from extract.run.ledger import Ledger, Redo
from extract.run.room import Room
from extract.run.runner import Runner
from extract.run.stop import Stop


class Watcher:
    """Counts what the runner tells it."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.resumed: list[str] = []
        self.before: list[str] = []

    def started(self, document_id: str) -> None:
        self.begun.append(document_id)

    def again(self, before: Result) -> None:
        self.before.append(before.document_id)

    def finished(self, result: Result, *, resumed: bool) -> None:
        (self.resumed if resumed else self.ended).append(result.document_id)


class Worker:
    """Work that takes a moment, keeps count of how much goes on at once, and can fail."""

    def __init__(self, *, failing: frozenset[str] = frozenset(), error: Exception | None = None) -> None:
        self.failing, self.error = failing, error
        self.now = self.most = 0
        self.done: list[str] = []

    async def __call__(self, item: Item) -> Result:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        if self.error is not None:
            raise self.error
        self.done.append(item.id)
        return Result(item.id, "timeout" if item.id in self.failing else "ok")


def documents(count: int, text: str = "t") -> Iterator[Item]:
    return (Document(str(number), text) for number in range(count))


def run(
    path: Path,
    work: Worker,
    given: Iterator[Item],
    *,
    concurrency: int = 4,
    redo: Redo = "unfinished",
    stop: Stop | None = None,
) -> tuple[Watcher, tuple[int, str], list[Result]]:
    async def go(journal: Journal) -> tuple[Watcher, tuple[int, str], list[Result]]:
        watcher = Watcher()
        runner = Runner(work, Ledger(journal, watcher, redo), Room(concurrency), stop or Stop())
        counted = await runner(given)
        return watcher, counted, [entry.result for entry in journal.entries()]

    with Journal(path) as journal:
        return asyncio.run(go(journal))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(count=st.integers(0, 30), concurrency=st.integers(1, 8))
def test_every_document_gives_one_result_in_input_order(
    count: int, concurrency: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    work = Worker()
    path = tmp_path_factory.mktemp("run") / "j.jsonl"
    watcher, counted, results = run(path, work, documents(count), concurrency=concurrency)
    assert counted[0] == count
    assert [result.document_id for result in results] == [str(number) for number in range(count)]
    assert work.most <= concurrency
    assert sorted(watcher.begun) == sorted(watcher.ended) == sorted(work.done)


def test_what_is_read_ahead_is_bounded_by_its_size(tmp_path: Path) -> None:
    read = 0
    large = "x" * (READ_AHEAD // 10)

    def counted() -> Iterator[Item]:
        nonlocal read
        for document in documents(100, large):
            read += 1
            yield document

    class Stuck(Worker):
        async def __call__(self, item: Item) -> Result:
            await asyncio.sleep(0.2)
            most.append(read)
            return Result(item.id, "ok")

    most: list[int] = []
    run(tmp_path / "j", Stuck(), counted(), concurrency=50)
    assert 50 <= most[0] <= 50 + 10 + 1


def test_what_a_document_took_before_it_was_taken_up_again_is_counted_with_it(tmp_path: Path) -> None:
    class Dear(Worker):
        async def __call__(self, item: Item) -> Result:
            outcome = "cancelled" if item.id in self.failing else "ok"
            usage = Usage(input_tokens=100, cost_usd=0.25, calls=2, seconds=1.5)
            return Result(item.id, outcome, usage=usage)

    class Free(Worker):
        async def __call__(self, item: Item) -> Result:
            usage = Usage(input_tokens=100, cached=True, saved_usd=0.35, seconds=0.5)
            return Result(item.id, "ok", usage=usage)

    path = tmp_path / "j"
    run(path, Dear(failing=frozenset("1")), documents(3))
    watcher, _, results = run(path, Free(), documents(3))
    assert watcher.before == ["1"]
    taken = Usage(input_tokens=100, cost_usd=0.25, saved_usd=0.1, calls=2, seconds=2.0)
    assert replace(results[1].usage, saved_usd=round(results[1].usage.saved_usd or 0, 9)) == taken
    assert results[1].outcome == "ok"
    _, _, third = run(path, Free(), documents(3))
    assert third == results


def test_a_resumed_run_calls_only_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "j"
    run(path, Worker(), documents(3))
    work = Worker()
    watcher, counted, results = run(path, work, documents(5))
    assert sorted(work.done) == ["3", "4"]
    assert sorted(watcher.resumed) == ["0", "1", "2"]
    assert len(results) == counted[0] == 5


def test_failures_are_taken_up_again_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "j"
    run(path, Worker(failing=frozenset({"1"})), documents(3))
    again = Worker()
    run(path, again, documents(3))
    assert again.done == []
    run(path, again, documents(3), redo="failed")
    assert again.done == ["1"]


@pytest.mark.parametrize("reason", ["cancelled", "over_budget"])
def test_what_a_stop_left_undone_has_its_line_and_is_resumed(tmp_path: Path, reason: str) -> None:
    stop = Stop()
    stop.request(reason)  # type: ignore[arg-type]
    work = Worker()
    _, counted, results = run(tmp_path / "j", work, documents(4), stop=stop)
    assert (work.done, counted[0]) == ([], 4)
    assert [result.outcome for result in results] == [reason] * 4
    _, _, results = run(tmp_path / "j", work, documents(4))
    assert [result.outcome for result in results] == ["ok"] * 4


def test_a_changed_document_is_not_mixed_with_the_run_before(tmp_path: Path) -> None:
    run(tmp_path / "j", Worker(), documents(2))
    with pytest.raises(BaseExceptionGroup) as group:
        run(tmp_path / "j", Worker(), documents(2, text="other"))
    assert group.group_contains(RunFolderError, match="the input has changed")


@pytest.mark.parametrize("turns", range(8))
def test_all_that_is_given_up_at_any_moment_has_its_line(tmp_path: Path, turns: int) -> None:
    stop = Stop()

    class Endless(Worker):
        async def __call__(self, item: Item) -> Result:
            await asyncio.sleep(60)
            raise AssertionError

    def given() -> Iterator[Item]:
        yield from documents(6)
        loop.call_soon_threadsafe(after, turns)

    def after(more: int) -> None:
        if more:
            loop.call_soon(after, more - 1)
        else:
            stop.fail(AffidavitError("enough"))

    async def go(journal: Journal) -> list[Result]:
        nonlocal loop
        loop = asyncio.get_running_loop()
        await Runner(Endless(), Ledger(journal, Watcher()), Room(6), stop)(given())
        return [entry.result for entry in journal.entries()]

    loop: asyncio.AbstractEventLoop
    with Journal(tmp_path / "j") as journal:
        results = asyncio.run(go(journal))
    assert [result.document_id for result in results] == list("012345")
    assert {result.outcome for result in results} == {"cancelled"}


def test_an_error_that_stops_the_run_keeps_what_is_done(tmp_path: Path) -> None:
    run(tmp_path / "j", Worker(), documents(2))
    with pytest.raises(BaseExceptionGroup) as group:
        run(tmp_path / "j", Worker(error=StorageFull("no space")), documents(6))
    assert group.group_contains(AffidavitError)
    with Journal(tmp_path / "j") as journal:
        assert [entry.index for entry in journal.entries()] == [0, 1]


def test_the_digest_of_the_inputs_follows_text_and_order(tmp_path: Path) -> None:
    def digest(name: str, given: list[Item]) -> str:
        return run(tmp_path / name, Worker(), iter(given))[1][1]

    a, b = Document("a", "x"), Document("b", "x")
    assert digest("1", [a, b]) == digest("2", [a, b])
    assert len({digest("3", [a, b]), digest("4", [b, a]), digest("5", [a, Document("b", "y")])}) == 3
