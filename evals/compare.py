"""How two evaluated runs differ, document by document, and what of that is more than chance."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.evaluation import EvaluatedDocument, Evaluation, same_measure
from evals.figures import Figure, field_figures, main_figures
from evals.flips import Flip, flips
from evals.measured import known_sum
from evals.stats.holm import holm
from evals.stats.paired import Difference, difference
from extract.errors import UsageError

Pairs = Sequence[tuple[EvaluatedDocument, EvaluatedDocument]]


@dataclass(frozen=True)
class Compared:
    """A figure of both runs. `adjusted_p` is Holm's over all fields; None for the figures of the whole."""

    name: str
    meaning: str
    higher_is_better: bool
    difference: Difference
    adjusted_p: float | None = None


@dataclass(frozen=True)
class Spent:
    """What a run took for the documents that are compared.

    `cost_usd` is what the answers cost when they were asked for, also those that came from the cache; None:
    not known. `seconds` is that of the documents that a model was asked about in this run; None if all came
    from the cache.
    """

    failed: int
    cached: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    seconds: float | None


@dataclass(frozen=True)
class Comparison:
    """B against A. `run_a`, `run_b` tell which runs (id, model, prompt).

    `documents` are compared; `only_a` and `only_b` were evaluated in one alone and left out. `outcomes` are
    the documents that came out otherwise: id → (A's outcome, B's).
    """

    run_a: Mapping[str, Any]
    run_b: Mapping[str, Any]
    gold: str
    schema: str
    documents: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    outcomes: Mapping[str, tuple[str, str]]
    figures: tuple[Compared, ...]
    fields: tuple[Compared, ...]
    flips: tuple[Flip, ...]
    spent_a: Spent
    spent_b: Spent

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def compare(
    a: Evaluation, b: Evaluation, *, figures: Sequence[str] = (), fields: Sequence[str] = ()
) -> Comparison:
    """Compare by document. `figures` and `fields` narrow what is compared; the first figure decides.

    Raises `UsageError` where the two were measured by another gold, schema or scoring, or have no document in
    common.
    """
    _check_same_measure(a, b)
    pairs, only_a, only_b = _paired(a, b)
    return Comparison(
        run_a=a.run,
        run_b=b.run,
        gold=str(a.gold["name"]),
        schema=a.schema["name"],
        documents=len(pairs),
        only_a=only_a,
        only_b=only_b,
        outcomes={
            one.document_id: (one.outcome, other.outcome)
            for one, other in pairs
            if one.outcome != other.outcome
        },
        figures=_compared_all(_chosen("figure", main_figures(a.fields), figures), pairs),
        fields=_corrected(_compared_all(_chosen("field", field_figures(a.fields), fields), pairs)),
        flips=tuple(flip for flip in flips(pairs) if _concerns(flip, fields)),
        spent_a=_spent(one for one, _ in pairs),
        spent_b=_spent(other for _, other in pairs),
    )


def _check_same_measure(a: Evaluation, b: Evaluation) -> None:
    differing = same_measure(a, b)
    if differing:
        raise UsageError(
            f"the two cannot be compared: they were measured with another {' and another '.join(differing)}",
            hint="name run folders and --gold DIR: they are evaluated anew; files are read as they are",
        )


def _paired(a: Evaluation, b: Evaluation) -> tuple[Pairs, tuple[str, ...], tuple[str, ...]]:
    """The documents of both, in A's order, and the ids of those that only one has."""
    of_b = {document.document_id: document for document in b.documents}
    of_a = {document.document_id for document in a.documents}
    pairs = [(one, of_b[one.document_id]) for one in a.documents if one.document_id in of_b]
    if not pairs:
        raise UsageError(
            "the two have no document in common", hint="compare runs over the same articles and gold"
        )
    only_a = tuple(one.document_id for one in a.documents if one.document_id not in of_b)
    only_b = tuple(name for name in of_b if name not in of_a)
    return pairs, only_a, only_b


def _chosen(what: str, known: Mapping[str, Figure], wanted: Sequence[str]) -> list[Figure]:
    """The figures of those names, in that order; all for none. Raises `UsageError` for an unknown one."""
    for name in wanted:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
            raise UsageError(f"there is no {what} {name!r}", hint=hint)
    return [known[name] for name in dict.fromkeys(wanted)] if wanted else list(known.values())


def _concerns(flip: Flip, fields: Sequence[str]) -> bool:
    """An invented claim goes by its kind: it concerns each field of that kind."""
    return not fields or any(field == flip.field or field.startswith(f"{flip.field}.") for field in fields)


def _compared_all(figures: Iterable[Figure], pairs: Pairs) -> tuple[Compared, ...]:
    return tuple(_compared(figure, pairs) for figure in figures)


def _compared(figure: Figure, pairs: Pairs) -> Compared:
    parts = [[figure.part(pair[side]) for pair in pairs] for side in (0, 1)]
    return Compared(figure.name, figure.meaning, figure.higher_is_better, difference(*parts))


def _corrected(fields: Sequence[Compared]) -> tuple[Compared, ...]:
    """With Holm's p. Fields with nothing to compare have none and do not count among the tests."""
    p = {each.name: each.difference.p_value for each in fields}
    adjusted = holm({name: value for name, value in p.items() if value is not None})
    return tuple(dataclasses.replace(each, adjusted_p=adjusted.get(each.name)) for each in fields)


def _spent(documents: Iterable[EvaluatedDocument]) -> Spent:
    """Sums; a cost unknown in one document is unknown. `usage` is empty where the run has no line."""
    given = list(documents)
    usages = [document.usage for document in given if document.usage]
    asked = [usage.get("seconds", 0.0) for usage in usages if not usage.get("cached")]
    return Spent(
        failed=sum(document.outcome != "ok" for document in given),
        cached=sum(bool(usage.get("cached")) for usage in usages),
        input_tokens=sum(usage.get("input_tokens", 0) for usage in usages),
        output_tokens=sum(usage.get("output_tokens", 0) for usage in usages),
        cost_usd=known_sum(
            amount for usage in usages for amount in (usage.get("cost_usd"), usage.get("saved_usd", 0.0))
        ),
        seconds=sum(asked) if asked else None,
    )
