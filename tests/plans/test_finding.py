"""Cues, candidates, clauses: what is found before anything is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.plans.staged.candidates import counted, figure_mentions
from extract.plans.staged.clauses import clause_bounds, window
from extract.plans.staged.cues import hits
from extract.plans.staged.sentences import Article
from schemas import Cues
from schemas import cues as conflict

HARM = Cues.of({"killed": "kill*, death toll, dead", "wounded": "wound*, hurt"})


def figures(text: str) -> list[str]:
    article = Article(text)
    return [text[m.start : m.end] for m in figure_mentions(article, published=dt.date(2019, 7, 3))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 40 people and dozens more were hurt.", ["40", "dozens"]),
        ("Between 30 and 40 died.", ["30 and 40"]),
        ("The 75-year-old walked 30 kilometres in two days.", []),
        ("Donors gave $6 million and 40 percent more in 2019.", []),
        ("On 2 July 2019 at 10:30 the 3rd shell fell.", []),
        ("Ada Rool, 34, lost six cousins.", ["six"]),
        ("The vote was 9 votes to 4.", ["4"]),
        ("It was one of the deadliest raids; one of the dead was a nurse.", ["one"]),
        ("Of the 30 hurt, the youngest was 9 and 12 were children under five.", ["30", "12"]),
        ("It killed over 60 women.", ["60"]),
        ("One of the protest leaders was shot; one of the last hostages died.", ["One", "one"]),
        ("Some 2000 people were killed in 2014.", ["2000"]),
        ("The army has killed 2010 civilians since 2011.", ["2010"]),
        ("In 2010 soldiers met; the 2010 elections and the year 2015 attacks passed.", []),
        ("It was the worst since the 1999 bombings of Oster.", []),
        (
            "It killed 15 day labourers, ten foot soldiers and six second-year students.",
            ["15", "ten", "six"],
        ),
        ("The deadly 2015 Paris attacks and the disputed 2018 elections passed.", []),
        ("The failed 2016 coup was crushed; it rose to 2021 levels; he said 2023 was the worst.", []),
        (
            "It hit two 15-year-old boys, 122 mm launchers, 50 foot craters and 18-year-old soldiers.",
            ["two"],
        ),
        ("Among the dead was Ada Rool, 34, a mother of three, and her son, 12, of Tarn.", ["three"]),
        ("A nurse (34), İlhan Şen (34), a gunman (24) and James (30) were hit.", []),
        ("Those killed on 30 May have been buried.", []),
        ("Flight 17 298 left; by May 12 300 had gone.", ["17", "298", "300"]),
        ("After three day talks, 30 minute raids and a 12 year war, a 40 foot wall fell.", []),
        ("The dead (12) and wounded (30), said Ada Rool (34), a teacher (45).", ["12", "30"]),
        ("The wife of the mayor, 34, and a boy, 12, were hit.", []),
        ("Of the 40 people killed in the raid, 12, the ministry said, were children.", ["40", "12"]),
        ("UP TO 30 MAY HAVE BEEN KILLED ON 3 MAY.", ["30"]),
        ("On July 2 200 people fled, and at least 50 000 before.", ["200", "50 000"]),
        ("قُتل 12 شخصًا", ["12"]),
        ("Murieron 1.200 personas", ["1.200"]),
    ],
)
def test_figures_that_may_count_people(text: str, found: list[str]) -> None:
    assert figures(text) == found


def test_a_figure_has_its_ends_and_its_offsets() -> None:
    text = "First line.\n\nThey said 400 to 500 people fled; several died."
    several: list[tuple[float | None, float | None]] = [
        (m.low, m.high) for m in figure_mentions(Article(text))
    ]
    assert several == [(400, 500), (None, None)]


def test_cues_take_whole_words_phrases_and_endings() -> None:
    assert [hit.term for hit in hits(HARM, "The death toll rose; 12 wounded, none killed.")] == [
        "killed",
        "killed",
        "wounded",
    ]
    assert not list(hits(HARM, "skilled, overwounded, deadline"))


@pytest.mark.parametrize(
    ("text", "figure", "clause"),
    [
        ("killing 26 people and wounding more than 60, a network said", "60", "and wounding more than 60"),
        (
            "31 bodies were dead in the yard, nine of them women",
            "nine",
            "31 bodies were dead in the yard, nine of them women",
        ),
        ("At least 1,000 dead, he said", "1,000", "At least 1,000 dead"),
        ("no word of it for 12 at all", "12", "no word of it for 12 at all"),
    ],
)
def test_a_clause_is_as_wide_as_it_takes(text: str, figure: str, clause: str) -> None:
    start = text.index(figure)
    cues = Cues.of({"x": "wounding, dead"})
    span = window(text, start, start + len(figure), enough=lambda words: any(hits(cues, words)))
    assert text[slice(*span)].strip() == clause


@given(st.text(alphabet="ab ,.;and0123“”—", max_size=80), st.integers(0, 80), st.integers(0, 10))
def test_a_window_holds_what_it_is_around(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    if not text[start:end].strip():
        return
    first, last = window(text, start, end, enough=lambda words: "b" in words)
    assert 0 <= first <= last <= len(text)
    assert all(0 <= a < b <= len(text) for a, b in clause_bounds(text))


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("killing 26 people and wounding 60, they said", ["people", None]),
        ("12 truck drivers died", ["truck drivers"]),
        ("some 150 male refugees from the north", ["male refugees"]),
        ("We have 63 injured people and three beds", ["people", "beds"]),
        ("nine of them women", ["women"]),
        ("a family of five in the town", [None]),
        ("80 others were wounded", [None]),
        ("40 wounded", [None]),
        ("nine, the mayor said", [None]),
    ],
)
def test_the_noun_behind_a_figure_is_what_it_counts(text: str, nouns: list[str | None]) -> None:
    marks = [*hits(conflict.HARM, text), *hits(conflict.SAID, text)]
    assert [counted(mention, marks) for mention in figure_mentions(Article(text))] == nouns
