"""The answers of a document may come in any order: what it becomes is the same."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from extract.client.calls import CallRequest, Completion
from extract.plans import Brief, make_plan
from extract.prompt import load_prompt
from tests.plans.oracle import Oracle, document
from tests.plans.test_staged import PROMPT, TEXT, Tolls, told


class Shuffled(Oracle):
    """Answers after a random number of turns of the event loop."""

    def __init__(self, seed: int) -> None:
        super().__init__(told)
        self.random = random.Random(seed)

    async def __call__(self, request: CallRequest) -> Completion:
        for _ in range(self.random.randrange(20)):
            await asyncio.sleep(0)
        return await super().__call__(request)


LONG = " ".join(
    [
        TEXT,
        "The ministry said 12 people were killed. At least six were hurt, said Ada Rool.",
        "“Nine were wounded,” she said. According to the ministry, 14 died and 40 were hurt.",
    ]
)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_the_answers_changes_nothing(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "p.md"
    path.write_text(PROMPT, encoding="utf-8")
    plan = make_plan(Brief(load_prompt(str(path)), Tolls))

    def drafted(oracle: Oracle) -> Any:
        return asyncio.run(plan(document(LONG), oracle.interviewer()))

    straight, shuffled = Oracle(told), Shuffled(seed)
    assert drafted(shuffled) == drafted(straight)
    assert sorted(shuffled.asked) == sorted(straight.asked)
    assert len(straight.asked) > 5
