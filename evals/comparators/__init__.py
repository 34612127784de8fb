"""How two values of one field are compared: one module a comparator, found by the name its schema gives.

A comparator is a function `compare(gold, predicted, about) -> Match`. Neither value is None, and both are in
JSON form (a date is an ISO string). To add one, put a module with that function here, or name yours in the
schema: `Compare.by("my_module:compare")`. A module here may also have `table(gold, predicted)`, the
similarities of all pairs of two lists at once (−1 where they are apart), or None for values it does not do.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from extract.errors import SchemaError
from extract.own import own_function

Verdict = Literal["correct", "partial", "incorrect"]


class Match(NamedTuple):
    """What a comparator says: the verdict is what is scored.

    `similarity`, 0 to 1, only helps to find which claims of two lists belong together: 1 if correct, and
    under 1 otherwise. `apart` True says that two claims which differ so cannot be the same claim.
    """

    verdict: Verdict
    similarity: float
    apart: bool = False


CORRECT, INCORRECT = Match("correct", 1.0), Match("incorrect", 0.0)


@dataclass(frozen=True, slots=True)
class About:
    """What a comparator may need beside the two values.

    `options` are those of the schema's `Compare`. `gold` and `predicted` are the objects that the two values
    stand in. `aliases` maps a folded name (`evals.comparators.fold.folded`) to the number of its group: two
    names with the same number mean the same. `spans` are the offsets of the two values in the article, for
    quotes; None where they are not known.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    gold: Mapping[str, Any] = field(default_factory=dict)
    predicted: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    spans: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)


Compare = Callable[[Any, Any, About], Match]


if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = Callable[[Sequence[Any], Sequence[Any]], NDArray[np.float64] | None]


def table_of(kind: str) -> Table | None:
    """What compares all pairs of values at once, where the comparator of that name can."""
    return None if ":" in kind else getattr(importlib.import_module(f"{__name__}.{kind}"), "table", None)


@functools.cache
def comparator(kind: str) -> Compare:
    """The comparator of that name. Raises `SchemaError` for one that does not exist.

    One of the user's own raises it too, where it fails or gives no `Match`.
    """
    try:
        if ":" in kind:
            return _watched(kind, own_function(kind))
        return importlib.import_module(f"{__name__}.{kind}").compare  # type: ignore[no-any-return]
    except (ImportError, AttributeError) as error:
        raise SchemaError(
            f"no comparator {kind!r}: {error}",
            hint="use one of Compare's, or module:function for one of yours",
        ) from error


def _watched(kind: str, own: Callable[..., Any]) -> Compare:
    def compare(gold: Any, predicted: Any, about: About) -> Match:
        try:
            found = own(gold, predicted, about)
        except Exception as error:
            raise SchemaError(
                f"the comparator {kind} failed: {type(error).__name__}: {error}",
                hint=f"it was given {gold!r} and {predicted!r}, and third what evals.comparators.About tells",
            ) from error
        if not isinstance(found, Match):
            raise SchemaError(
                f"the comparator {kind} gave {found!r}",
                hint="it has to return CORRECT, INCORRECT or a Match of evals.comparators",
            )
        return found

    return compare
