"""Are two words one name in two spellings? Haftar and Hafter are; Hassan and Hussein, Iran and Iraq are
not.

Transliteration changes letters within limits: q, k, g and kh for one sound, doubled letters, a for e, o for
ou; and it does not change the consonants. So two words are spellings of one if their consonants sound alike
one by one, and so do their vowels. Beside that one letter may be mistyped in a long word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from evals.comparators.fold import REMEMBERED
from evals.comparators.words import DIFFERENT_WORDS

Sounds = tuple[str, ...]

SHORT = 4
"""Words of so many letters or fewer must match exactly: Iran and Iraq, Hama and Hamas, Mali and Malawi."""

LONG = 6
"""Words of so many letters or more may differ by one mistyped letter."""

_SOUND = re.compile(r"[aeiouy]+|tsch|sch|tch|sh|ch|kh|gh|ck|dzh|dj|zh|dh|th|ph|[^aeiouy]")
_CONSONANTS = (
    dict.fromkeys(("tsch", "sch", "tch", "sh", "ch"), "X")
    | dict.fromkeys(("kh", "gh", "ck", "q", "g", "c", "k"), "K")
    | dict.fromkeys(("dzh", "dj", "zh", "j"), "J")
    | {"dh": "D", "th": "T", "ph": "F", "w": "V", "v": "V"}
)
_VOWELS = (
    dict.fromkeys(("a", "aa"), "a")
    | dict.fromkeys(("e", "ei", "ai", "ay", "ey", "ae"), "e")
    | dict.fromkeys(("i", "y", "ee", "ie", "ii", "yy", "iy", "yi"), "i")
    | dict.fromkeys(("o", "u", "ou", "oo", "uu", "uo"), "u")
)
_NEAR = frozenset({("a", "e"), ("e", "a"), ("e", "i"), ("i", "e")})
_FIRST = frozenset({("a", "i"), ("i", "a")})
_GOD = re.compile(r"(?<=\w)[aou]llah?$")
_SERVANT = re.compile(r"^abd[aeou]+l")
_DOUBLED = re.compile(r"(.)\1")


def same_word(first: str, second: str) -> bool:
    """True for two spellings of one word, both folded."""
    return first == second or (beginning(first) == beginning(second) and _is_variant(first, second))


@lru_cache(REMEMBERED)
def beginning(word: str) -> str:
    """The first sound, if it is a consonant. It never changes, and most words differ in it."""
    first = sounds(word)[0]
    return first if first.isupper() else ""


@lru_cache(REMEMBERED)
def _is_variant(first: str, second: str) -> bool:
    if not (first.isalpha() and second.isalpha()) or frozenset((first, second)) in DIFFERENT_WORDS:
        return False
    return sounds_alike(first, second) or _is_mistyped(first, second, shortest=LONG)


@lru_cache(REMEMBERED)
def is_likely_same(first: str, second: str) -> bool:
    """True for words in two names whose other words agree: less will do. Initials: K. and Khalifa."""
    if 1 in (len(first), len(second)):
        return first[0] == second[0]
    if not (first.isalpha() and second.isalpha()) or frozenset((first, second)) in DIFFERENT_WORDS:
        return False
    return sounds_alike(first, second, trusted=True) or _is_mistyped(first, second, shortest=LONG - 1)


def sounds_alike(first: str, second: str, *, trusted: bool = False) -> bool:
    """True if consonants and vowels agree sound by sound.

    Short words must agree in every vowel, and not both be short. `trusted` words, which stand in a name
    whose other words agree, may be: Saif and Seif al-Islam.
    """
    if not (first.isascii() and second.isascii()):
        return False
    ours, theirs = sounds(first), sounds(second)
    shorter, longer = sorted((len(first), len(second)))
    if shorter > SHORT:
        return _agree(ours, theirs, first_vowel=shorter >= LONG)
    if trusted:
        return shorter > 2 and _agree(ours, theirs, first_vowel=False)
    return shorter == SHORT and longer > SHORT and ours == theirs


def _agree(ours: Sounds, theirs: Sounds, *, first_vowel: bool) -> bool:
    """`first_vowel`: the first one may be a for i, as in Haftar and Hifter. Later it makes another name:
    Bashar, Bashir.
    """
    if len(ours) != len(theirs):
        return False
    for one, other in zip(ours, theirs, strict=True):
        if one != other and (one, other) not in _NEAR and not (first_vowel and (one, other) in _FIRST):
            return False
        first_vowel = first_vowel and one.isupper()
    return True


@lru_cache(REMEMBERED)
def sounds(word: str) -> Sounds:
    """Consonants (capital) and vowels (small) in order: "qadhafi" and "gaddafi" → K a D a F i."""
    word = _SERVANT.sub("abdul", _GOD.sub("ulla", word))
    if len(word) > 3 and word[-1] == "h" and word[-2] in "aeiou":
        word = word[:-1]
    begins = ("Y",) if word[0] == "y" and word[1:2] and word[1] in "aeiou" else ()
    found = [*begins, *(_sound(part) for part in _SOUND.findall(word[len(begins) :]))]
    return tuple(sound for at, sound in enumerate(found) if at == 0 or sound != found[at - 1])


def _sound(part: str) -> str:
    if part[0] in "aeiouy":
        return _VOWELS.get(part) or _DOUBLED.sub(r"\1", part.replace("y", "i").replace("o", "u"))
    return _CONSONANTS.get(part, part.upper())


def _is_mistyped(first: str, second: str, *, shortest: int) -> bool:
    """One letter wrong, missing or swapped with the next, neither the first letter nor an ending.

    Not one vowel for another (that is another name: Antonio, Antonia), and not in scripts whose letters are
    words.
    """
    if min(len(first), len(second)) < shortest or first[0] != second[0] or first[0] >= "܀":
        return False
    if first.startswith(second) or second.startswith(first):
        return False
    if len(first) == len(second):
        changed = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
        if len(changed) == 1 and all(letter in "aeiouy" for letter in changed[0]):
            return False
    from rapidfuzz.distance import OSA

    return OSA.distance(first, second, score_cutoff=1) <= 1


@lru_cache(REMEMBERED)
def is_adjective(first: str, second: str) -> bool:
    """True if one is the other's adjective: Libya, Libyan; Iraq, Iraqi; Egypt, Egyptian; Ukraine,
    Ukrainian.
    """
    stem, longer = sorted((first, second), key=len)
    if len(stem) < SHORT or frozenset((first, second)) in DIFFERENT_WORDS:
        return False
    endings = ("n",) if stem.endswith("a") else ("i", "ian", "an", "ese")
    return longer in {stem + end for end in endings} or (stem[-1] in "ey" and longer == stem[:-1] + "ian")
