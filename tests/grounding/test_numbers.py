"""How English states numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.grounding.numbers import amounts_in, numbers_in
from extract.grounding.support import Passage, _stands_alone

SMALL = tuple(
    word
    for line in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        "sixteen seventeen eighteen nineteen",
    )
    for word in line.split()
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spell(number: int, *, hyphen: str = "-", link: str = " and ") -> str:
    """An independent speller: 205006 → "two hundred and five thousand and six"."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return TENS[tens - 2] + (hyphen + SMALL[units] if units else "")
    size, name = (1000, " thousand") if number >= 1000 else (100, " hundred")
    count, rest = divmod(number, size)
    joint = link if rest < 100 else " "
    ours = {"hyphen": hyphen, "link": link}
    return spell(count, **ours) + name + (joint + spell(rest, **ours) if rest else "")


def values(text: str) -> list[object]:
    return [each.low if each.low == each.high else (each.low, each.high) for each in numbers_in(text)]


@given(st.integers(0, 999_999), st.sampled_from("- "), st.sampled_from([" and ", " "]))
def test_number_words_are_read_as_they_are_spelt(number: int, hyphen: str, link: str) -> None:
    words = spell(number, hyphen=hyphen, link=link)
    (found,) = numbers_in(f"He saw {words} people.")
    assert (found.low, found.high) == (number, number)
    assert f"He saw {words} people."[found.start : found.end] == words


@given(st.integers(0, 10**12), st.sampled_from(["{:d}", "{:,d}"]), st.sampled_from(",.\u00a0\u2009\u202f’"))
def test_figures_are_read_with_any_thousands_separator(number: int, form: str, separator: str) -> None:
    text = form.format(number).replace(",", separator)
    (found,) = numbers_in(f"({text} people)")
    assert (found.low, found.high, found.start, found.end) == (number, number, 1, 1 + len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.2 million", [3_200_000]),
        ("50 000 people, 1 234 567 birds, 2 250 000 fish", [50_000, 1_234_567, 2_250_000]),
        ("by May 12 300 people", [12, 300]),
        ("3 155 mm shells, flight 17 298 on board", [3, 155, 17, 298]),
        ("a population of 1.250 million", [1_250_000]),
        ("1.250 Menschen", [1250]),
        ("1.250.000,5", [1250000.5]),
        ("3,5", [3.5]),
        ("0.125", [0.125]),
        ("2½ million", [2_500_000]),
        ("5 thousand", [5000]),
        ("$6 million", [6_000_000]),
        ("2,50,000 people or 5 lakh or 2 crore", [250_000, 500_000, 20_000_000]),
        ("٤٠ شخصا", [40]),
        ("٣٫٥ and ١٬٠٠٠", [3.5, 1000]),
        ("４０人", [40]),
        ("造成40人死亡", [40]),
        ("a hundred", [100]),
        ("fifteen hundred", [1500]),
        ("two and a half million", [2_500_000]),
        ("half a million", [500_000]),
        ("half a dozen", [6]),
        ("a dozen, two dozen, 5 dozen", [12, 24, 60]),
        ("Dozens", [12]),
        ("scores", [20]),
        ("tens", [10]),
        ("hundreds", [100]),
        ("thousands", [1000]),
        ("tens of thousands", [10_000]),
        ("hundreds of thousands", [100_000]),
        ("a couple of weeks", [2]),
        ("a couple of hundred", [200]),
        ("a pair", [2]),
        ("several hundred", [100]),
        ("several dozen", [12]),
        ("several men and a few women", [None, None]),
        ("one of five hangars", [1, 5]),
        ("a 75-year-old in a three-month war", [75, 3]),
        ("40 dead, 200 hurt", [40, 200]),
        ("killed one hundred, five hurt", [100, 5]),
        ("one hundred and two hundred", [100, 200]),
        ("a thousand and two thousand", [1000, 2000]),
        ("nineteen eighty-four", [19, 84]),
        ("At least 40 and dozens more", [40, 12]),
    ],
)
def test_the_forms_of_news(text: str, expected: list[object]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6-8", [(6, 8)]),
        ("6–8 people", [(6, 8)]),
        ("six to eight", [(6, 8)]),
        ("6-to-8", [(6, 8)]),
        ("between 6 and 8", [(6, 8)]),
        ("between one hundred and two hundred", [(100, 200)]),
        ("between one hundred and two thousand", [(100, 2000)]),
        ("between twenty-three and thirty", [(23, 30)]),
        ("6-8 million", [(6_000_000, 8_000_000)]),
        ("$5 to $8 million", [(5_000_000, 8_000_000)]),
        ("500 to 2 thousand", [(500, 2000)]),
        ("2019-20", [2019, 20]),
        ("several to 40", [None, 40]),
    ],
)
def test_ranges_have_two_ends(text: str, expected: list[object]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    ["the second time", "the twenty-third man", "twenty third", "one hundred and first", "two-thirds",
     "one third of it", "three quarters", "No one has claimed it", "no-one", "F-16 and L39", "COVID-19", "6m",
     "12th", "1960s", "2019-07-02", "02/07/2019", "10:30", "9" * 30, "man", "someone", "often", "attend"],
)  # fmt: skip
def test_ordinals_fractions_codes_and_dates_are_no_counts(text: str) -> None:
    assert numbers_in(text) == []


def test_the_ends_of_a_range_can_be_had_each_by_itself() -> None:
    assert [(each.start, each.end, each.low) for each in amounts_in("6-8 million")] == [
        (0, 1, 6_000_000),
        (2, 11, 8_000_000),
    ]


@given(st.text(alphabet="0123456789,.-½٣ \u00a0abandhundretofixy:’'/\u0301\ud800", max_size=60))
def test_any_text_gives_ordered_spans_and_no_error(text: str) -> None:
    spans = [(each.start, each.end) for each in numbers_in(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_other_languages_give_their_figures() -> None:
    assert values("vierzig Menschen, 40 Verletzte, сорок, أربعون") == [40]


CODE = 1234567890123456789
WORDS = (
    "people at least killed and to a half million hundred between no F-16 dozen of several ſix - "
    f"12 6 40 1,200 2.5 40th $6 12-year-old 12. 6; -6 06 {CODE}"
).split()


@given(
    st.lists(st.sampled_from(WORDS), max_size=9),
    st.sampled_from([" ", "  ", "\n"]),
    st.sampled_from([6, 12, 40, -6, CODE]),
)
def test_the_short_cut_to_a_figure_says_what_the_grammar_says(
    words: list[str], gap: str, number: int
) -> None:
    text = gap.join(words[:4]) + " " + " ".join(words[4:])
    passage = Passage.at(text, 0, len(text))
    if _stands_alone(number, passage):
        assert number in [amount.low for amount in amounts_in(passage.text) if passage.holds(amount)]


def test_the_short_cut_is_taken_where_a_figure_stands_between_plain_words() -> None:
    text = "Officials said at least 53 people, among them 6 children, died."
    assert all(_stands_alone(each, Passage.at(text, 0, len(text))) for each in (53, 6))
    for other in ("53 million people", "5 to 53 people", "F 53", "an 53-bed ward", "1,53 people"):
        assert not _stands_alone(53, Passage.at(other, 0, len(other)))
