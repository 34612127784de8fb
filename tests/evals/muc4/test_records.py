"""Reading records: what is missing is empty, what is malformed is named by file and line."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from evals.muc4.records import Filler, Record, read_records
from extract.errors import InputError
from tests.evals.muc4.invented import bridge, filler, line, template, write


def read(tmp_path: Path, *lines: dict[str, Any]) -> list[Record]:
    return list(read_records(write(tmp_path / "muc.jsonl", lines)))


def test_a_record_has_its_text_and_typed_templates(tmp_path: Path) -> None:
    optional = template(optional=True, individual=[filler("A MOB", optional=True)], weapon=None)

    [record] = read(tmp_path, line(templates=[bridge(), optional]))

    assert record.id == "INV-0001"
    assert record.text.startswith("KARVELA, 9 MAR 89")
    assert [each.optional for each in record.templates] == [False, True]
    assert record.templates[0].first("HUM TGT: NUMBER") == Filler(("1",), xref=("ANA DORU",))
    assert record.templates[1].fillers("PERP: INDIVIDUAL ID") == (Filler(("A MOB",), optional=True),)
    assert record.templates[1].fillers("INCIDENT: INSTRUMENT ID") == ()
    assert record.templates[1].first("HUM TGT: NAME") is None


@pytest.mark.parametrize(
    ("dateline", "published"),
    [
        ("KARVELA, 9 MAR 89 (RPN)", dt.date(1989, 3, 9)),
        ("KARVELA (SURANIA), MARCH 9 89", dt.date(1989, 3, 9)),
        ("KARVELA, NO DATE (RPN)", None),
        ("KARVELA, 9 MAR (RPN)", None),
        ("KARVELA, 31 NOV 89", None),
        (None, None),
    ],
)
def test_the_day_of_publication_is_in_the_dateline(
    tmp_path: Path, dateline: str | None, published: dt.date | None
) -> None:
    [record] = read(tmp_path, line(dateline=dateline))

    assert record.published == published


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        '{"docid": "INV-0002"}',
        json.dumps({**line(), "templates": [{"slots": {"PHYS TGT: ID": [7]}}]}),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, broken: str) -> None:
    path = write(tmp_path / "muc.jsonl", [line()])
    path.write_text(path.read_text() + broken + "\n")

    with pytest.raises(InputError, match=r"muc\.jsonl:2 is no MUC-4 record") as caught:
        list(read_records(path))

    assert "docid" in caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_records(tmp_path / "nowhere.jsonl"))
