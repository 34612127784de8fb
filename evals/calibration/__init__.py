"""Is the model as often right as it is sure?

points.py        every claim of an evaluation that a probability was given for, and whether it is right
reliability.py   how sure against how often right, in bins; the expected calibration error
coverage.py      how many errors are among the surest claims: risk and coverage
fit.py           from points to a calibration, cross-fitted by document
"""

from __future__ import annotations

from evals.calibration.coverage import Coverage, area_under, risk_coverage
from evals.calibration.fit import cross_fitted, fit
from evals.calibration.points import Point, points_of
from evals.calibration.reliability import Bin, expected_error, reliability

__all__ = [
    "Bin",
    "Coverage",
    "Point",
    "area_under",
    "cross_fitted",
    "expected_error",
    "fit",
    "points_of",
    "reliability",
    "risk_coverage",
]
