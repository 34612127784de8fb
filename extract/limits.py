"""Which lists of an extraction are as long as the schema lets them be: there may be more in the article."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel

from extract.grounding import Problem
from extract.schema import most_items


def full_lists(extraction: BaseModel, path: str = "") -> Iterator[Problem]:
    """A problem of kind `list_full` for each list that reached its `max_length`."""
    for name, most in _bounds(type(extraction)):
        value = getattr(extraction, name)
        here = f"{path}.{name}" if path else name
        if isinstance(value, list) and most is not None and len(value) >= most:
            message = f"{len(value)} entries, the most that the schema allows: there may be more"
            yield Problem(path=here, kind="list_full", message=message)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, BaseModel):
                yield from full_lists(item, f"{here}[{index}]")
        if isinstance(value, BaseModel):
            yield from full_lists(value, here)


@lru_cache(maxsize=1024)
def _bounds(model: type[BaseModel]) -> tuple[tuple[str, int | None], ...]:
    return tuple((name, most_items(info)) for name, info in model.model_fields.items())
