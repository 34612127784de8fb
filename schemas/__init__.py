"""What is extracted. A schema says what is evidence (`Quote`) and how a field is scored (`Compare`)."""

from schemas.annotations import Comparator, Compare, Quote, comparator_of, is_quote
from schemas.conflict import ConflictReport

__all__ = ["Comparator", "Compare", "ConflictReport", "Quote", "comparator_of", "is_quote"]
