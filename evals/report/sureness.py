"""What does the page say of how sure the run was? Reliability, and risk against coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.calibration.coverage import Coverage, area_under, risk_coverage
from evals.calibration.points import points_of
from evals.calibration.reliability import Bin, expected_error, reliability

if TYPE_CHECKING:
    from evals.evaluation import Evaluation

_STEPS = (0.25, 0.5, 0.75, 1.0)
_SIZE = 100


@dataclass(frozen=True)
class Sureness:
    """`path` is the risk–coverage curve as an SVG path in a box of 100 by 100; `steps` some points of it."""

    claims: int
    bins: tuple[Bin, ...]
    error: float | None
    area: float | None
    steps: tuple[Coverage, ...]
    path: str


def sureness_of(evaluation: Evaluation) -> Sureness | None:
    """None where no claim of the run has a probability."""
    points = list(points_of(evaluation))
    if not points:
        return None
    bins, curve = reliability(points), risk_coverage(points)
    steps = (next(step for step in curve if step.coverage >= least - 1e-9) for least in _STEPS)
    return Sureness(
        len(points),
        tuple(bins),
        expected_error(bins),
        area_under(curve),
        tuple(dict.fromkeys(steps)),
        _path(curve),
    )


def _path(curve: list[Coverage]) -> str:
    ends = [(step.coverage * _SIZE, (1 - step.risk) * _SIZE) for step in curve]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in ends)
