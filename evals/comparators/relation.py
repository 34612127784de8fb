"""How do two names stand to each other, word by word: the same, one within the other, or overlapping?

Every relation is symmetric. What it means for a person, a body or a place is for the comparators to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from evals.comparators.fold import REMEMBERED
from evals.comparators.parts import Name
from evals.comparators.spelling import is_adjective, is_likely_same, same_word, sounds_alike
from evals.comparators.words import BODY, DIFFERENT_NAMES, HOLLOW, NATIONALITIES, SAME_NAMES, STATE

Kind = Literal["same", "reordered", "within", "overlap", "different"]

_GROUP_OF = {name: number for number, names in enumerate(SAME_NAMES) for name in names}
LONGEST = 60
"""Words of two names together, from which on they are not compared word by word."""


class Relation(NamedTuple):
    """`overlap`: shared words of all words, 0 to 1. `ending`: the shorter name is how the longer one ends."""

    kind: Kind
    overlap: float
    ending: bool = False


SAME, DIFFERENT = Relation("same", 1.0), Relation("different", 0.0)


@lru_cache(REMEMBERED)
def relation(first: Name, second: Name) -> Relation:
    """How the two names stand to each other."""
    if first.text == second.text or first.words == second.words:
        return SAME
    if frozenset((first.text, second.text)) in DIFFERENT_NAMES:
        return DIFFERENT
    group = _GROUP_OF.get(first.text)
    if group is not None and group == _GROUP_OF.get(second.text):
        return SAME
    if first.beginnings.isdisjoint(second.beginnings) and not (first.acronyms or second.acronyms):
        return DIFFERENT
    if _is_joined(first.all_words, second.all_words):
        return SAME
    if len(first.words) + len(second.words) > LONGEST:
        return _by_sets(set(first.words), set(second.words))
    ours, theirs = sorted((_contracted(first, second), _contracted(second, first)))
    return _by_words(ours, theirs, body=first.body or second.body)


def _by_sets(ours: set[str], theirs: set[str]) -> Relation:
    """For what is too long to be a name: a model that went astray."""
    overlap = len(ours & theirs) / (len(ours | theirs) + 1)
    return Relation("overlap" if overlap > 0.5 else "different", overlap)


def _contracted(name: Name, other: Name) -> tuple[str, ...]:
    """The words, with every run that an acronym stands for replaced by it: Red Army (RA) → ra."""
    words = name.words
    for acronym in sorted({*name.acronyms, *other.acronyms}):
        for at in range(len(words) - 1):
            size = _run(words[at:], acronym, whole=name.acronyms)
            if size > 1:
                words = (*words[:at], acronym, *words[at + size :])
                break
    return _without_hollow(tuple(dict.fromkeys(words)))


def _run(words: Sequence[str], acronym: str, *, whole: Sequence[str]) -> int:
    """How many of the first words it stands for, or 0. `whole`: themselves acronyms, as UN in UNHCR."""
    rest = acronym
    for at, word in enumerate(words):
        part = word if word in whole else word[0]
        if not rest or not rest.startswith(part):
            return at if not rest else 0
        rest = rest.removeprefix(part)
    return 0 if rest else len(words)


def _without_hollow(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(word for word in words if word not in HOLLOW)
    return kept if len(kept) > 1 or (kept and kept[0] not in BODY | NATIONALITIES) else words


def _by_words(ours: tuple[str, ...], theirs: tuple[str, ...], *, body: bool) -> Relation:
    if ours == theirs or _is_joined(ours, theirs):
        return SAME
    pairs = _pairs(ours, theirs, body=body)
    shared = len(pairs)
    overlap = shared / (len(ours) + len(theirs) - shared)
    if shared == len(ours) == len(theirs):
        in_order = body or all(at == other for at, other in pairs)
        return SAME if in_order else Relation("reordered", 0.9)
    if shared and shared == min(len(ours), len(theirs)):
        ends = sorted((len(ours) - at, len(theirs) - other) for at, other in pairs)
        return Relation("within", overlap, ends == [(at, at) for at in range(1, shared + 1)])
    if len(ours) == len(theirs) == 1 and is_adjective(ours[0], theirs[0]):
        return Relation("overlap", 0.8)
    is_overlap = _telling_overlap(ours, theirs, pairs) > 0.5
    return Relation("overlap" if is_overlap else "different", overlap)


def _is_joined(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Written as one word or as several: air strike, airstrike; Abdul Rahman, Abdelrahman."""
    one, other = "".join(ours), "".join(theirs)
    if len(ours) == len(theirs):
        return False
    return one == other or (one.isalpha() and other.isalpha() and sounds_alike(one, other))


def _pairs(ours: Sequence[str], theirs: Sequence[str], *, body: bool) -> list[tuple[int, int]]:
    """Which word answers which, by position: equal ones first, then spellings, then what these vouch for."""
    pairs = _more_pairs([], ours, theirs, str.__eq__)
    pairs = _more_pairs(pairs, ours, theirs, same_word)
    if not pairs and not _is_country_and_organ(ours, theirs):
        return pairs
    return _more_pairs(pairs, ours, theirs, is_adjective if body else is_likely_same)


def _is_country_and_organ(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """True for one word and one word with an army: Israel, the Israeli military."""
    one, other = sorted((ours, theirs), key=len)
    return len(one) == 1 < len(other) and sum(word not in STATE for word in other) == 1


def _more_pairs(
    pairs: list[tuple[int, int]],
    ours: Sequence[str],
    theirs: Sequence[str],
    alike: Callable[[str, str], bool],
) -> list[tuple[int, int]]:
    """`pairs`, and one more for each word that is left and has a word like it that is left."""
    found = dict(pairs)
    free = [other for other in range(len(theirs)) if other not in found.values()]
    for at, word in enumerate(ours):
        other = next((o for o in free if alike(word, theirs[o])), None) if at not in found else None
        if other is not None:
            found[at] = other
            free.remove(other)
    return list(found.items())


def _telling_overlap(ours: Sequence[str], theirs: Sequence[str], pairs: Sequence[tuple[int, int]]) -> float:
    """The telling words that both have, of these and all that differ: 0 for two ministries."""
    shared = sum(1 for at, _ in pairs if ours[at] not in BODY)
    different = len(ours) + len(theirs) - 2 * len(pairs)
    return shared / (shared + different) if shared else 0.0
