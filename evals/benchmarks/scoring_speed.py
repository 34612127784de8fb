"""How long it takes to score 1,000 documents with 20 claims each: `python -m evals.benchmarks.scoring_speed`.

The documents are made up from a seed: each claim is right, slightly wrong, invented or left out. The
yardstick in the same run is the same work without any scoring: a JSON round trip of the 1,000 extractions.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from typing import Any

from evals.evaluate import without_collection
from evals.labels.gold import GoldDocument
from evals.score.counts import counts_of
from evals.score.document import score_document
from evals.score.judge import Judge
from evals.score.plan import plan_of
from schemas import ConflictReport

_PEOPLE = ("Malik Arl", "Ida Ven", "Jon Sorrel", "Ada Rool", "Hamza Terrin", "Muhammad Oster")
_BODIES = (
    "Health Ministry",
    "Red Crescent",
    "Ministry of Interior",
    "UNHCR",
    "Northern Front",
    "City Council",
)


def _claim(chance: random.Random, start: int) -> tuple[dict[str, Any], tuple[int, int]]:
    number = chance.choice([chance.randint(1, 60), chance.randint(60, 5000)])
    words = f"at least {number} people were killed"
    claim = {
        "quote": words,
        "harm": chance.choice(["killed", "wounded", "missing"]),
        "number_min": number,
        "number_max": None,
        "qualifier": chance.choice(["exact", "at_least", "about"]),
        "population": chance.choice(["people", "civilians", "women and children", None]),
        "population_status": chance.choice(["civilian", "unknown"]),
        "subset_of": None,
        "source": {
            "name": chance.choice([*_PEOPLE, None]),
            "role": chance.choice(["spokesman", "mayor", None]),
            "organisation": chance.choice([*_BODIES, None]),
            "source_type": chance.choice(["government", "ngo", "outlet"]),
        },
        "scope": chance.choice(["this_event", "wider_conflict"]),
        "claim_status": "current",
    }
    return claim, (start, start + len(words))


def _document(chance: random.Random, claims: int) -> tuple[list[dict[str, Any]], list[tuple[int, int]]]:
    made = [_claim(chance, 60 * index) for index in range(claims)]
    return [claim for claim, _ in made], [span for _, span in made]


def _answer(chance: random.Random, gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some claims as they are, some with a slip, some left out, some made up; in another order."""
    answer = []
    for claim in gold:
        fate = chance.random()
        if fate < 0.6:
            answer.append(claim)
        elif fate < 0.85:
            answer.append(
                {**claim, chance.choice(["harm", "scope", "qualifier"]): "killed", "number_min": 41}
            )
        else:
            answer.append(_claim(chance, 3000)[0])
    chance.shuffle(answer)
    return answer


def _timed(work: Callable[[], Any]) -> float:
    """Seconds of this process's own CPU time: what else the machine does is not in it."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.scoring_speed", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=20)
    given = parser.parse_args()
    chance = random.Random(0)
    plan = plan_of(ConflictReport)
    pairs = []
    for number in range(given.documents):
        claims, places = _document(chance, given.claims)
        event = {"sub_event_type": "Attack"}
        spans = {f"casualties[{index}].quote": span for index, span in enumerate(places)}
        gold = GoldDocument(str(number), {"event": event, "casualties": claims}, spans=spans)
        pairs.append((gold, {"event": event, "casualties": _answer(chance, claims)}, spans))

    def score() -> None:
        judge = Judge({})
        for gold, answer, spans in pairs:
            judged = score_document(plan, gold, answer, spans=spans, judge=judge)
            counts_of(judged.claims, nulls=judged.nulls)

    def copy() -> None:
        for gold, answer, _ in pairs:
            json.loads(json.dumps([gold.extraction, answer]))

    with without_collection():
        seconds, yardstick = _timed(score), _timed(copy)
    print(
        f"{given.documents} documents with {given.claims} claims: scored in {seconds:.2f} s of CPU time, "
        f"{seconds / yardstick:.0f} times a JSON round trip of the same ({yardstick:.2f} s)"
    )


if __name__ == "__main__":
    main()
