"""Making runs ready: a fixed sample, examples from training texts only, all of it outside the project."""

import json
from pathlib import Path

import pytest

from evals.benchmarks.muc4 import main
from evals.muc4.prepare import choose_examples, prepare, sample
from evals.muc4.records import Record, read_records
from extract.documents import read_documents
from extract.errors import InputError
from extract.prompt import load_prompt
from extract.render import Renderer
from schemas import Muc4Report
from tests.evals.muc4.invented import bridge, filler, line, training_lines, write


@pytest.fixture
def train(tmp_path: Path) -> list[Record]:
    return list(read_records(write(tmp_path / "train.jsonl", training_lines())))


@pytest.fixture
def dev(tmp_path: Path) -> list[Record]:
    lines = [line(number, templates=[bridge()] if number % 2 else []) for number in range(100, 112)]
    return list(read_records(write(tmp_path / "dev.jsonl", lines)))


def test_the_sample_is_the_same_from_any_order(dev: list[Record]) -> None:
    drawn = sample(dev, size=5)

    assert sample(dev[::-1], size=5) == drawn
    assert len({record.id for record in drawn}) == 5
    assert sample(dev, size=5, seed=99) != drawn


def test_a_sample_of_more_than_there_are_is_refused(dev: list[Record]) -> None:
    with pytest.raises(InputError, match="12 records, and 40 wanted"):
        sample(dev)


def test_examples_are_short_dated_and_clear(train: list[Record]) -> None:
    for seed in range(20):
        one, two, none = choose_examples(train, seed=seed)

        assert {one.id, two.id, none.id} <= {f"INV-000{number}" for number in range(1, 7)}
        assert [len(record.templates) for record in (one, two, none)] == [1, 2, 0]


def test_a_file_without_fitting_examples_is_refused(dev: list[Record]) -> None:
    with pytest.raises(InputError, match="too few") as caught:
        choose_examples(dev)

    assert "training file" in caught.value.hint


def test_the_documents_can_be_extracted_from(train: list[Record], dev: list[Record], tmp_path: Path) -> None:
    done = prepare(train=train, dev=dev, folder=tmp_path / "out", size=4)

    documents = list(read_documents([str(done.documents)]))
    assert [document.id for document in documents] == list(done.document_ids)
    assert [document.meta for document in documents] == [{"published": "1989-03-09"}] * 4  # type: ignore[union-attr]


def test_gold_stands_beside_the_documents(train: list[Record], dev: list[Record], tmp_path: Path) -> None:
    done = prepare(train=train, dev=dev, folder=tmp_path / "out", size=4)

    gold = tmp_path / "out" / "gold"
    dataset = json.loads((gold / "dataset.json").read_text())
    assert (gold / dataset["documents"]).resolve() == done.documents.resolve()
    assert sorted(path.stem for path in gold.glob("INV-*.json")) == list(done.document_ids)


def test_few_shot_is_zero_shot_with_examples(train: list[Record], dev: list[Record], tmp_path: Path) -> None:
    done = prepare(train=train, dev=dev, folder=tmp_path / "out", size=4)

    few, zero = load_prompt(str(done.prompt)), load_prompt("muc4_report/zero_shot")
    assert (few.system, few.user, few.parameters) == (zero.system, zero.user, zero.parameters)
    assert len(few.examples) == 3
    for example in few.examples:
        Muc4Report.model_validate(example.answer)
        assert example.meta == {"published": "1989-03-09"}
    Renderer(few, Muc4Report)


def test_an_example_leaves_out_what_may_be_left_out(dev: list[Record], tmp_path: Path) -> None:
    open_ended = [
        {**each, "templates": [{**t, "slots": {**t["slots"], "INCIDENT: DATE": [filler("- 08 MAR 89")]}}]}
        for each in training_lines()[:2]
        for t in each["templates"]
    ]
    train = list(read_records(write(tmp_path / "open.jsonl", [*open_ended, *training_lines()[2:]])))
    done = prepare(train=train, dev=dev, folder=tmp_path / "out", size=4)

    [incident] = load_prompt(str(done.prompt)).examples[0].answer["incidents"]
    assert "date_end" not in incident
    assert "site" not in incident
    assert incident["instruments"] == ["DYNAMITE"]


def test_the_command_prints_the_runs_to_make(
    train: list[Record], dev: list[Record], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["--train", str(tmp_path / "train.jsonl"), "--dev", str(tmp_path / "dev.jsonl")]

    assert main(["prepare", *files, "--out", str(tmp_path / "out"), "--size", "4"]) == 0

    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("4 documents in ")
    assert [each.split()[:2] for each in printed[1:]] == [["affidavit", "extract"]] * 2


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = str(tmp_path / "nowhere.jsonl")

    assert main(["score", "--dev", nowhere, str(tmp_path)]) == 2

    assert "cannot be read" in capsys.readouterr().err
