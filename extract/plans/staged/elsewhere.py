"""Where else does the article name somebody: in full, by office, written out, beside a common noun?"""

from __future__ import annotations

import re

from extract.plans.staged.names import (
    BODY_NAME,
    CAPITALISED,
    FULL_NAME,
    SMALL_WORDS,
    has_title,
    is_acronym,
    titled,
)
from extract.plans.staged.sentences import Article, Sentence

_REACH = 200
_two_names = re.compile(rf"{CAPITALISED}\s+{CAPITALISED}")
_last_name = re.compile(rf"({CAPITALISED})[^\w]*$")
_LEADING = re.compile(r"(?:In|On|At|By|After|Before|During|Since|For|With|From|But|And)\s")


def introduction(article: Article, speaker: str) -> Sentence | None:
    """The sentence that gives a person's name in full, where `speaker` is no more than the last name."""
    words = speaker.split()
    if not 1 <= len(words) <= 3 or is_acronym(words[-1]):
        return None
    if _two_names.match(speaker) and not has_title(speaker):
        return None
    match = _last_name.search(speaker)
    if match is None or match[1] == match[1].upper():
        return None
    full = re.compile(rf"{CAPITALISED}\s+(?:(?:al|el|de|bin|van|von)[\s-])?{re.escape(match[1])}(?!\w)")
    for sentence in article.sentences:
        found = full.search(sentence.text)
        if (
            found
            and not re.match(rf"{re.escape(found[0])}\s+[a-z]", sentence.text)  # nothing but what they do
            and found[0].casefold() != speaker.casefold()
        ):
            return sentence
    return None


def in_full(article: Article, name: str | None) -> str | None:
    """What the article writes an acronym out as, or the name as it is, without its acronym in brackets."""
    name = (re.sub(r"\s*\([A-Z.]{2,9}\)$", "", name) or name) if name else name
    if name is None or not is_acronym(name):
        return name
    letters = name.replace(".", "").removesuffix("s")
    for match in re.finditer(rf"\(\s*(?:the\s+)?{re.escape(name)}\s*[),]", article.text):
        if full := _spelt_out(article.text[max(0, match.start() - _REACH) : match.start()], letters):
            return full
    for sentence in article.sentences:
        for match in re.finditer(rf"(?<![\w’'.-]){BODY_NAME}", sentence.text):
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
        initials = "".join(word.lstrip("“\"'(")[:1] for word in tail if not re.fullmatch(SMALL_WORDS, word))
        if initials.upper() == letters.upper() and tail and tail[0][:1].isupper():
            return " ".join(tail).strip("“”\"',")
    return None


def spelt_out_elsewhere(article: Article, words: str) -> str | None:
    """The name that the article sets beside a common noun: "the network, the Wadal Doctors' Committee, said".

    Or the other way about: "Open Hands Medical, the charity that supports it". None where it names several.
    """
    head = words.split()[-1] if words.split() else ""
    if not head.isalpha() or not head.islower() or len(head) < 4:
        return None
    behind = rf"(?i:\bthe\s+{head}),\s+(?:the\s+)?(?P<name>{BODY_NAME})(?=,)"
    ends = r"(?=,|\s+(?:that|which|who|based|of|for)\b)"
    before = rf"(?P<name>{BODY_NAME}),\s+(?:the|an?)\s+(?:[a-z-]+\s+){{0,3}}{head}{ends}"
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
    forms = (rf"{words},?\s+(?P<name>{FULL_NAME})", rf"(?P<name>{FULL_NAME}),\s+(?:(?:the|an?)\s+)?{words}")
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
    if not re.fullmatch(CAPITALISED, name) or is_acronym(name):
        return None
    longer = rf"(?<!\w)(?P<name>(?:{CAPITALISED}\s+){{1,3}}{re.escape(name)})(?!\w)"
    found = {
        re.sub(r"^(?:The|A|An)\s+", "", match["name"])
        for sentence in article.sentences
        for match in re.finditer(longer, sentence.text)
        if not _LEADING.match(match["name"])
    } - {name}
    return found.pop() if len(found) == 1 else None
