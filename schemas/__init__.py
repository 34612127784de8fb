"""What is extracted. A schema says what is evidence (`Quote`) and how a field is scored (`Compare`)."""

from schemas.annotations import (
    Comparator,
    Compare,
    Cues,
    Key,
    Needed,
    Quote,
    SaidBy,
    Sayer,
    Weight,
    comparator_of,
    is_quote,
)
from schemas.conflict import ConflictReport
from schemas.muc import Muc4Report

__all__ = [
    "Comparator",
    "Compare",
    "ConflictReport",
    "Cues",
    "Key",
    "Muc4Report",
    "Needed",
    "Quote",
    "SaidBy",
    "Sayer",
    "Weight",
    "comparator_of",
    "is_quote",
]
