"""Are the right entities in the right roles? CEAF-REE and CEAF-RME, the measures of template filling.

An entity is the set of mentions that name it; a predicted one holds those that the system gave, often a
single one. Similarity φ of a predicted entity P to a gold entity G, and what an entity counts in a
denominator:

- `subset`, φ⊆: 1 if every mention of P is one of G's, else 0. An entity counts 1.
- `overlap`, φ3: |P ∩ G| (Luo 2005, "On Coreference Resolution Performance Metrics"). Counts its mentions.

CEAF-REE (Du, Rush and Cardie 2021, "GRIT"): templates are forgotten, each role holds the document's entities
(`merged`), and P and G are aligned one to one, role by role, to the greatest sum of φ. GRIT reports φ⊆.

CEAF-RME (Chen et al. 2023, "Iterative Document-level Information Extraction via Imitation Learning"):
templates are aligned one to one, and only entities of the same role in templates of the same type match.
Within a pair of templates φ3 aligns entities one to one, as above. φ⊆ does not: every predicted entity that
matches some gold entity is right, so that a name and a title of one person, given apart, are both right;
recall counts the gold entities that were matched, each by an entity of its own. So an entity given twice in
a template would be right twice: merge before. Of equally good alignments for precision the one with more
recall is taken.

Confirmed in the authors' code (xinyadu/grit_doc_event_entity `eval.py`; wanmok/iterx
`metrics/muc/ceaf_rme.py`), not in the text of the papers. Three differences are deliberate. In that code φ⊆
of CEAF-RME asks for one shared mention, which is the same where predicted entities have one mention. It
lets the alignment's ties fall as they come. And φ3 is no part of GRIT's scorer (its second φ is |P ∩ G| /
|P|): CEAF-REE with φ3 follows Luo.
"""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.score.assignment import best_pairs

Entity = frozenset[str]
Roles = Mapping[str, Sequence[Entity]]
Phi = Literal["subset", "overlap"]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True)
class Template:
    """One incident: its type, or the types of which any is right, and its entities by role."""

    types: frozenset[str]
    roles: Roles


@dataclass(frozen=True)
class CeafCounts:
    """Sums over which precision and recall are ratios; those of several documents or roles are added.

    `right` of the `predicted` are right, `found` of the `gold` were found. The two differ only for CEAF-RME
    with φ⊆.
    """

    right: float = 0
    predicted: float = 0
    found: float = 0
    gold: float = 0

    def __add__(self, other: CeafCounts) -> CeafCounts:
        mine, theirs = dataclasses.astuple(self), dataclasses.astuple(other)
        return CeafCounts(*(a + b for a, b in zip(mine, theirs, strict=True)))

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 where nothing was predicted or nothing is in gold, as in the published scorers."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def normalised(mention: str) -> str:
    """Lower case, without ASCII punctuation, articles and extra blanks, in the order of the published
    scorers.

    A mention of nothing but those stays as it is: it must not become equal to all others like it.
    """
    bare = _ARTICLES.sub(" ", mention.lower().translate(_NO_PUNCTUATION))
    return " ".join(bare.split()) or mention.strip().lower()


def entity(mentions: Iterable[str]) -> Entity:
    return frozenset(map(normalised, mentions))


def merged(entities: Iterable[Entity]) -> list[Entity]:
    """A document's entities of one role from several templates: GRIT's rule.

    An entity whose mentions are among another's, or the other way round, is the same; the first of them
    stays.
    """
    kept: list[Entity] = []
    for candidate in entities:
        if not any(candidate <= known or known <= candidate for known in kept):
            kept.append(candidate)
    return kept


def ceaf_ree(predicted: Roles, gold: Roles, *, phi: Phi = "subset") -> dict[str, CeafCounts]:
    """Counts of one document by role. Entities are taken as they come: see `merged`."""
    roles = dict.fromkeys((*gold, *predicted))
    return {role: _one_to_one(predicted.get(role, ()), gold.get(role, ()), phi) for role in roles}


def ceaf_rme(
    predicted: Sequence[Template], gold: Sequence[Template], *, phi: Phi = "overlap"
) -> dict[str, CeafCounts]:
    """Counts of one document by role, from its templates."""
    counts: dict[str, CeafCounts] = {}
    for template in predicted:
        _add(counts, {role: _sized(found, (), phi) for role, found in template.roles.items()})
    for template in gold:
        _add(counts, {role: _sized((), found, phi) for role, found in template.roles.items()})
    pairs = [[_pair(p, g, phi) for g in gold] for p in predicted]
    for row, column in best_pairs([[_worth(pair) for pair in row] for row in pairs]):
        _add(counts, pairs[row][column])
    return counts


def _pair(predicted: Template, gold: Template, phi: Phi) -> dict[str, CeafCounts]:
    """What is right in a pair of templates, by role. Denominators are counted apart, paired or not."""
    if not predicted.types & gold.types:
        return {}
    matches = _one_to_one if phi == "overlap" else _many_to_one
    counts = {role: matches(found, gold.roles.get(role, ()), phi) for role, found in predicted.roles.items()}
    return {role: CeafCounts(right=count.right, found=count.found) for role, count in counts.items()}


def _worth(pair: Mapping[str, CeafCounts]) -> float:
    """What an alignment of templates adds up: what is right. What was found only breaks ties."""
    tie_break = 1e-6
    return sum(count.right + tie_break * count.found for count in pair.values())


def _one_to_one(predicted: Sequence[Entity], gold: Sequence[Entity], phi: Phi) -> CeafCounts:
    similar = [[_similarity(p, g, phi) for g in gold] for p in predicted]
    matched = sum(similar[row][column] for row, column in best_pairs(similar))
    return dataclasses.replace(_sized(predicted, gold, phi), right=matched, found=matched)


def _many_to_one(predicted: Sequence[Entity], gold: Sequence[Entity], phi: Phi) -> CeafCounts:
    right = sum(any(_similarity(p, g, phi) for g in gold) for p in predicted)
    similar = [[_similarity(p, g, phi) for g in gold] for p in predicted]
    found = len(best_pairs(similar))
    return dataclasses.replace(_sized(predicted, gold, phi), right=right, found=found)


def _sized(predicted: Sequence[Entity], gold: Sequence[Entity], phi: Phi) -> CeafCounts:
    """The denominators: each entity's similarity to itself."""
    sizes = (sum(_similarity(each, each, phi) for each in entities) for entities in (predicted, gold))
    return CeafCounts(predicted=next(sizes), gold=next(sizes))


def _similarity(predicted: Entity, gold: Entity, phi: Phi) -> float:
    return float(bool(predicted) and predicted <= gold) if phi == "subset" else float(len(predicted & gold))


def _add(counts: dict[str, CeafCounts], more: Mapping[str, CeafCounts]) -> None:
    for role, count in more.items():
        counts[role] = counts.get(role, CeafCounts()) + count
