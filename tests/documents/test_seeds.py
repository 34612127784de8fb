"""The five articles that come with the project, and what is known of them."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from extract.document import Document
from tests.documents.helpers import ids, read

SEEDS = Path(__file__).parents[2] / "seeds"
COLUMNS = ["id", "outlet", "published", "published_basis", "outlet_basis", "note"]


def rows() -> list[dict[str, str]]:
    with (SEEDS / "sources.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_article_is_described_once() -> None:
    items = read(SEEDS)
    assert ids(items) == sorted(path.stem for path in SEEDS.glob("*.txt")) == [row["id"] for row in rows()]
    assert list(rows()[0]) == COLUMNS
    for item in items:
        assert isinstance(item, Document)
        assert item.text == (SEEDS / f"{item.id}.txt").read_bytes().decode("utf-8")
        assert item.source.encoding_basis == "utf-8"


@pytest.mark.parametrize("field", ["published", "outlet"])
def test_what_is_said_has_a_basis_and_what_is_not_said_has_none(field: str) -> None:
    for row in rows():
        assert row[f"{field}_basis"] in ({"stated", "inferred"} if row[field] else {""})
        assert row["note"]


@pytest.mark.parametrize(
    ("number", "weekday", "words"),
    [
        ("000", "Wednesday", "the attack late on Tuesday"),
        ("001", "Wednesday", "Wednesday afternoon"),
        ("002", "Tuesday", " date 2020-01-28 The U.N. on Monday"),
        ("003", "Wednesday", "by Wednesday afternoon"),
        ("004", "Friday", "called Friday"),
    ],
)
def test_the_day_of_publication_agrees_with_the_words_it_rests_on(
    number: str, weekday: str, words: str
) -> None:
    (row,) = (row for row in rows() if row["id"].startswith(number))
    assert words in (SEEDS / f"{row['id']}.txt").read_text(encoding="utf-8")
    assert dt.date.fromisoformat(row["published"]).strftime("%A") == weekday
