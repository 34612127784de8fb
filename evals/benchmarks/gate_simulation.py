"""Can the intervals and the gate be trusted with 20, 60, 150 documents? Tried where the true F1 is known.

    python -m evals.benchmarks.gate_simulation

Coverage: how often the 95 % interval holds the truth. False alarms: how often a gate with a margin of .02
fails a change that changes nothing. Power: how often it fails a true drop of .05 or .10.

Seen with --repeats 4000, in percent ± one standard error: coverage of a figure's interval 93.1 ± 0.4 with 20
documents, 94.5 with 60, 94.1 with 150; of the difference's 93.4, 94.3, 94.7. False alarms of a bare "drop >
.02": 32.5 ± 0.7, 22.4, 12.7; of our gate: 4.3 ± 0.3, 4.1, 4.1, where its test says 4. Power for a drop of
.10: 61, 96, 100.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from evals.benchmarks.synthetic import Pair, pair
from evals.stats.bootstrap import Interval, interval
from evals.stats.gate import ALPHA, judge
from evals.stats.paired import interval_of_difference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evals.figures import Part

    Array = NDArray[np.float64]

MARGIN = 0.02
DROPS = (0.0, 0.05, 0.10)
SIZES = (20, 60, 150)


@dataclass(frozen=True)
class Share:
    """How often something happened, with the standard error of saying so from that many repeats."""

    value: float
    error: float


@dataclass(frozen=True)
class Row:
    """What was seen for one number of documents and one true drop."""

    documents: int
    drop: float
    repeats: int
    shares: Mapping[str, Share]


MEASURES = {
    "figure": "coverage, figure",
    "difference": "coverage, difference",
    "bare": "fails: drop > margin",
    "gate": "fails: our gate",
    "bound": "fails: bound > margin",
    "inconclusive": "our gate: inconclusive",
}
"""`bare` fails on any drop over the margin, `bound` where the drop's one-sided lower bound is over it."""


def simulate(sizes: Sequence[int], *, repeats: int, seed: int = 1) -> Iterator[Row]:
    """A row for each number of documents and each true drop."""
    import numpy as np

    for documents in sizes:
        for drop in DROPS:
            random = np.random.default_rng([seed, documents, round(1000 * drop)])
            counts: Counter[str] = Counter()
            for _ in range(repeats):
                counts.update(_seen(pair(random, documents, drop=drop)))
            yield Row(documents, drop, repeats, {name: _share(counts[name], repeats) for name in MEASURES})


def _seen(runs: Pair) -> Iterator[str]:
    """The measures that hold in one repeat."""
    before, now = _parts(runs.a), _parts(runs.b)
    judged = judge(before, now, margin=MARGIN, alpha=ALPHA)
    if _holds(interval(now), runs.true_b):
        yield "figure"
    if _holds(judged.difference.interval, runs.true_b - runs.true_a):
        yield "difference"
    if judged.drop is not None and judged.drop > MARGIN:
        yield "bare"
    if judged.verdict == "fail":
        yield "gate"
    if judged.verdict == "inconclusive":
        yield "inconclusive"
    if _bound(before, now) > MARGIN:
        yield "bound"


def _parts(table: Array) -> list[Part]:
    return [(above, below) for above, below in table.tolist()]


def _holds(found: Interval | None, truth: float) -> bool:
    return found is not None and found.low <= truth <= found.high


def _bound(before: Sequence[Part], now: Sequence[Part]) -> float:
    """The lower end of the drop's two-sided interval at 1 − 2α: a one-sided bound at 1 − α."""
    found = interval_of_difference(before, now, level=1 - 2 * ALPHA)
    return -found.high if found else -math.inf


def _share(count: int, repeats: int) -> Share:
    value = count / repeats
    return Share(value, math.sqrt(value * (1 - value) / repeats))


def markdown(rows: Sequence[Row]) -> str:
    """A table: shares in percent ± one standard error."""
    lines = [
        "| documents | true drop | " + " | ".join(MEASURES.values()) + " |",
        "|---:|---:|" + "---:|" * len(MEASURES),
    ]
    for row in rows:
        shares = (f"{100 * s.value:.1f} ± {100 * s.error:.1f}" for s in row.shares.values())
        lines.append(f"| {row.documents} | {row.drop:.2f} | " + " | ".join(shares) + " |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=int, nargs="+", default=SIZES, help="numbers of documents")
    parser.add_argument("--repeats", type=int, default=1000, help="made-up pairs of runs for each row")
    parser.add_argument("--json", action="store_true", help="data instead of the table")
    given = parser.parse_args(arguments)
    rows = list(simulate(given.n, repeats=given.repeats))
    print(json.dumps([asdict(row) for row in rows]) if given.json else markdown(rows))


if __name__ == "__main__":
    main()
