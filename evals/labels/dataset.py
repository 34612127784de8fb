"""What does a gold folder say of itself: its schema, its articles, its guideline, its aliases?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from evals.labels.errors import Fault, GoldError
from evals.labels.files import DATASET, DatasetFile, read_file
from extract.document import Document, DocumentFailure
from extract.errors import InputError, SchemaError


@dataclass(frozen=True)
class Dataset:
    """What holds for every document of a gold folder. `file` is named where one of it is at fault."""

    file: str
    schema_name: str
    schema: type[BaseModel]
    articles: Path
    guideline: str = ""
    aliases: tuple[frozenset[str], ...] = ()


def read_dataset(folder: Path, *, articles: Path | None, schema: str | None) -> Dataset:
    """From `dataset.json`; `articles` and `schema` go before what it says, and both stand in for it.

    Raises `GoldError`.
    """
    path = folder / DATASET
    if path.exists():
        said = read_file(path, DatasetFile)
    elif schema is not None:
        said = DatasetFile(schema=schema)
    else:
        remedy = "write one, or give --schema and --documents"
        raise GoldError(Fault("", f"there is no {DATASET}", remedy, str(folder)))
    name = schema or _beside(folder, said.schema_name)
    found = articles or (folder / said.documents if said.documents else None)
    if found is None:
        remedy = "add it (relative to the folder), or give --documents"
        raise GoldError(Fault("documents", "it is not said where the articles are", remedy, str(path)))
    groups = tuple(frozenset(group) for group in said.aliases)
    return Dataset(str(path), name, _schema(name, path), found, said.guideline, groups)


def read_articles(dataset: Dataset, wanted: Collection[str]) -> dict[str, Document | DocumentFailure]:
    """The articles of these ids; all others are passed over. Raises `GoldError` if there are none to read."""
    from extract.documents import read_documents

    try:
        items = read_documents([str(dataset.articles)])
        return {item.id: item for item in items if item.id in wanted}
    except InputError as error:
        fault = Fault("documents", str(error), error.hint or "check the path", dataset.file)
        raise GoldError(fault) from error


def _beside(folder: Path, name: str) -> str:
    """A schema in a file may stand in the gold folder, or be named from the working folder."""
    where, _, attribute = name.rpartition(":")
    if where.endswith(".py") and (folder / where).is_file():
        return f"{folder / where}:{attribute}"
    return name


def _schema(name: str, path: Path) -> type[BaseModel]:
    from extract.schema import load_schema

    try:
        return load_schema(name)
    except SchemaError as error:
        raise GoldError(Fault("schema", str(error), error.hint or "mend the schema", str(path))) from error
