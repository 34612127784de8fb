"""How a document can end. Every document in gives exactly one of these out."""

from __future__ import annotations

from typing import Literal, get_args

Outcome = Literal[
    "ok",
    "invalid",  # the schema was never satisfied
    "truncated",  # the answer was cut off, also with more room
    "refused",  # the model declined
    "too_long",  # the document does not fit the context window
    "unreadable",  # no text could be had from the input
    "api_error",
    "timeout",
    "over_budget",
    "cancelled",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
