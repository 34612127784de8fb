from __future__ import annotations

import pytest

from extract.plans.staged.names import fuller, in_full, introduction
from extract.plans.staged.sentences import Article

TEXT = (
    "Libya’s Government of National Accord (GNA) condemned it. Prince Alfani, coordinator for Doctors Without"
    " Borders, was there. The International Rescue Committee helped. Alfani said 600 were held. GNA and IRC"
    " left."
)


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("GNA", "Government of National Accord"),
        ("IRC", "International Rescue Committee"),
        ("Government of National Accord (GNA)", "Government of National Accord"),
        ("XYZ", "XYZ"),
        ("Red Cross", "Red Cross"),
        (None, None),
    ],
)
def test_an_acronym_is_written_out_as_the_article_does(name: str | None, full: str | None) -> None:
    assert in_full(Article(TEXT), name) == full


def test_a_last_name_leads_back_to_the_full_one() -> None:
    article = Article(TEXT)
    found = introduction(article, "Alfani")
    assert found is not None
    assert found.text.startswith("Prince Alfani")


@pytest.mark.parametrize("speaker", ["Nobody", "the ministry", "GNA", ""])
def test_what_is_no_last_name_leads_nowhere(speaker: str) -> None:
    assert introduction(Article(TEXT), speaker) is None


@pytest.mark.parametrize(
    ("name", "others", "full"),
    [
        ("Open Hands", ["Open Hands Medical", "Red Cross"], "Open Hands Medical"),
        ("ministry", ["interior ministry"], "interior ministry"),
        ("ministry", ["interior ministry", "health ministry"], "ministry"),
        ("UN", ["UN refugee agency"], "UN"),
        ("Red Cross", ["Red Crescent"], "Red Cross"),
        ("army", [], "army"),
    ],
)
def test_a_short_name_is_given_in_full_where_there_is_but_one(
    name: str, others: list[str], full: str
) -> None:
    assert fuller(name, others) == full
