"""What does a plan give back for a document?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

Action = Literal["asked_again", "dropped", "merged", "unanswered"]


@dataclass(frozen=True)
class Confidence:
    """How likely the object at `path` (such as `casualties[2]`) is right: 0 to 1.

    `raw` is as the model's own token probabilities have it; `probability` the same, or calibrated where the
    prompt has a calibration for the model.
    """

    path: str
    probability: float
    raw: float

    @classmethod
    def of(cls, path: str, raw: float) -> Confidence:
        return cls(path, raw, raw)


@dataclass(frozen=True)
class Check:
    """Something that was not taken as the model said it: asked again, dropped, merged, or never answered.

    `path` is the list or the field; `said` the model's value, in one line; `why` is for people.
    """

    path: str
    action: Action
    why: str
    said: str = ""


@dataclass(frozen=True)
class Draft:
    """The object that a document became, and what is to be known of how."""

    value: BaseModel
    confidence: tuple[Confidence, ...] = ()
    checks: tuple[Check, ...] = ()
