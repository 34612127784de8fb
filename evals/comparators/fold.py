"""When are two spellings of a word the same letters? Text folded to what a reader would call the same.

`plain` folds letters: case, accents, width, quote marks, punctuation, possessives, the dots of acronyms.
`folded` also drops what stands before a name without being part of it: "the", ranks and forms of address.
Nothing but space folds to the empty string, in any script.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from evals.comparators.words import ADDRESS, ADDRESS_PAIRS, ARTICLES, BODY, FORMS, ONE_NAME, STOP

REMEMBERED = 1 << 16
"""How many strings (or pairs) each cache of the comparators holds."""

_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ＇`´]s(?!\w)", re.IGNORECASE)
_PLURAL_ACRONYM = re.compile(r"(?<=\b[A-Z]{2})s\b|(?<=\b[A-Z]{3})s\b|(?<=\b[A-Z]{4})s\b")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʽʾʿˈ`´′＇"))
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None}
)


def undotted(text: str) -> str:
    """Acronyms without dots or plural s, words without apostrophes and possessives: "U.N.'s" → "UN"."""
    joined = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    return _PLURAL_ACRONYM.sub("", _POSSESSIVE.sub("", joined)).translate(_APOSTROPHES)


@lru_cache(REMEMBERED)
def plain(text: str) -> str:
    """Words in small letters with single spaces: "Médecins  sans-Frontières" → "medecins sans frontieres"."""
    bare = undotted(text)
    if not bare.isascii():
        bare = _without_marks(bare)
    words = "".join(sign if _is_letter(sign) else " " for sign in bare.casefold()).split()
    return " ".join(words) or " ".join(text.casefold().split())


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(sign for sign in apart if not _is_accent(sign) and unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", kept.translate(_LETTERS))


def _is_accent(sign: str) -> bool:
    """True for marks that a spelling can do without: accents, and the vowel points of Arabic and Hebrew.

    They go by combining class: not the vowels of Thai, or the voicing of kana (ガザ is not カサ).
    """
    place = unicodedata.combining(sign)
    return place >= 200 or 10 <= place <= 36


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or (not sign.isascii() and unicodedata.category(sign)[0] == "M")


@lru_cache(REMEMBERED)
def folded(text: str) -> str:
    """A name without "the", rank or form of address: "Field Marshal Khalifa Haftar" → "khalifa haftar".

    A rank stays before a word that makes it part of a body's name: General Hospital, Justice Ministry.
    """
    words = plain(text).split()
    if words[:1] and words[0] in ("a", "an") and text.lstrip()[:1].islower():
        words = words[1:] or words
    while (skip := _address(words)) and len(words) > skip:
        words = words[skip:]
    return " ".join(words)


def _address(words: list[str]) -> int:
    """How many words at the beginning are no part of the name."""
    if words[0:1] == ["the"]:
        return 1
    if tuple(words[:2]) in ADDRESS_PAIRS:
        return 2
    follows = words[1] if len(words) > 1 else ""
    is_rank = bool(words) and words[0] in ADDRESS and follows not in BODY and follows not in STOP
    return int(is_rank and bool(follows))


_ONE_NAME = re.compile(rf"\b(?:{'|'.join(sorted(ONE_NAME))})")


def singular(word: str) -> str:
    """The word without a plural's s, where it is long enough to tell: not Hamas, not Laos."""
    if word in FORMS:
        return FORMS[word]
    if len(word) < 6 or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry a folded name: singular, without "of", "the", "al-"; all, if none are left.

    "south sudan" is one word: it has no Sudan in it.
    """
    words = _ONE_NAME.sub(lambda found: found[0].replace(" ", ""), text).split()
    kept = [
        singular(word)
        for at, word in enumerate(words)
        if word not in STOP and not (word in ARTICLES and at + 1 < len(words))
    ]
    return tuple(kept or words)
