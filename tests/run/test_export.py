"""Results as tables: one row a claim, nothing lost, and no cell that a spreadsheet runs."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest

from extract.errors import InputError
from extract.result import Result
from extract.run.export import export_csv, export_jsonl, replacing

CLAIM = {"quote": "40 killed", "number_min": 40, "source": {"name": "M. Mersek", "role": None}}
RESULT = Result(
    "seed",
    "ok",
    extraction={"event": {"type": "strike"}, "casualties": [CLAIM, CLAIM], "attributions": []},
    grounding=(
        {"path": "casualties[0].quote", "quote": "40 killed", "start": 5, "end": 14, "status": "exact"},
        {"path": "casualties[1].quote", "quote": "40 killed", "start": 5, "end": 14, "status": "exact"},
    ),
    problems=({"path": "casualties[1].number_min", "kind": "number_not_in_quote", "message": "no 40"},),
    meta={"outlet": "X", "published": "2019-07-03", "other": "left out"},
)
FAILED = Result("gone", "unreadable", error="empty file")


def results(*given: Result) -> Callable[[], Iterator[Result]]:
    return lambda: iter(given)


def table(*given: Result) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    export_csv(results(*given), file)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_each_claim_is_a_row_with_its_evidence_and_its_document() -> None:
    rows = table(RESULT)
    assert [(row["claim"], row["index"]) for row in rows] == [
        ("document", ""),
        ("casualties", "0"),
        ("casualties", "1"),
    ]
    second = rows[2]
    assert (second["document_id"], second["outlet"], second["published"]) == ("seed", "X", "2019-07-03")
    assert (second["number_min"], second["source.name"], second["source.role"]) == ("40", "M. Mersek", "")
    assert (second["evidence"], second["start"], second["end"]) == ("40 killed", "5", "14")
    assert second["problems"] == "number_min: number_not_in_quote: no 40"
    assert rows[1]["problems"] == ""
    assert rows[0]["event.type"] == "strike"


def test_every_quote_of_a_row_is_told_with_its_place() -> None:
    event = {"date": {"quote": "on Monday"}, "means": {"quote": "jets"}, "place": {"quote": "in Oster"}}
    found = (("event.date.quote", 3, 12), ("event.means.quote", None, None), ("event.place.quote", 20, 28))
    grounding = tuple(
        {
            "path": path,
            "quote": event[path.split(".")[1]]["quote"],
            "start": start,
            "end": end,
            "status": "unsupported" if start is None else "exact",
        }
        for path, start, end in found
    )
    lost = {"path": "event.means.quote", "kind": "quote_not_found", "message": "not in the article"}
    (row,) = table(Result("d", "ok", extraction={"event": event}, grounding=grounding, problems=(lost,)))
    assert (row["evidence"], row["start"], row["end"], row["grounding"]) == ("on Monday", "3", "12", "exact")
    assert row["more_evidence"] == (
        'event.means.quote unsupported "jets"; event.place.quote 20–28 exact "in Oster"'
    )
    assert row["problems"] == "event.means.quote: quote_not_found: not in the article"


def test_a_field_with_the_name_of_one_of_our_columns_stays_apart_from_it() -> None:
    found = {"outcome": "upheld", "fines": [{"claim": "x", "start": 7, "amount": 3}]}
    document, fine = table(Result("d", "ok", extraction=found))
    assert (document["outcome"], document["field.outcome"], document["claim"]) == ("ok", "upheld", "document")
    assert (fine["claim"], fine["field.claim"], fine["start"], fine["field.start"]) == ("fines", "x", "", "7")
    assert fine["amount"] == "3"


def test_a_failed_document_keeps_a_row() -> None:
    rows = table(RESULT, FAILED)
    assert [rows[-1][name] for name in ("document_id", "outcome", "error")] == [
        "gone",
        "unreadable",
        "empty file",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_no_cell_is_a_formula(start: str) -> None:
    payload = f'{start}HYPERLINK("http://x","y")'
    hostile = Result(payload, "ok", extraction={"claims": [{"quote": payload, payload: "x"}]}, error=payload)
    file = io.StringIO(newline="")
    export_csv(results(hostile), file)
    cells = [cell for row in csv.reader(io.StringIO(file.getvalue(), newline="")) for cell in row]
    assert sum(payload in cell for cell in cells) == 4
    assert not any(cell.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in cells)


def test_a_negative_number_stays_a_number() -> None:
    (row,) = table(Result("d", "ok", extraction={"claims": [{"n": -3, "t": "-3"}]}))
    assert (row["n"], row["t"]) == ("-3", "'-3")


def test_jsonl_has_the_same_rows() -> None:
    file = io.StringIO()
    assert export_jsonl(results(RESULT, FAILED), file) == 4
    rows: list[dict[str, Any]] = [json.loads(line) for line in file.getvalue().splitlines()]
    assert rows[1]["number_min"] == 40
    assert rows[1]["start"] == 5
    assert rows[3]["error"] == "empty file"


def test_the_results_are_read_twice_and_never_held() -> None:
    passes = []

    def lines() -> Iterator[Result]:
        passes.append(1)
        yield from (RESULT, FAILED)

    export_csv(lines, io.StringIO())
    assert len(passes) == 2


def test_an_export_takes_the_place_of_the_last_one_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    target.write_text("before")

    def half(file: TextIO) -> None:
        file.write("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="cannot write"), replacing(target, encoding="utf-8") as file:
        half(file)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
    with replacing(target, encoding="utf-8") as file:
        file.write("after")
    assert target.read_text() == "after"


def test_an_export_to_nowhere_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"), replacing(tmp_path / "no" / "x", encoding="utf-8"):
        raise AssertionError
