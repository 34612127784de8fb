"""Who is who in an article: where is a name given in full, and what does an acronym stand for?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.plans.staged.sentences import Article, Sentence

PRONOUNS = "he|she|they|it|who|his|her|their|its|i|we"
_capital = r"[^\W\d_a-zß-öø-ÿ][\w’'.-]*"
_small = r"(?:of|for|and|the|on|in|de|al|la|del|to|a|an)"
_acronym = re.compile(r"(?:[A-Z]\.?){2,7}s?|[A-Z]{1,3}-?\d{1,3}")


def is_pronoun(words: str) -> bool:
    """ "they", "himself": nobody by name."""
    return (
        re.fullmatch(rf"(?:{PRONOUNS}|him|them|himself|herself|themselves)", words.strip(), re.IGNORECASE)
        is not None
    )


def is_acronym(name: str) -> bool:
    """UNSMIL, U.N.: the name of a body, not of a person."""
    return len(name) > 1 and _acronym.fullmatch(name) is not None


_last_name = re.compile(rf"({_capital})[^\w]*$")
_FULL_NAME = rf"(?:{_capital}(?:\s+(?:al-|bin\s|van\s|de\s)?{_capital}){{1,3}})"
_BODY = rf"(?:{_capital}(?:\s+(?:{_small}\s+)*{_capital})+)"
_TITLES = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Brig|Col|Capt|Maj|Lt|Sgt|Cpl|St|Rev)\.?|(?:Brigadier|Major|Lieutenant)-General|General|"
    r"Brigadier|Colonel|Captain|Major|Lieutenant|Sergeant|Admiral|Commander|Sheikh|Sister|Brother|Father|Bishop|"
    r"Archbishop|Imam|President|(?:Prime\s)?Minister|Governor|Mayor|Senator|Inspector|Commissioner|Judge|Doctor|"
    r"Professor|Ambassador|Chief)\s+"
)
_LEADING = re.compile(r"(?:In|On|At|By|After|Before|During|Since|For|With|From|But|And)\s")
_COURTESY = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.?")


def with_name(passage: str, speaker: str) -> str:
    """The speaker's words and the name beside them: "The mayor" in "The mayor, Ida Ven, said" is both."""
    words = f"(?<!\\w)(?i:{re.escape(speaker)})"
    name, end = _FULL_NAME, r"(?=[,;.:”\"]|\s+[a-z]|$)"
    if adjoining := re.search(rf"{words}\s+{name}{end}", passage):
        return adjoining[0]
    if re.search(name, re.sub(r"^(?:The|A|An)\s", "", speaker)):
        return speaker
    behind = re.search(rf"{words},\s+(?:the\s+)?{name}{end}", passage)
    before = re.search(rf"{name},\s+(?:an?\s|the\s)?{words}(?=[,;.])", passage)
    return behind[0] if behind else before[0] if before else speaker


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


def body(name: str) -> str:
    """A body's own name: "the monitoring group Tessoum Tally" is the Tessoum Tally.

    What stands in small letters before it goes, unless that leads on to it ("mission in Zarband").
    """
    match = re.fullmatch(rf"(?P<before>[^\W\dA-Z][^A-Z]*\s)(?P<name>{_BODY})", name)
    if match is None or re.search(rf"(?<!\w){_small}(?!\w)", match["before"]):
        return name
    return match["name"]


def spelt_out_elsewhere(article: Article, words: str) -> str | None:
    """The name that the article sets beside a common noun: "the network, the Wadal Doctors' Committee, said".

    Or the other way about: "Open Hands Medical, the charity that supports it". None where it names several.
    """
    head = words.split()[-1] if words.split() else ""
    if not head.isalpha() or not head.islower() or len(head) < 4:
        return None
    behind = rf"(?i:\bthe\s+{head}),\s+(?:the\s+)?(?P<name>{_BODY})(?=,)"
    ends = r"(?=,|\s+(?:that|which|who|based|of|for)\b)"
    before = rf"(?P<name>{_BODY}),\s+(?:the|an?)\s+(?:[a-z-]+\s+){{0,3}}{head}{ends}"
    found = {
        match["name"]
        for form in (behind, before)
        for sentence in article.sentences
        for match in re.finditer(form, sentence.text)
        if not _LEADING.match(match["name"]) and not titled(match["name"])[0]
    }
    return found.pop() if len(found) == 1 else None


