"""From claims with their probabilities to a calibration.

A logistic regression of "right" on the logit of the probability, with an offset for each kind of claim. For
small sets the offsets are drawn towards their mean and the slope towards 1 (a normal prior), so that no kind
seen twice is certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize

from evals.calibration.points import Point
from extract.calibration import Calibration, logit

_OFFSET_SPREAD = 1.0
_SLOPE_SPREAD = 0.5


def fit(points: Sequence[Point], *, model: str, basis: str = "") -> Calibration:
    """The calibration that makes the points most likely. Raises `ValueError` without any."""
    if not points:
        raise ValueError("there is no claim with a probability")
    kinds = sorted({point.kind for point in points})
    scores = np.array([logit(point.raw) for point in points])
    right = np.array([point.right for point in points], dtype=float)
    which = np.array([kinds.index(point.kind) for point in points])

    def loss(given: np.ndarray) -> float:
        slope, mean, offsets = given[0], given[1], given[2:]
        z = mean + offsets[which] + slope * scores
        likelihood = np.logaddexp(0, -z) * right + np.logaddexp(0, z) * (1 - right)
        prior = ((offsets / _OFFSET_SPREAD) ** 2).sum() + ((slope - 1) / _SLOPE_SPREAD) ** 2
        return float(likelihood.sum() + prior / 2)

    found = minimize(loss, np.concatenate([[1.0, 0.0], np.zeros(len(kinds))]), method="L-BFGS-B").x
    slope, mean = float(found[0]), float(found[1])
    offsets = {kind: round(mean + float(offset), 4) for kind, offset in zip(kinds, found[2:], strict=True)}
    return Calibration(model, round(slope, 4), round(mean, 4), offsets, basis)


def cross_fitted(points: Sequence[Point]) -> list[Point]:
    """The points with calibrated probabilities, each document's by a fit on all the others.

    So a reliability table over them is not flattered. One document has nothing to fit on: it stays as it is.
    """
    documents = sorted({point.document_id for point in points})
    fitted: list[Point] = []
    for document in documents:
        others = [point for point in points if point.document_id != document]
        own = [point for point in points if point.document_id == document]
        if not others:
            fitted += own
            continue
        calibration = fit(others, model="")
        fitted += [replace(p, probability=calibration.probability(p.kind, p.raw)) for p in own]
    return fitted
