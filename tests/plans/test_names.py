from __future__ import annotations

import pytest

from extract.plans.staged.elsewhere import ending_in, holder, in_full, introduction, spelt_out_elsewhere
from extract.plans.staged.names import body, fuller, is_acronym, titled, trimmed
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
        ("(UN)", "(UN)"),
        (None, None),
    ],
)
def test_an_acronym_is_written_out_as_the_article_does(name: str | None, full: str | None) -> None:
    assert in_full(Article(TEXT), name) == full


def test_a_last_name_leads_back_to_the_full_one() -> None:
    article = Article(TEXT)
    for speaker in ("Alfani", "Mr. Alfani"):
        found = introduction(article, speaker)
        assert found is not None
        assert found.text.startswith("Prince Alfani")


@pytest.mark.parametrize("speaker", ["Nobody", "the ministry", "GNA", "", "Omar Alfani"])
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
        ("Open Hands", ["Open Hands Legal", "Open Hands Medical Aid"], "Open Hands"),
    ],
)
def test_a_short_name_is_given_in_full_where_there_is_but_one(
    name: str, others: list[str], full: str
) -> None:
    assert fuller(name, others) == full


@pytest.mark.parametrize(
    ("name", "title", "bare"),
    [
        ("Brigadier-General Paul Omeh", "Brigadier-General", "Paul Omeh"),
        ("Dr Ada Rool", "", "Ada Rool"),
        ("Prime Minister Leo Hast", "Prime Minister", "Leo Hast"),
        ("General Tempest", "", "General Tempest"),
        ("Ada Rool", "", "Ada Rool"),
    ],
)
def test_titles_are_told_from_the_name(name: str, title: str, bare: str) -> None:
    assert titled(name) == (title, bare)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("monitoring group Vale Tally", "Vale Tally"),
        ("mission in Zarband Valley", "mission in Zarband Valley"),
        ("Red Cross", "Red Cross"),
        ("ministry", "ministry"),
    ],
)
def test_a_body_has_a_name_of_its_own(words: str, name: str) -> None:
    assert body(words) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("The network, the Vale Doctors’ Committee, said so.", "medical network", "Vale Doctors’ Committee"),
        ("Open Hands Medical, the charity that runs it, left.", "charity", "Open Hands Medical"),
        ("In January, the army left.", "army", None),
        ("The charity, Open Hands, and the charity, Red Vale, left.", "charity", None),
        ("The army left.", "army", None),
    ],
)
def test_a_common_noun_is_named_where_the_article_names_it(text: str, words: str, name: str | None) -> None:
    assert spelt_out_elsewhere(Article(text), words) == name


@pytest.mark.parametrize(
    ("text", "office", "name"),
    [
        ("The interior minister, General Osman Ladji, spoke.", "interior minister", "Osman Ladji"),
        ("Ida Ven, the mayor, spoke.", "mayor", "Ida Ven"),
        ("Mayor Ida Ven met Mayor Karl Wend.", "mayor", None),
        ("The mayor spoke.", "mayor", None),
        ("The mayor spoke.", "", None),
    ],
)
def test_an_office_leads_to_the_one_who_holds_it(text: str, office: str, name: str | None) -> None:
    assert holder(Article(text), office) == name


@pytest.mark.parametrize(
    ("name", "bare"),
    [("Ada Rool.", "Ada Rool"), ("the U.N.", "the U.N."), ("Karl Wend Jr.", "Karl Wend Jr."), (" ", "")],
)
def test_a_full_stop_is_no_part_of_a_name(name: str, bare: str) -> None:
    assert trimmed(name) == bare


def test_the_front_is_the_one_front_that_there_is() -> None:
    assert ending_in(Article("The rebel Numa Front left. The Front denied it."), "Front") == "Numa Front"
    assert ending_in(Article("The Numa Front met the Vale Front."), "Front") is None
    assert ending_in(Article("The Front denied it."), "Front") is None


@pytest.mark.parametrize(("name", "true"), [("M-9", True), ("M23", True), ("U.N.", True), ("Ada", False)])
def test_letters_and_figures_are_a_bodys_name(name: str, true: bool) -> None:
    assert is_acronym(name) is true