def holder(article: Article, office: str) -> str | None:
    """The one person that the article names beside an office: "interior minister Osman Ladji"."""
    if not office:
        return None
    words = rf"(?<!\w)(?i:{re.escape(office)})(?!\w)"
    forms = (rf"{words},?\s+(?P<name>{_FULL_NAME})", rf"(?P<name>{_FULL_NAME}),\s+(?:(?:the|an?)\s+)?{words}")
    found = {
        titled(match["name"])[1]
        for form in forms
        for sentence in article.sentences
        for match in re.finditer(form, sentence.text)
        if not _LEADING.match(match["name"])
    }
    return found.pop() if len(found) == 1 else None


def ending_in(article: Article, name: str) -> str | None:
    """The one longer name that ends in this capitalised word: the "Front" is the Numa Front."""
    if not re.fullmatch(_capital, name) or is_acronym(name):
        return None
    longer = rf"(?<!\w)(?P<name>(?:{_capital}\s+){{1,3}}{re.escape(name)})(?!\w)"
    found = {
        re.sub(r"^(?:The|A|An)\s+", "", match["name"])
        for sentence in article.sentences
        for match in re.finditer(longer, sentence.text)
        if not _LEADING.match(match["name"])
    } - {name}
    return found.pop() if len(found) == 1 else None


def fuller(name: str, others: Iterable[str]) -> str:
    """The longest of the article's other names that this one is short for; itself if there is none.

    "Open Hands" is short for "Open Hands Medical", a bare "ministry" for the one "interior ministry"; "UN"
    is not short for "UN refugee agency". A common noun that could be short for several stays as it is.
    """
    words = name.casefold().split()
    longer = {other for other in others if len(other.split()) > len(words)}
    if len(words) == 1:
        if _acronym.fullmatch(name):
            return name
        found = {other for other in longer if other.casefold().split()[-1:] == words}
    else:
        found = {other for other in longer if other.casefold().split()[: len(words)] == words}
    heads = {other.casefold() for other in found}
    return max(found, key=len) if len(heads) == 1 or (found and len(words) > 1) else name


def introduction(article: Article, speaker: str) -> Sentence | None:
    """The sentence that gives a person's name in full, where `speaker` is no more than the last name."""
    words = speaker.split()
    if not 1 <= len(words) <= 3 or _acronym.fullmatch(words[-1]):
        return None
    match = _last_name.search(speaker)
    if match is None or match[1] == match[1].upper():
        return None
    full = re.compile(rf"{_capital}\s+(?:(?:al|el|de|bin|van|von)[\s-])?{re.escape(match[1])}(?!\w)")
    for sentence in article.sentences:
        found = full.search(sentence.text)
        if (
            found
            and not sentence.text.startswith(found[0] + " said")
            and found[0].casefold() != speaker.casefold()
        ):
            return sentence
    return None


def in_full(article: Article, name: str | None) -> str | None:
    """What the article writes an acronym out as, or the name as it is, without its acronym in brackets."""
    name = re.sub(r"\s*\([A-Z.]{2,9}\)$", "", name) if name else name
    if name is None or not _acronym.fullmatch(name):
        return name
    letters = name.replace(".", "").removesuffix("s")
    for match in re.finditer(rf"\(\s*(?:the\s+)?{re.escape(name)}\s*[),]", article.text):
        if full := _spelt_out(article.text[: match.start()], letters):
            return full
    some = rf"{_capital}(?:\s+(?:{_small}\s+)*{_capital})+"
    for match in re.finditer(some, article.text):
        full = re.sub(r"^(?:The|A|An)\s+", "", match[0]).rstrip(".,’'")
        capitals = [word for word in full.split() if word[0].isupper()]
        if "".join(word[0] for word in capitals).upper() == letters.upper() and len(capitals) > 1:
            return full
    return name


def _spelt_out(before: str, letters: str) -> str | None:
    """The words that end `before` and begin with the letters, small words between them left alone."""
    words = before.split()
    for count in range(len(letters), len(letters) + 4):
        tail = words[-count:]
        initials = "".join(word.lstrip("“\"'(")[:1] for word in tail if not re.fullmatch(_small, word))
        if initials.upper() == letters.upper() and tail and tail[0][:1].isupper():
            return " ".join(tail).strip("“”\"',")
    return None
