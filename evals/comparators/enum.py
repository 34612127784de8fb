"""Are two terms of a closed list the same? No term is nearly another.

The option `null`, the term that says nothing, is the scorer's: neither value is that term here.
"""

from __future__ import annotations

from evals.comparators.exact import compare

__all__ = ["compare"]
