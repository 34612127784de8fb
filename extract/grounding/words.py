"""Which words carry the meaning that a small slip would turn round?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.grounding.number_words import NUMBER_WORDS


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Also "not" in the languages that news quotes most: else a lost "nicht" would pass unseen.
_NEGATIONS = _set(
    "no not non nor none never nobody nothing nowhere neither cannot without unable hardly barely scarcely "
    "deny denies denied denying refuse refuses refused reject rejects rejected fail fails failed "
    "nicht kein keine keinen keiner nie niemals ohne ne pas jamais sans aucun aucune rien sin nunca nadie "
    "não sem nenhum senza mai nessuno niet geen zonder не нет ни без никогда"
)
_HEDGES = _set(
    "about around nearly almost approximately roughly some least most more less fewer over under up only "
    "than may might could would should if unless but or and either both allegedly reportedly possibly "
    "probably likely unlikely unconfirmed suspected"
)
_CURRENCIES = _set("dollar dollars euro euros pound pounds yen yuan rupees rubles percent")
SMALL_WORDS = _set("a an the this that which who is are was were be been has have had")
HARD_WORDS = _NEGATIONS | _HEDGES | _CURRENCIES | NUMBER_WORDS
_word = re.compile(r"\d+(?:[.,]\d+)*\w*|[^\W_]+(?:'[^\W_]+)*|[^\w\s.,;:!?()\[\]'\"-]")


@dataclass(frozen=True)
class Word:
    """A word, a figure or a sign of a folded text, with its place there."""

    start: int
    end: int
    text: str


def words_in(folded: str) -> Iterator[Word]:
    """The words of a folded text: figures stay whole, "cease-fire" is two words, punctuation is none."""
    for match in _word.finditer(folded):
        yield Word(match.start(), match.end(), match.group())


def is_hard(word: str) -> bool:
    """True for what may never be changed: figures, signs, names, and the words of the table."""
    return (
        word[0].isupper()
        or not word[0].isalpha()
        or any(char.isdigit() for char in word)
        or word.lower() in HARD_WORDS
        or word.lower().endswith("n't")
    )


def same_first_word(one: str, other: str) -> bool:
    """Equal up to the capital that starts a sentence: "At" and "at", never "US" and "us"."""
    return one[1:] == other[1:] and one[0].lower() == other[0].lower()
