"""How do two labellings become one draft for adjudication, in which every difference is marked?"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evals.labels.draft import draft_of
from evals.labels.errors import Fault, GoldError
from evals.labels.files import DATASET, file_name
from evals.labels.pair import Pair
from evals.labels.validate import OPEN

Side = Literal["a", "b"]


@dataclass(frozen=True)
class Written:
    """What a merge wrote: how many documents, and how many points that a person must settle."""

    folder: Path
    documents: int
    open_points: int


def merge(pair: Pair, folder: Path, *, prefer: Side = "a", overwrite: bool = False) -> Written:
    """Write a draft for each document that both have.

    Where both agree the label is taken; where they differ that of `prefer`; what only one has is included.
    Each such point gets a note that begins with `OPEN`. Raises `GoldError` before anything is written: files
    that are there already, labellings by different guidelines or by one annotator.
    """
    from evals.gate.files import save

    _check_labellers(pair)
    files = {folder / name: data for name, data in _files(pair, folder, prefer)}
    _check_free(pair, folder, files, overwrite=overwrite)
    for path, data in files.items():
        save(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    notes = [note for data in files.values() for note in data.get("notes", {}).values()]
    return Written(folder, len(pair.labelled), sum(note.startswith(OPEN) for note in notes))


def _files(pair: Pair, folder: Path, prefer: Side) -> Iterator[tuple[str, Mapping[str, Any]]]:
    from evals.evaluate import alias_groups
    from evals.score.plan import plan_of

    plan, aliases = plan_of(pair.a.schema), alias_groups((*pair.a.aliases, *pair.b.aliases))
    yield DATASET, _dataset(pair, folder)
    for a, b in pair.labelled:
        yield file_name(a.gold.document_id), draft_of(a, b, plan=plan, aliases=aliases, prefer=prefer)


def _dataset(pair: Pair, folder: Path) -> dict[str, Any]:
    aliases = sorted(sorted(group) for group in {*pair.a.aliases, *pair.b.aliases})
    where, _, name = pair.a.schema_name.rpartition(":")
    schema = f"{os.path.relpath(where, folder)}:{name}" if where.endswith(".py") else pair.a.schema_name
    return {
        "schema": schema,
        **({"documents": os.path.relpath(pair.a.articles, folder)} if pair.a.articles else {}),
        "guideline": pair.a.guideline,
        **({"aliases": aliases} if aliases else {}),
    }


def _check_labellers(pair: Pair) -> None:
    faults = []
    for a, b in pair.labelled:
        if a.gold.guideline != b.gold.guideline:
            message = f"{b.gold.guideline!r}, but {a.file} is labelled by {a.gold.guideline!r}"
            remedy = "label both by one version of the guideline"
            faults.append(Fault("guideline", message, remedy, b.file))
        if a.gold.annotator == b.gold.annotator:
            message = f"{b.gold.annotator!r} also labelled {a.file}: two labellings of one person are not two"
            remedy = "merge labellings of two people, or correct the name"
            faults.append(Fault("annotator", message, remedy, b.file))
    if faults:
        raise GoldError(*faults, listed=False)


def _check_free(pair: Pair, folder: Path, files: Mapping[Path, Any], *, overwrite: bool) -> None:
    if folder.resolve() in (pair.a.path.resolve(), pair.b.path.resolve()):
        remedy = "name another folder: the labellings stay as they are"
        raise GoldError(Fault("", "is one of the two labellings", remedy, str(folder)))
    taken = [path for path in files if path.exists()]
    if taken and not overwrite:
        more = f", and {len(taken) - 1} more files" if len(taken) > 1 else ""
        remedy = "name another folder, or give --overwrite: what was settled there is lost"
        raise GoldError(Fault("", f"is there already{more}", remedy, str(taken[0])))
