"""Two spellings of one word sound alike, consonant by consonant."""

import pytest

from evals.comparators.spelling import is_adjective, is_likely_same, same_word, sounds


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("qadhafi", "KaDaFi"),
        ("gaddafi", "KaDaFi"),
        ("yousef", "YuSeF"),
        ("fallujah", "FaLuJa"),
        ("nasrallah", "NaSRuLa"),
        ("abdelrahman", "aBDuLRaHMaN"),
        ("хафтар", "хафтар"),
    ],
)
def test_a_word_is_heard_as_consonants_and_vowels(word: str, heard: str) -> None:
    assert "".join(sounds(word)).upper() == heard.upper()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("asad", "assad"),
        ("tehran", "teheran"),
        ("center", "centre"),
        ("misrata", "misurata"),
        ("zawiya", "zawia"),
    ],
)
def test_spellings_of_one_word(one: str, other: str) -> None:
    assert same_word(one, other)
    assert same_word(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("omar", "umar"),  # both short
        ("saif", "seif"),
        ("rashid", "rashad"),  # the second vowel
        ("karim", "karima"),  # an ending
        ("gambia", "zambia"),  # the first letter
        ("brigade1", "brigade2"),  # digits
        ("marawi", "malawi"),  # known to be two
        ("国民解放军第一旅", "国民解放军第二旅"),
    ],
)
def test_two_words(one: str, other: str) -> None:
    assert not same_word(one, other)
    assert not same_word(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("saif", "seif"), ("zor", "zour"), ("k", "khalifa"), ("dagalo", "daglo")]
)
def test_less_will_do_where_the_other_words_agree(one: str, other: str) -> None:
    assert is_likely_same(one, other)
    assert not same_word(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("gaza", "giza"), ("k", "saddam"), ("t55", "t72"), ("ali", "omar")]
)
def test_but_not_anything(one: str, other: str) -> None:
    assert not is_likely_same(one, other)


@pytest.mark.parametrize(
    ("country", "adjective"),
    [
        ("libya", "libyan"),
        ("iraq", "iraqi"),
        ("egypt", "egyptian"),
        ("italy", "italian"),
        ("sudan", "sudanese"),
    ],
)
def test_a_countrys_adjective(country: str, adjective: str) -> None:
    assert is_adjective(country, adjective)
    assert is_adjective(adjective, country)


@pytest.mark.parametrize(("one", "other"), [("niger", "nigerian"), ("iran", "iraqi"), ("oma", "oman")])
def test_not_anothers(one: str, other: str) -> None:
    assert not is_adjective(one, other)
