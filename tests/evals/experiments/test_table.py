"""The rows of an experiment: what each is compared with, what it took, and what one without a score says."""

import pytest

from evals.evaluation import EvaluatedDocument
from evals.experiments.columns import heads, texts
from evals.experiments.running import VariantRun
from evals.experiments.table import Table, table_of
from evals.figures import main_figures
from evals.labels.gold import GoldDocument, GoldSet
from evals.stats.bootstrap import interval
from evals.stats.paired import difference
from tests.evals.experiments.made import FIELDS, GOLD, evaluated, run

FIGURES = main_figures(FIELDS)
CLEARLY, WORSE = (10, 9, 10, 9, 10, 9, 10, 9), (1, 2, 3, 1, 2, 3, 1, 2)


def table(*runs: VariantRun, metric: str = "F1") -> Table:
    documents = max((len(each.evaluation.documents) for each in runs if each.evaluation), default=0)
    gold = GoldSet(**{**vars(GOLD), "documents": tuple(GoldDocument(f"d{n}", {}) for n in range(documents))})
    return table_of(runs, gold, FIGURES[metric])


def test_each_row_has_its_score_and_its_difference_to_the_first_as_the_statistics_give_them() -> None:
    first, second = run("a", WORSE), run("b", CLEARLY)
    found = table(first, second)
    parts = [FIGURES["F1"].parts(each.evaluation.documents) for each in (first, second) if each.evaluation]
    expected, known = difference(*parts), interval(parts[1])
    row = found.rows[1]
    assert known is not None
    assert expected.interval is not None
    assert (row.score, row.low, row.high) == (sum(CLEARLY) / 80, known.low, known.high)
    assert row.difference == expected.value == pytest.approx((sum(CLEARLY) - sum(WORSE)) / 80)
    assert (row.difference_low, row.difference_high) == (expected.interval.low, expected.interval.high)
    assert (row.p, found.first, found.rows[0].p) == (expected.p_value, 0, None)


def test_the_p_values_are_corrected_for_the_number_of_rows() -> None:
    alone = table(run("a", WORSE), run("b", CLEARLY)).rows[1].p
    among = table(run("a", WORSE), run("b", CLEARLY), run("c", WORSE), run("d", WORSE)).rows[1].p
    assert alone is not None
    assert among == pytest.approx(3 * alone)


def test_the_first_row_that_has_a_score_is_what_the_others_are_compared_with() -> None:
    away = VariantRun(run("x", ()).variant, "failed", error="away")
    found = table(away, run("a", WORSE), run("b", CLEARLY))
    assert found.first == 1
    assert [row.difference is None for row in found.rows] == [True, True, False]
    assert [cells[5] for cells in texts(found)][:2] == ["", "first row"]


def test_a_row_that_failed_has_what_it_took_and_no_score() -> None:
    row = table(run("a", (0, 0), status="failed", outcome="api_error")).rows[0]
    assert (row.score, row.strict, row.p) == (None, None, None)
    assert (row.documents, row.failed, row.input_tokens) == (2, 2, 200)


def test_costs_are_those_of_the_answers_and_what_was_paid_is_beside_them() -> None:
    usages = [{"cost_usd": 0.5, "saved_usd": 0.0}, {"cost_usd": 0.0, "saved_usd": 0.25}]
    row = table(run("a", (1, 1), usages=usages)).rows[0]
    assert (row.cost_usd, row.paid_usd) == (0.75, 0.5)


def test_one_price_that_is_not_known_makes_the_cost_unknown() -> None:
    row = table(run("a", (1, 1), usages=[{"cost_usd": 0.5}, {"cost_usd": None}]))
    assert row.rows[0].cost_usd is None
    assert "unknown" in next(texts(row))


@pytest.mark.parametrize(("calls", "shown"), [((1, 0), "4.0"), ((0, 0), "cached")])
def test_seconds_are_the_mean_of_what_a_model_was_asked(calls: tuple[int, int], shown: str) -> None:
    usages = [{"calls": called, "seconds": 4.0 * (1 - place)} for place, called in enumerate(calls)]
    assert next(texts(table(run("a", (1, 1), usages=usages))))[-1] == shown


def test_a_document_without_a_line_in_the_run_took_nothing_and_failed() -> None:
    made = run("a", (1,))
    assert made.evaluation is not None
    absent = EvaluatedDocument("d9", "absent", evaluated("d9", 0).counts)
    with_absent = vars(made.evaluation) | {"documents": (*made.evaluation.documents, absent)}
    row = table(VariantRun(made.variant, "finished", type(made.evaluation)(**with_absent))).rows[0]
    assert (row.failed, row.documents, row.input_tokens) == (1, 2, 100)


def test_another_metric_is_the_score_and_its_name_the_head() -> None:
    found = table(run("a", WORSE), run("b", CLEARLY), metric="recall")
    assert heads(found)[3] == "recall [95 %]"
    assert found.rows[1].score == FIGURES["recall"].value(run("b", CLEARLY).evaluation.documents)  # type: ignore[union-attr]


def test_a_difference_that_rounds_to_zero_has_no_minus() -> None:
    found = table(run("a", (10000,) * 3, of=10001), run("b", (10000, 10000, 9999), of=10001))
    assert next(cells for cells in texts(found) if cells[0] == "2")[5].startswith("+0.000")
