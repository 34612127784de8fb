"""Which claims does an extraction hold that nobody has judged? In the form of judged ones, without outcomes.

The schema is not needed: an entry of a list is a claim with all that is nested in it, and so is an object
outside any list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from evals.score.cells import ROOT

Json = Mapping[str, Any]


def claims_in(extraction: Json, quotes: Collection[str]) -> Iterator[Json]:
    """In the order of the extraction. `quotes` are the paths of what is evidence."""
    yield from _alone(extraction, "", quotes)


def _alone(data: Json, path: str, quotes: Collection[str]) -> Iterator[Json]:
    """An object outside any list: its own values, then the objects and lists in it."""
    own = {k: v for k, v in data.items() if not isinstance(v, Mapping) and not _is_list(v)}
    if any(value != [] for value in own.values()):
        yield _claim(path, own, quotes)
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _alone(value, _join(path, name), quotes)
        elif _is_list(value):
            yield from _listed(value, _join(path, name), quotes)


def _listed(items: list[Json], path: str, quotes: Collection[str]) -> Iterator[Json]:
    for index, item in enumerate(items):
        where = f"{path}[{index}]"
        yield _claim(where, item, quotes)
        for name, value in item.items():
            if _is_list(value):
                yield from _listed(value, _join(where, name), quotes)


def _claim(path: str, data: Json, quotes: Collection[str]) -> Json:
    cells = [_cell(where, value, evidence=where in quotes) for where, value in _leaves(data, path)]
    return {
        "kind": kind_of(path),
        "verdict": None,
        "gold_path": None,
        "predicted_path": path,
        "source_right": None,
        "grounded": None,
        "cells": cells,
    }


def _leaves(data: Json, path: str) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        where = _join(path, name)
        if isinstance(value, Mapping):
            yield from _leaves(value, where)
        elif isinstance(value, list) and not _is_list(value):
            yield from ((f"{where}[{index}]", item) for index, item in enumerate(value))
        elif not isinstance(value, list):
            yield where, value


def _cell(path: str, value: Any, *, evidence: bool) -> Json:
    return {
        "field": kind_of(path),
        "outcome": None,
        "gold": None,
        "predicted": value,
        "gold_path": None,
        "predicted_path": path,
        "evidence": evidence,
    }


def kind_of(path: str) -> str:
    """The path without indices: `casualties[2].quote` is of `casualties[].quote`."""
    parts = [part.partition("]") for part in path.split("[")]
    return (parts[0][0] + "".join(f"[]{rest}" for _, _, rest in parts[1:])) or ROOT


def _is_list(value: Any) -> bool:
    """A list of objects: claims."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
