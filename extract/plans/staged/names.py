"""What kind of name is it: a person's, a body's, an acronym, a title with a name behind it?"""

from __future__ import annotations

import re
from collections.abc import Iterable

PRONOUNS = "he|she|they|it|who|his|her|their|its|i|we"
CAPITALISED = r"[^\W\d_a-zß-öø-ÿ][\w’'.-]*"
SMALL_WORDS = r"(?:of|for|and|the|on|in|de|al|la|del|to|a|an)"
_acronym = re.compile(r"(?:[A-Z]\.?){2,7}s?|[A-Z]{1,3}-?\d{1,3}")


def is_pronoun(words: str) -> bool:
    """ "they", "himself": nobody by name."""
    return (
        re.fullmatch(rf"(?:{PRONOUNS}|him|them|himself|herself|themselves)", words.strip(), re.IGNORECASE)
        is not None
    )


_ANYBODY = (
    r"those(?:\s+(?:responsible|who|behind).*)?|whoever|anyone|someone|nobody|no\s?one|"
    r"(?:the\s+)?(?:perpetrators?|culprits?|attackers?|assailants?)"
)


def names_nobody(words: str) -> bool:
    """Pronouns, "those responsible", "the perpetrators": nobody that one could tell from others."""
    return is_pronoun(words) or re.fullmatch(_ANYBODY, words.strip(), re.IGNORECASE) is not None


def is_acronym(name: str) -> bool:
    """UNSMIL, U.N.: the name of a body, not of a person."""
    return len(name) > 1 and _acronym.fullmatch(name) is not None


FULL_NAME = rf"(?:{CAPITALISED}(?:\s+(?:al-|bin\s|van\s|de\s)?{CAPITALISED}){{1,3}})"
BODY_NAME = rf"(?:{CAPITALISED}(?:\s+(?:{SMALL_WORDS}\s+)*{CAPITALISED})+)"
_TITLES = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Brig|Col|Capt|Maj|Lt|Sgt|Cpl|St|Rev)\.?|(?:Brigadier|Major|Lieutenant)-General|General|"
    r"Brigadier|Colonel|Captain|Major|Lieutenant|Sergeant|Admiral|Commander|Sheikh|Sister|Brother|Father|Bishop|"
    r"Archbishop|Imam|President|(?:Prime\s)?Minister|Governor|Mayor|Senator|Inspector|Commissioner|Judge|Doctor|"
    r"Professor|Ambassador|Chief)\s+"
)
_COURTESY = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.?")


def with_name(passage: str, speaker: str) -> str:
    """The speaker's words and the name beside them: "The mayor" in "The mayor, Ida Ven, said" is both."""
    words = f"(?<!\\w)(?i:{re.escape(speaker)})"
    name, end = FULL_NAME, r"(?=[,;.:”\"]|\s+[a-z]|$)"
    if adjoining := re.search(rf"{words}\s+{name}{end}", passage):
        return adjoining[0]
    if re.search(name, re.sub(r"^(?:The|A|An)\s", "", speaker)):
        return speaker
    behind = re.search(rf"{words},\s+(?:the\s+)?{name}{end}", passage)
    before = re.search(rf"{name},\s+(?:an?\s|the\s)?{words}(?=[,;.])", passage)
    return behind[0] if behind else before[0] if before else speaker


def trimmed(name: str) -> str:
    """A name without the punctuation behind it: the full stop of a sentence is none of an abbreviation's."""
    name = name.strip().rstrip(",;:")
    last = name.split()[-1] if name.split() else ""
    return name.removesuffix(".") if len(last) > 4 and "." not in last[:-1] else name


def person(name: str) -> str:
    """A person's name without what stands before it in small letters: "spokesman Ada Rool"."""
    words = name.split()
    small = [at for at, word in enumerate(words[:-1]) if word[:1].islower() and len(word) > 3]
    rest = words[small[-1] + 1 :] if small else words
    return " ".join(rest) if rest[0][:1].isupper() else name


def titled(name: str) -> tuple[str, str]:
    """Titles and the name behind them: ("Brigadier-General", "Paul Omeh"); "Mr" and the like are dropped."""
    rest = name
    while (match := _TITLES.match(rest)) is not None and len(rest[match.end() :].split()) > 1:
        rest = rest[match.end() :]
    titles = name[: len(name) - len(rest)].strip()
    return ("" if _COURTESY.fullmatch(titles) else titles), rest


def has_title(name: str) -> bool:
    """True for "Mr. Alfani" and "General Alfani", whose first word is no name."""
    return _TITLES.match(name) is not None


def body(name: str) -> str:
    """A body's own name: "the monitoring group Tessoum Tally" is the Tessoum Tally.

    What stands in small letters before it goes, unless that leads on to it ("mission in Zarband").
    """
    match = re.fullmatch(rf"(?P<before>[^\W\dA-Z][^A-Z]*\s)(?P<name>{BODY_NAME})", name)
    if match is None or re.search(rf"(?<!\w){SMALL_WORDS}(?!\w)", match["before"]):
        return name
    return match["name"]


def fuller(name: str, others: Iterable[str]) -> str:
    """The longest of the article's other names that this one is short for; itself if there is none.

    "Open Hands" is short for "Open Hands Medical", a bare "ministry" for the one "interior ministry"; "UN"
    is not short for "UN refugee agency". A common noun that could be short for several stays as it is.
    """
    words = name.casefold().split()
    longer = [other for other in dict.fromkeys(others) if len(other.split()) > len(words)]
    if len(words) == 1:
        if _acronym.fullmatch(name):
            return name
        found = [other for other in longer if other.casefold().split()[-1:] == words]
    else:
        found = [other for other in longer if other.casefold().split()[: len(words)] == words]
    heads = {other.casefold() for other in found}
    return max(found, key=len) if len(heads) == 1 else name
