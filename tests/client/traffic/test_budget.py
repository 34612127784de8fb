"""A budget is not overrun by what is in flight when it runs out."""

import asyncio
import random

import pytest

from extract.client.calls import CallRequest, Completion
from extract.client.reply import TokenUsage
from extract.client.traffic.budget import Budget, Size
from extract.client.traffic.gate import Gate, GatedCaller, Limits
from extract.errors import OverBudget, TransportError
from tests.client.fakes import completion_of


def dollars(usage: TokenUsage) -> float:
    return (usage.input + usage.output) / 100


def request(number: int, **parameters: int) -> CallRequest:
    return CallRequest("e", "m", [{"role": "user", "content": f"{number:0250}"}], None, parameters)


async def answer(_: CallRequest) -> Completion:
    """A hundred tokens read and ten written: $1.10."""
    await asyncio.sleep(random.uniform(0.001, 0.01))
    return completion_of("{}")


def spend(limit: float, *, count: int = 40, inner=answer) -> tuple[Budget, int, list[bool]]:
    budget, told = Budget(limit, dollars), []

    async def work() -> int:
        caller = GatedCaller(inner, Gate(Limits(16), budget, lambda: told.append(True)))
        ended = await asyncio.gather(*(caller(request(n)) for n in range(count)), return_exceptions=True)
        assert {type(each) for each in ended} <= {Completion, OverBudget, TransportError}
        return sum(isinstance(each, Completion) for each in ended)

    return budget, asyncio.run(work()), told


@pytest.mark.parametrize("limit", [0.5, 1.1, 5.0, 11.0, 1000.0])
def test_calls_go_out_as_long_as_they_are_paid_for(limit: float) -> None:
    budget, answered, told = spend(limit)
    assert answered == max(1, min(40, int(limit / 1.1 + 1e-6)))
    assert budget.spent == pytest.approx(answered * 1.1)
    assert (budget.reserved, bool(told)) == (pytest.approx(0, abs=1e-6), answered < 40)


def test_a_call_that_fails_gives_back_what_was_set_aside_for_it() -> None:
    calls = iter(range(1000))

    async def every_other(asked: CallRequest) -> Completion:
        if next(calls) % 2:
            raise TransportError("reset")
        return await answer(asked)

    budget, answered, _ = spend(11.0, inner=every_other)
    assert answered == 10
    assert budget.spent == pytest.approx(11.0)


def test_before_anything_is_seen_a_call_counts_with_all_that_it_may_take() -> None:
    budget = Budget(10, dollars)
    bounded = Size.of(request(1, max_tokens=300))
    assert budget.expected(bounded) == pytest.approx(4.0)
    budget.settle(0, bounded, TokenUsage(50, 20))
    assert budget.expected(bounded) == pytest.approx(0.7)
    assert budget.expected(Size.of(CallRequest("e", "m", [{"role": "user", "content": "x" * 500}]))) == 1.2


def test_an_answer_that_does_not_say_what_it_took_costs_what_was_set_aside() -> None:
    budget = Budget(10, dollars)
    budget.reserve(4.0)
    budget.settle(4.0, Size.of(request(1)), TokenUsage(known=False))
    assert (budget.spent, budget.reserved) == (4.0, 0.0)
