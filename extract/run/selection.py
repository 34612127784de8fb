"""Which of the documents a run takes: all, the first few, or a random sample that is always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
SEED = 20190702


def select(documents: Iterator[T], *, limit: int | None = None, sample: int | None = None) -> Iterator[T]:
    """The first `limit` of them, and of these `sample` at random, in input order.

    The sample is drawn in one pass with memory for `sample` documents (reservoir sampling, Vitter's
    algorithm R, 1985), from a fixed seed: the same inputs give the same sample.
    """
    taken = islice(documents, limit)
    return taken if sample is None else _sampled(taken, sample)


def _sampled(documents: Iterator[T], size: int) -> Iterator[T]:
    chosen = list(enumerate(islice(documents, size)))
    rng = random.Random(SEED)
    for index, document in enumerate(documents, start=size):
        place = rng.randrange(index + 1)
        if place < size:
            chosen[place] = (index, document)
    for _, document in sorted(chosen, key=lambda pair: pair[0]):
        yield document
