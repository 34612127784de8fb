"""Who is who in an article: where is a name given in full, and what does an acronym stand for?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.plans.staged.sentences import Article, Sentence

PRONOUNS = "he|she|they|it|who|his|her|their|its|i|we"
_capital = r"[^\W\d_a-zß-öø-ÿ][\w’'.-]*"
_small = r"(?:of|for|and|the|on|in|de|al|la|del|to|a|an)"
_acronym = re.compile(r"(?:[A-Z]\.?){2,7}s?")


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


def with_name(passage: str, speaker: str) -> str:
    """The speaker's words and the name beside them: "The mayor" in "The mayor, Ida Ven, said" is both."""
    words = f"(?i:{re.escape(speaker)})"
    name = rf"(?:{_capital}(?:\s+(?:al-|bin\s|van\s|de\s)?{_capital}){{1,3}})"
    if adjoining := re.search(rf"{words}\s+{name}(?=[,;.]|\s+(?:said|told|put|says|added|spoke)\b)", passage):
        return adjoining[0]
    if re.search(name, re.sub(r"^(?:The|A|An)\s", "", speaker)):
        return speaker
    behind = re.search(rf"{words},\s+{name}(?=[,;.]|\s+(?:said|told|put|says|added|spoke)\b)", passage)
    before = re.search(rf"{name},\s+(?:an?\s|the\s)?{words}(?=[,;.])", passage)
    return behind[0] if behind else before[0] if before else speaker


def person(name: str) -> str:
    """A person's name without what stands before it in small letters: "spokesman Ada Rool"."""
    words = name.split()
    small = [at for at, word in enumerate(words[:-1]) if word[:1].islower() and len(word) > 3]
    rest = words[small[-1] + 1 :] if small else words
    return " ".join(rest) if rest[0][:1].isupper() else name


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
