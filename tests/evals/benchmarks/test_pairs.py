"""One system against another, document by document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.accuracy.__main__ import main
from evals.benchmarks.accuracy.datasets import Dataset, fa_kes
from evals.benchmarks.accuracy.pairs import pairs
from extract.result import Result

RIGHT = {"date": {"date": "2017-04-05"}, "place": {"settlement": "Homs"}}
HEAD = "unit_id,article_title,article_content,source,date,location,labels"


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    rows = [f'{n},Title,"Wed 05 Apr 2017 Text {n}",x,4/5/2017,homs,1' for n in range(100)]
    (tmp_path / "fakes.csv").write_text("\n".join([HEAD, *rows]), encoding="latin-1")
    return fa_kes(tmp_path / "fakes.csv", tmp_path)


def answers(dataset: Dataset, extraction: dict[str, Any] | None, *, count: int = 60) -> list[Result]:
    ids = [json.loads(line)["id"] for line in dataset.documents.read_text().splitlines()]
    outcome: Any = "invalid" if extraction is None else "ok"
    return [Result(each, outcome, extraction=extraction) for each in ids[:count]]


def test_what_is_always_right_beats_what_never_is(dataset: Dataset) -> None:
    table = pairs(dataset, {"staged": answers(dataset, RIGHT), "plain": answers(dataset, None)}, of="staged")
    told = {row[0]: row[1:] for row in table[1:]}
    assert set(told) == {"date: staged − plain", "place: staged − plain"}
    for documents, value, p, adjusted in told.values():
        assert documents == "60"
        assert value == "+1.000"  # no interval: no document differs from another
        assert float(p) < 0.001
        assert float(adjusted) == pytest.approx(2 * float(p), abs=1e-4)


def test_only_documents_of_both_are_compared(dataset: Dataset) -> None:
    found = {"staged": answers(dataset, RIGHT), "plain": answers(dataset, RIGHT, count=7)}
    table = pairs(dataset, found, of="staged")
    assert [row[1] for row in table[1:]] == ["7", "7"]
    assert [row[3] for row in table[1:]] == ["1.0000", "1.0000"]


def test_without_the_one_there_is_no_pair(dataset: Dataset) -> None:
    assert len(pairs(dataset, {"plain": answers(dataset, RIGHT)}, of="staged")) == 1


def test_tables_are_made_of_what_is_there(dataset: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = out / "fakes" / "plain"
    folder.mkdir(parents=True)
    (out / "fakes" / "staged" / "run").mkdir(parents=True)
    ours = b"".join(each.to_json() + b"\n" for each in answers(dataset, RIGHT))
    (out / "fakes" / "staged" / "run" / "results.jsonl").write_bytes(ours)
    (out / "fakes" / "staged" / "run" / "run.json").write_text("{}")
    one = {"id": answers(dataset, None)[0].document_id, "extraction": RIGHT, "error": "", "seconds": 1}
    line = {**one, "input_tokens": 2, "output_tokens": 3}
    (folder / "answers.jsonl").write_text(json.dumps(line) + "\n")
    asked = ["--tables", "--out", str(out), "--data", "--fakes", str(tmp_path / "fakes.csv")]
    assert main(asked) == 0
    table = (out / "table.md").read_text()
    assert "| staged | 1.000" in table
    assert "date: staged − plain" in table
    assert len((folder / "results.jsonl").read_text().splitlines()) == 1
    shares = [json.loads(line) for line in (out / "fakes" / "shares.jsonl").read_text().splitlines()]
    assert [each["system"] for each in shares] == ["plain"] + ["staged"] * 60
    assert shares[0] == {
        "system": "plain",
        "document": one["id"],
        "outcome": "invalid",
        "date": [0, 1],
        "place": [0, 1],
        "seconds": 1,
        "tokens": [2, 3],
    }
