"""What is wrong with a gold folder, what is only odd, and what is in it?"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.labels.errors import Fault, GoldError

if TYPE_CHECKING:
    from evals.labels.load import Labelled, Loaded

OPEN = "OPEN:"
"""How a note begins where two labellings differ and nobody has settled it yet."""


@dataclass(frozen=True)
class Summary:
    """What a sound folder holds: `claims` by kind, `quotes` all found in the articles, `unsure` labels."""

    documents: int
    claims: Mapping[str, int]
    quotes: int
    unsure: int
    digest: str


@dataclass(frozen=True)
class Validation:
    """`summary` is None where there are faults. Warnings are no faults: gold with them can be used."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    summary: Summary | None = None


def validate(
    path: Path, *, articles: Path | None = None, schema: str | None = None, allow_open: bool = False
) -> Validation:
    """All faults of all files, unresolved notes of a merge among them unless `allow_open`."""
    from evals.labels.load import load

    try:
        loaded = load(path, articles=articles, schema=schema)
    except GoldError as error:
        return Validation(tuple(error.faults))
    unresolved = () if allow_open else tuple(f for each in loaded.labelled for f in _unresolved(each))
    faults = tuple(sorted((*loaded.faults, *unresolved), key=lambda fault: fault.file))
    warnings = tuple(warning for each in loaded.labelled for warning in _warnings(each, loaded))
    return Validation(faults, warnings, None if faults else _summary(loaded))


def _unresolved(labelled: Labelled) -> Iterator[Fault]:
    for path, note in labelled.gold.notes.items():
        if note.startswith(OPEN):
            message = f"unresolved: {note.removeprefix(OPEN).strip()}"
            remedy = "settle it and write the reason in place of the note"
            yield Fault(path, message, remedy, labelled.file)


def _warnings(labelled: Labelled, loaded: Loaded) -> Iterator[Fault]:
    from evals.labels.doubles import doubles
    from evals.labels.references import without_effect
    from evals.score.plan import plan_of

    schema = loaded.dataset.schema
    found = (_unsupported(labelled), without_effect(schema, labelled.labels))
    for fault in itertools.chain(*found, doubles(plan_of(schema), labelled.gold)):
        yield fault.within(labelled.file)
    said, whole = labelled.gold.guideline, loaded.dataset.guideline
    if whole and said != whole:
        message = f"{said!r} is not the set's guideline {whole!r}"
        yield Fault("guideline", message, "label it again by that version", labelled.file)


def _unsupported(labelled: Labelled) -> Iterator[Fault]:
    """Numbers and dates that the claim's own quote does not hold, but where a note says why."""
    from extract.document import published_date
    from extract.grounding import ground

    published = published_date(labelled.article.meta)
    for problem in ground(labelled.instance, labelled.article.text, published=published).problems:
        if not problem.kind.startswith("quote_") and problem.path not in labelled.gold.notes:
            remedy = "widen the quote, correct the value, or say why in notes"
            yield Fault(problem.path, problem.message, remedy)


def _summary(loaded: Loaded) -> Summary:
    from evals.score.document import score_document
    from evals.score.plan import plan_of

    gold = loaded.gold
    plan = plan_of(gold.schema)
    claims = Counter(
        claim.kind for document in gold.documents for claim in score_document(plan, document, None).claims
    )
    return Summary(
        documents=len(gold.documents),
        claims=dict(claims),
        quotes=sum(len(document.spans) for document in gold.documents),
        unsure=sum(len(document.unsure) for document in gold.documents),
        digest=gold.digest,
    )
