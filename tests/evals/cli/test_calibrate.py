"""`affidavit calibrate`: the table, the file it writes, and what a run makes of that file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from evals.evaluation import EvaluatedDocument
from extract.calibration import read_calibration
from tests.cli.command import Affidavit
from tests.evals.judged import evaluation, numbers


def sure(document: EvaluatedDocument, raw: float) -> EvaluatedDocument:
    """The document with a probability for each of its claims."""
    claims = tuple({**claim, "confidence": {"probability": raw, "raw": raw}} for claim in document.claims)
    return dataclasses.replace(document, claims=claims)


def boastful(run: str = "a") -> str:
    """Five documents whose claims are all said to be 95 % sure, and half right."""
    return evaluation(*(sure(numbers(f"d{i}", 5), 0.95) for i in range(5)), run=run).to_json()


def test_a_calibration_is_fitted_and_written(affidavit: Affidavit, work: Path) -> None:
    (work / "a.json").write_text(boastful())
    ran = affidavit("calibrate", "a.json", "--output", "c.json")
    assert (ran.code, ran.out) == (0, "")
    assert "expected calibration error 0.450" in ran.err
    assert "50 claims of 5 documents of labels: written to c.json" in ran.err
    found = read_calibration(work / "c.json")
    assert found.model == "local/m"
    assert found.probability("deaths[]", 0.95) == pytest.approx(0.5, abs=0.05)


def test_the_data_are_cross_fitted(affidavit: Affidavit, work: Path) -> None:
    (work / "a.json").write_text(boastful())
    found = json.loads(affidavit("calibrate", "a.json", "--json").out)
    assert found["raw"]["expected_error"] == pytest.approx(0.45)
    assert found["calibrated"]["expected_error"] < 0.05
    assert sum(each["count"] for each in found["calibrated"]["bins"]) == 50


def test_a_run_without_probabilities_is_told_what_gives_them(affidavit: Affidavit, work: Path) -> None:
    (work / "a.json").write_text(evaluation(numbers("d", 5)).to_json())
    ran = affidavit("calibrate", "a.json")
    assert ran.code == 2
    assert "logprobs: true" in ran.err


def test_runs_of_two_models_are_refused(affidavit: Affidavit, work: Path) -> None:
    (work / "a.json").write_text(boastful())
    (work / "b.json").write_text(boastful().replace("local/m", "local/n"))
    ran = affidavit("calibrate", "a.json", "b.json")
    assert ran.code == 2
    assert "2 models" in ran.err


def test_the_report_shows_how_sure_the_run_was(affidavit: Affidavit, work: Path) -> None:
    (work / "a.json").write_text(boastful())
    assert affidavit("report", "a.json", "--output", "page.html").code == 0
    page = (work / "page.html").read_text("utf-8")
    assert "How sure, and how often right" in page
    assert "50 claims with a probability. Expected calibration error 0.450" in page
    assert '<path class="line" d="M100.0 50.0"/>' in page
    assert "1.000 of the claims, 0.500 of them are wrong." in " ".join(page.split())
