"""The made-up runs have the F1 that they claim, and the simulation counts what it says."""

import json

import numpy as np
import pytest

from evals.benchmarks import gate_simulation, interval_kinds
from evals.benchmarks.synthetic import pair


@pytest.mark.parametrize("drop", [0.0, 0.05, 0.1])
def test_the_true_f1_is_that_of_very_many_documents(drop: float) -> None:
    runs = pair(np.random.default_rng(1), 200_000, drop=drop)
    assert runs.a[:, 0].sum() / runs.a[:, 1].sum() == pytest.approx(0.7, abs=0.003)
    assert runs.b[:, 0].sum() / runs.b[:, 1].sum() == pytest.approx(0.7 - drop, abs=0.003)


def test_hard_documents_are_hard_for_both_runs() -> None:
    runs = pair(np.random.default_rng(1), 5_000)
    a, b = (table[:, 0] / table[:, 1] for table in (runs.a, runs.b))
    assert 0.4 < np.corrcoef(a, b)[0, 1] < 0.9


def test_a_short_simulation_is_in_the_range_of_the_long_one(capsys: pytest.CaptureFixture[str]) -> None:
    gate_simulation.main(["--n", "20", "--repeats", "60", "--json"])
    null, _, large = json.loads(capsys.readouterr().out)
    assert (null["documents"], null["drop"], large["drop"]) == (20, 0.0, 0.1)
    assert null["shares"]["figure"]["value"] > 0.8
    assert null["shares"]["difference"]["value"] > 0.8
    assert null["shares"]["gate"]["value"] < 0.15 < null["shares"]["bare"]["value"]
    assert large["shares"]["gate"]["value"] > 0.4
    assert large["shares"]["bound"]["value"] <= large["shares"]["gate"]["value"]
    assert 0 < null["shares"]["bare"]["error"] < 0.07


def test_the_results_are_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    gate_simulation.main(["--n", "5", "--repeats", "2"])
    header, rule, *rows = capsys.readouterr().out.splitlines()
    assert header.startswith("| documents | true drop | coverage, figure |")
    assert len(rows) == 3
    assert {line.count("|") for line in (header, rule, *rows)} == {9}


def test_the_kinds_of_interval_are_tried_on_the_same_runs() -> None:
    found = interval_kinds.seen(20, repeats=25)
    assert {kind for _, kind in found} == set(interval_kinds.KINDS)
    for what in ("figure", "difference"):
        assert found[what, "expanded percentile"][0] >= found[what, "percentile"][0]
        assert found[what, "expanded percentile"][1] > found[what, "percentile"][1]
        assert all(found[what, kind][0] > 0.6 for kind in interval_kinds.KINDS)
