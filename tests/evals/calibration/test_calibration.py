"""Are claims as often right as they are said to be likely?"""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration.coverage import area_under, risk_coverage
from evals.calibration.fit import cross_fitted, fit
from evals.calibration.points import Point
from evals.calibration.reliability import expected_error, reliability
from extract.calibration import Calibration, kind_of, read_calibration
from extract.errors import PromptError

POINTS = st.lists(
    st.builds(
        lambda document, kind, sure, right: Point(document, kind, sure, right, sure),
        st.sampled_from("abc"),
        st.sampled_from(["x[]", "y[]"]),
        st.floats(0, 1),
        st.booleans(),
    ),
    max_size=60,
)


def drawn(count: int, *, over: float, seed: int = 1) -> list[Point]:
    """Claims of a model that says p where p to the power of `over` is the truth: over 1 it is too sure."""
    rng = random.Random(seed)
    said = [rng.uniform(0.05, 0.99) for _ in range(count)]
    return [Point(str(n % 20), "x[]", p, rng.random() < p**over, p) for n, p in enumerate(said)]


@given(POINTS)
def test_every_claim_is_in_one_bin(points: list[Point]) -> None:
    bins = reliability(points)
    assert sum(each.count for each in bins) == len(points)
    assert all(each.low - 1e-9 <= each.said <= each.high + 1e-9 for each in bins)
    assert all(one.high < other.low for one, other in pairwise(bins))
    assert len(bins) <= 1 or min(each.count for each in bins) >= 5


@given(POINTS)
def test_at_full_coverage_the_risk_is_the_share_that_is_wrong(points: list[Point]) -> None:
    curve = risk_coverage(points)
    if not points:
        assert curve == []
        assert area_under(curve) is None
        return
    assert curve[-1].coverage == 1
    assert curve[-1].risk == pytest.approx(sum(not p.right for p in points) / len(points))
    assert [step.count for step in curve] == sorted({step.count for step in curve})


def test_a_calibrated_model_has_a_small_error_and_a_boastful_one_a_large() -> None:
    honest = expected_error(reliability(drawn(4000, over=1)))
    boastful = expected_error(reliability(drawn(4000, over=3)))
    assert honest is not None
    assert boastful is not None
    assert honest < 0.03 < 0.15 < boastful


def test_a_fit_mends_a_boastful_model() -> None:
    mended = cross_fitted(drawn(2000, over=3))
    error = expected_error(reliability(mended))
    assert error is not None
    assert error < 0.06


def test_kinds_have_offsets_of_their_own() -> None:
    good = [Point(str(n), "good[]", 0.5, n % 10 != 0, 0.5) for n in range(60)]
    bad = [Point(str(n), "bad[]", 0.5, n % 10 == 0, 0.5) for n in range(60)]
    calibration = fit(good + bad, model="m")
    assert calibration.probability("good[]", 0.5) > 0.8
    assert calibration.probability("bad[]", 0.5) < 0.2
    assert 0.4 < calibration.probability("never seen", 0.5) < 0.6


def test_the_order_of_claims_of_a_kind_is_kept() -> None:
    calibration = fit(drawn(300, over=2), model="m")
    found = [calibration.probability("x[]", p / 100) for p in range(101)]
    assert found == sorted(found)
    assert all(0 < p < 1 for p in found)


def test_nothing_to_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="no claim"):
        fit([], model="m")


def test_one_document_stays_as_it_is() -> None:
    points = [Point("a", "x[]", 0.3, True, 0.3)]
    assert cross_fitted(points) == points


def test_a_calibration_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    calibration = Calibration("m", 0.5, 0.1, {"x[]": -1.0}, "on something")
    path.write_text(calibration.to_json(), encoding="utf-8")
    assert read_calibration(path) == calibration


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"model": "m", "slope": "x", "offset": 0, "offsets": {}}'])
def test_what_is_no_calibration_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match="not a calibration"):
        read_calibration(path)
    with pytest.raises(PromptError, match="no calibration file"):
        read_calibration(tmp_path / "none.json")


def test_the_kind_of_a_path() -> None:
    assert kind_of("casualties[12]") == "casualties[]"
    assert kind_of("incidents[0].targets[3]") == "incidents[].targets[]"
    assert kind_of("event.date") == "event.date"
