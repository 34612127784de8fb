"""A small schema for scoring tests: an event with four claims, each with a role, a number and a source."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from evals.evaluation import DocumentCounts, EvaluatedDocument
from evals.figures import main_figures
from evals.labels.gold import GoldDocument
from evals.score.cells import Claim
from evals.score.counts import counts_of
from evals.score.document import Judged, score_document
from evals.score.plan import plan_of, scored_fields
from schemas.annotations import Compare, Key, SaidBy, Weight


class Figure(BaseModel):
    role: Annotated[Literal["killed", "wounded", "missing", "displaced"], Key]
    number: Annotated[int | None, Compare.number(supported=False), Key] = None
    source: Annotated[str | None, Compare.name(), SaidBy] = None


class Report(BaseModel):
    """An event. Naming the wrong perpetrator does as much harm as inventing a whole figure."""

    type: Annotated[Literal["air strike", "shelling"] | None, Key] = None
    date: Annotated[dt.date | None, Compare.date(supported=False), Key] = None
    location: Annotated[str | None, Compare.place(), Key] = None
    perpetrator: Annotated[str | None, Compare.name(), Key, Weight(3)] = None
    figures: list[Figure] = []


GOLD: dict[str, Any] = {
    "type": "air strike",
    "date": "2031-03-04",
    "location": "Oster",
    "perpetrator": None,
    "figures": [
        {"role": "killed", "number": 40, "source": "Health Ministry"},
        {"role": "wounded", "number": 130, "source": "Red Crescent"},
        {"role": "missing", "number": 7, "source": "Mayor Ida Ven"},
        {"role": "displaced", "number": 1200, "source": "UNHCR"},
    ],
}


def changed(**figures: Mapping[str, Any]) -> dict[str, Any]:
    """The gold's extraction with other values in the figures of these roles."""
    answer = copy.deepcopy(GOLD)
    for figure in answer["figures"]:
        figure.update(figures.get(figure["role"], {}))
    return answer


def judged(answer: Mapping[str, Any] | None, gold: Mapping[str, Any] = GOLD) -> Judged:
    return score_document(plan_of(Report), GoldDocument("d", gold), answer)


def scored(answer: Mapping[str, Any] | None, gold: Mapping[str, Any] = GOLD) -> tuple[Claim, ...]:
    return judged(answer, gold).claims


def figures_of(found: Judged) -> dict[str, float | None]:
    """All main figures of one document."""
    document = EvaluatedDocument("d", "ok", counts_of(found.claims, nulls=found.nulls))
    return {name: f.value([document]) for name, f in main_figures(scored_fields(plan_of(Report))).items()}


def score(answer: Mapping[str, Any] | None, name: str = "F1", gold: Mapping[str, Any] = GOLD) -> float:
    value = figures_of(judged(answer, gold))[name]
    assert value is not None
    return value


def counts(answer: Mapping[str, Any] | None, gold: Mapping[str, Any] = GOLD) -> DocumentCounts:
    found = judged(answer, gold)
    return counts_of(found.claims, nulls=found.nulls)
