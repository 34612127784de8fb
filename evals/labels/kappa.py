"""How far do two people agree beyond chance in what they choose from a closed list?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def cohens_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement, 1960.

    `pairs` are the two choices for each item. 1 is full agreement, 0 what chance gives with each person's own
    frequencies. None where chance alone always agrees (both chose one and the same term), or without items.
    """
    count = len(pairs)
    observed = sum(a == b for a, b in pairs)
    chosen_a, chosen_b = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(chosen_a[term] * chosen_b[term] for term in chosen_a)  # times count, as a whole number
    if count * count == expected:
        return None
    return (count * observed - expected) / (count * count - expected)
