"""What a path on the command line means: an evaluation, a run that was evaluated, or one to evaluate now."""

from pathlib import Path

import pytest

from evals.evaluation import Evaluation
from evals.lookup import find_evaluation
from extract.errors import UsageError
from tests.evals.judged import evaluation, numbers

MADE = evaluation(numbers("d", 7))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text("{}")
    return tmp_path / "run"


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text(MADE.to_json())
    assert find_evaluation(tmp_path / "baseline.json") == MADE
    assert find_evaluation(tmp_path / "baseline.json", gold=tmp_path) == MADE


def test_of_a_run_folder_its_evaluation_is_read(run: Path) -> None:
    (run / "evaluation.json").write_text(MADE.to_json())
    assert find_evaluation(run) == MADE


def test_with_gold_a_run_is_evaluated_anew(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew = evaluation(numbers("d", 1), run="anew")

    def evaluate(folder: object, labels: object) -> Evaluation:
        assert labels == Path("gold")
        return anew

    monkeypatch.setattr("evals.labels.read.read_gold", lambda path, articles: path)
    monkeypatch.setattr("evals.running.evaluate_run", evaluate)
    (run / "evaluation.json").write_text(MADE.to_json())
    assert find_evaluation(run, gold=Path("gold")) == anew


def test_an_evaluation_of_other_results_than_those_that_stand_there_is_refused(run: Path) -> None:
    (run / "results.jsonl").write_text("")
    (run / "evaluation.json").write_text(MADE.to_json())
    with pytest.raises(UsageError, match="older than its results") as refused:
        find_evaluation(run)
    assert "affidavit eval" in refused.value.hint


@pytest.mark.parametrize(
    ("make", "said", "hint"),
    [
        ([], "there is no .*run", "name a run folder"),
        (["run.json"], "has not been evaluated", "affidavit eval"),
        (["other.txt"], "is not a run folder", "affidavit runs ls"),
        (["evaluation.json"], "is not an evaluation", "affidavit eval RUN --gold DIR"),
    ],
)
def test_whatever_else_it_is_the_remedy_is_told(
    tmp_path: Path, make: list[str], said: str, hint: str
) -> None:
    path = tmp_path / "run"
    for name in make:
        path.mkdir(exist_ok=True)
        (path / name).write_text("{}")
    with pytest.raises(UsageError, match=said) as refused:
        find_evaluation(path)
    assert hint in refused.value.hint


def test_a_folder_that_is_no_run_is_refused_before_the_gold_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a run folder"):
        find_evaluation(tmp_path, gold=tmp_path / "nowhere")


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 1, "run": {}, "schema": {}, "gold": {}, "fields": {}, "documents": []}',
        MADE.to_json().replace('"cells": {', '"cells": [').replace("}}", "]}"),
        MADE.to_json().replace('"documents": [', '"documents": [1,'),
    ],
)
def test_what_only_looks_like_an_evaluation_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.json").write_text(text)
    with pytest.raises(UsageError, match="is not an evaluation"):
        find_evaluation(tmp_path / "e.json")
