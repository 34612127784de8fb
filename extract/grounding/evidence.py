"""What grounding says about an extraction: where each quote stands, and what does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal[
    "exact",  # verbatim, in one place
    "normalised",  # in one place, after folding spaces, Unicode form, quote marks and dashes; never case
    "fuzzy",  # a long quote with small slips; numbers, negation and names agree word for word
    "ambiguous",  # in several places, of which one was taken
    "unsupported",  # nowhere: start and end are None
]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class Span:
    """Where a quote stands: `text[start:end]`, in code points of the article. `note` is for people."""

    start: int | None
    end: int | None
    status: Status
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """One quote of an extraction, as the model gave it, and where it stands in the article."""

    path: str
    quote: str
    start: int | None
    end: int | None
    status: Status
    note: str = ""


@dataclass(frozen=True)
class Problem:
    """Something a reader of the result must know.

    `kind` is quote_not_found, quote_empty, number_not_in_quote, date_not_in_quote or date_not_checkable.
    """

    path: str
    kind: str
    message: str


@dataclass(frozen=True)
class Grounding:
    """Evidence and problems, both in the order of the model's fields."""

    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]
