"""When the gate passes, fails, or cannot tell, and what the command exits with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.evaluation import Evaluation
from evals.gate.checks import Check, Verdict, check, check_comparable, exit_code, verdict_of
from evals.gate.thresholds import Kind, figures_of, thresholds
from extract.errors import UsageError
from tests.evals.gate.build import document, evaluation, made


def held(now: Evaluation, kind: Kind, *bounds: str, before: Evaluation | None = None) -> tuple[Check, ...]:
    return check(now, thresholds(figures_of(now), kind, bounds, metric="F1"), before)


@pytest.mark.parametrize(("bound", "verdict"), [(".7", "pass"), (".8", "pass"), (".81", "fail")])
def test_the_value_itself_is_held_against_the_bound(bound: str, verdict: Verdict) -> None:
    (found,) = held(evaluation(9, 7), "under", bound)
    assert (found.verdict, found.message) == (verdict, "F1 is 0.800")


@given(st.lists(st.integers(1, 10), min_size=1, max_size=30))
def test_a_bound_at_the_value_is_met_whatever_the_sums_do_to_the_last_bit(right: list[int]) -> None:
    now = evaluation(*right)
    (found,) = held(now, "under", f"macro={sum(right) / len(right) / 10!r}")
    assert found.verdict == "pass"


def test_a_figure_with_nothing_to_measure_is_inconclusive() -> None:
    (found,) = held(evaluation(5), "under", "attribution=.5")
    assert (found.verdict, found.message) == ("inconclusive", "attribution: there is nothing to measure")


def test_a_drop_in_most_documents_fails_and_tells_both_values() -> None:
    (found,) = held(evaluation(*[5] * 20), "drop", ".02", before=evaluation(*[8] * 20))
    assert found.verdict == "fail"
    assert "0.800" in found.message
    assert "0.500" in found.message


def test_a_drop_in_one_document_of_many_may_be_chance() -> None:
    (found,) = held(evaluation(*[8] * 19, 0), "drop", ".02", before=evaluation(*[8] * 20))
    assert found.verdict == "inconclusive"


def test_the_same_run_passes_however_few_its_documents_and_in_any_order() -> None:
    before = made([document("b", 2), document("a", 9)])
    (found,) = held(made([document("a", 9), document("b", 2)]), "drop", "0", before=before)
    assert found.verdict == "pass"


def test_several_drops_share_one_chance_of_a_false_alarm() -> None:
    before, now = evaluation(*[8] * 5), evaluation(*[7] * 5)  # chance gives this in 1 of 32: 3.1 %
    (alone,) = held(now, "drop", "F1=.02", before=before)
    both = held(now, "drop", "F1=.02", "recall=.02", before=before)
    assert alone.verdict == "fail"
    assert {each.verdict for each in both} == {"inconclusive"}


def test_a_drop_without_a_baseline_is_refused() -> None:
    with pytest.raises(UsageError, match="something to compare with"):
        held(evaluation(8), "drop", ".02")


def test_a_baseline_of_other_gold_or_documents_is_refused_with_the_remedy() -> None:
    with pytest.raises(UsageError, match="another gold") as caught:
        check_comparable(evaluation(8), evaluation(8, digest="older"))
    assert "--write-baseline" in caught.value.hint
    with pytest.raises(UsageError, match="another set of documents"):
        check_comparable(evaluation(8), evaluation(8, 8))
    check_comparable(evaluation(8), evaluation(2))


@pytest.mark.parametrize(
    ("verdicts", "failed", "code"),
    [
        ([], 0, 0),
        (["pass"], 0, 0),
        (["pass", "inconclusive"], 0, 6),
        (["pass", "inconclusive"], 1, 3),
        ([], 2, 3),
        (["pass"], 2, 3),
        (["inconclusive", "fail", "pass"], 0, 4),
        (["fail"], 2, 4),
    ],
)
def test_a_failed_gate_goes_before_failed_documents_and_these_before_doubt(
    verdicts: list[Verdict], failed: int, code: int
) -> None:
    checks = [Check("", verdict, "") for verdict in verdicts]
    assert exit_code(checks, failed_documents=failed) == code
    assert (verdict_of(checks) is None) == (verdicts == [])
