"""Evidence: is what a model extracted in the article, word for word and number for number?

grounding = ground(extraction, document.text, published=date(2019, 7, 3))
grounding.evidence     where each quote stands, and how it was found
grounding.problems     quotes that stand nowhere; numbers and dates that their quotes do not state
"""

from __future__ import annotations

from extract.grounding.evidence import STATUSES, Evidence, Grounding, Problem, Span, Status
from extract.grounding.fold import FoldedText
from extract.grounding.ground import ground
from extract.grounding.locate import locate

__all__ = [
    "STATUSES",
    "Evidence",
    "FoldedText",
    "Grounding",
    "Problem",
    "Span",
    "Status",
    "ground",
    "locate",
]
