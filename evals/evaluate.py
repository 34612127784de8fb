"""How a run, or a second labelling, becomes an evaluation."""

from __future__ import annotations

import dataclasses
import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from evals.evaluation import ABSENT, EvaluatedDocument, Evaluation
from evals.score.counts import counts_of
from evals.score.document import score_document
from evals.score.judge import Judge
from evals.score.plan import Plan, plan_of, scored_fields, scoring_digest
from extract.errors import UsageError

if TYPE_CHECKING:
    from evals.labels.gold import GoldDocument, GoldSet, Span
    from evals.score.cells import Claim
    from extract.result import Result


def evaluate(
    gold: GoldSet, results: Iterable[Result], *, run: Mapping[str, Any], schema_digest: str | None = None
) -> Evaluation:
    """Score a run's results. Documents without gold are passed over; failed and absent ones score zero.

    `run` tells which run it is (id, model, prompt). `schema_digest` is that of the schema the run was made
    with: raises `UsageError` if it is not gold's.
    """
    from extract.schema import schema_digest as digest_of

    own = digest_of(gold.schema)
    if schema_digest is not None and schema_digest != own:
        raise UsageError(
            f"the run was made with another schema than gold's {gold.schema_name}",
            hint="extract again with the schema of the gold, or name the gold that belongs to the run",
        )
    wanted = {document.document_id for document in gold.documents}
    found: dict[str, Result] = {}
    for result in results:
        if result.document_id in wanted:
            found.setdefault(result.document_id, result)
    plan, judge = plan_of(gold.schema), Judge(alias_groups(gold.aliases))
    with without_collection():
        documents = tuple(
            _evaluated(plan, document, found.get(document.document_id), judge) for document in gold.documents
        )
    return _evaluation(gold, plan, dict(run), documents)


def evaluate_labels(gold: GoldSet, other: GoldSet) -> Evaluation:
    """Score a second labelling of the same documents as if it were a run's: agreement of two labellers."""
    plan = plan_of(gold.schema)
    judge = Judge(alias_groups((*gold.aliases, *other.aliases)))
    labels = {document.document_id: document for document in other.documents}
    documents = tuple(
        _labelled(plan, document, labels.get(document.document_id), judge) for document in gold.documents
    )
    return _evaluation(gold, plan, {"id": other.path.name, "labels": other.digest}, documents)


@contextmanager
def without_collection() -> Iterator[None]:
    """Scoring makes many small objects and no cycles: looking for those meanwhile is a sixth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def alias_groups(groups: Iterable[frozenset[str]]) -> dict[str, int]:
    """Folded name → number of its group. Groups that share a name are one."""
    from evals.comparators.fold import folded

    numbers: dict[str, int] = {}
    for number, group in enumerate(groups):
        names = {folded(name) for name in group}
        joined = {numbers[name] for name in names if name in numbers}
        numbers.update(dict.fromkeys(names, number))
        numbers.update({name: number for name, old in numbers.items() if old in joined})
    return numbers


def _evaluation(
    gold: GoldSet, plan: Plan, run: Mapping[str, Any], documents: tuple[EvaluatedDocument, ...]
) -> Evaluation:
    from extract.schema import schema_digest

    return Evaluation(
        run=run,
        schema={
            "name": gold.schema_name,
            "digest": schema_digest(gold.schema),
            "scoring": scoring_digest(plan),
        },
        gold={"name": gold.path.resolve().name, "digest": gold.digest, "guideline": gold.guideline},
        fields=scored_fields(plan),
        documents=documents,
    )


def _evaluated(plan: Plan, gold: GoldDocument, result: Result | None, judge: Judge) -> EvaluatedDocument:
    ok = result is not None and result.outcome == "ok"
    extraction = result.extraction if result is not None and ok else None
    grounding = result.grounding if result is not None and ok else ()
    spans: dict[str, Span | None] = dict(_spans(grounding))
    judged = score_document(plan, gold, extraction, spans=spans, judge=judge)
    evidence = Counter(str(found["status"]) for found in grounding)
    usage = dataclasses.asdict(result.usage) if result is not None else {}
    outcome = result.outcome if result is not None else ABSENT
    counts = counts_of(judged.claims, evidence, nulls=judged.nulls)
    sure = {
        each["path"]: {"probability": each["probability"], "raw": each["raw"]}
        for each in (result.confidence if result and ok else ())
    }
    told = tuple(_told(claim, sure) for claim in judged.claims)
    error = "" if result is None or ok else result.error
    return EvaluatedDocument(gold.document_id, outcome, counts, usage, told, error)


def _told(claim: Claim, sure: Mapping[str, Any]) -> dict[str, Any]:
    """The claim in JSON form, with how likely the run says that it is right, if it says so."""
    found = claim.to_dict()
    if claim.predicted_path is not None and claim.predicted_path in sure:
        found["confidence"] = sure[claim.predicted_path]
    return found


def _labelled(plan: Plan, gold: GoldDocument, other: GoldDocument | None, judge: Judge) -> EvaluatedDocument:
    extraction = other.extraction if other is not None else None
    judged = score_document(plan, gold, extraction, spans=other.spans if other else {}, judge=judge)
    outcome = "ok" if other is not None else ABSENT
    counts = counts_of(judged.claims, nulls=judged.nulls)
    return EvaluatedDocument(
        gold.document_id, outcome, counts, {}, tuple(claim.to_dict() for claim in judged.claims)
    )


def _spans(grounding: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Span | None]]:
    for found in grounding:
        start, end = found["start"], found["end"]
        yield str(found["path"]), (start, end) if start is not None and end is not None else None
