"""What does a gold folder hold, held against its articles: the labels that are sound, and every fault?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from evals.labels.dataset import Dataset, read_articles, read_dataset
from evals.labels.errors import Fault, GoldError
from evals.labels.extraction import check_extraction, quotes_in
from evals.labels.files import LabelFile, file_name, is_named_after, label_files, read_file
from evals.labels.gold import GoldDocument, GoldSet, Span
from evals.labels.quotes import place_quotes
from evals.labels.references import check_references
from extract.document import Document, DocumentFailure


@dataclass(frozen=True)
class Labelled:
    """A sound gold file: as written (`labels`), as read (`gold`), its extraction, and its article."""

    file: str
    labels: LabelFile
    gold: GoldDocument
    instance: BaseModel
    article: Document


@dataclass(frozen=True)
class Loaded:
    """A gold folder. `labelled` goes by document id; `faults` by file."""

    path: Path
    dataset: Dataset
    labelled: tuple[Labelled, ...]
    faults: tuple[Fault, ...]

    @property
    def gold(self) -> GoldSet:
        """The set. Raises `GoldError` if anything in the folder is wrong."""
        if self.faults:
            raise GoldError(*self.faults)
        data = self.dataset
        return GoldSet(
            path=self.path,
            schema_name=data.schema_name,
            schema=data.schema,
            digest=_digest(data, self.labelled),
            guideline=data.guideline or ", ".join(sorted({each.labels.guideline for each in self.labelled})),
            documents=tuple(each.gold for each in self.labelled),
            aliases=data.aliases,
            articles=data.articles,
        )


def load(path: Path, *, articles: Path | None = None, schema: str | None = None) -> Loaded:
    """Reads all files, whatever is wrong with one. Raises `GoldError` for what is wrong with the whole."""
    files = list(label_files(path))
    dataset = read_dataset(path, articles=articles, schema=schema)
    if not files:
        remedy = "a label file is called <document id>.json"
        raise GoldError(Fault("", "there are no gold files here", remedy, str(path)))
    read, faults = _read_all(files)
    found = read_articles(dataset, {labels.document_id for _, labels in read})
    labelled: list[Labelled] = []
    for file, labels in read:
        sound = against_article(file, labels, dataset, found.get(labels.document_id))
        if isinstance(sound, Labelled):
            labelled.append(sound)
        else:
            faults.extend(fault.within(str(file)) for fault in sound)
    labelled.sort(key=lambda each: each.gold.document_id)
    return Loaded(path, dataset, tuple(labelled), tuple(sorted(faults, key=lambda fault: fault.file)))


def _read_all(files: Iterable[Path]) -> tuple[list[tuple[Path, LabelFile]], list[Fault]]:
    """The files that can be read, one an id; and what is wrong with names, ids and the other files."""
    read: dict[str, tuple[Path, LabelFile]] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            labels = read_file(file, LabelFile)
        except GoldError as error:
            faults.extend(error.faults)
            continue
        if fault := _misnamed(file, labels.document_id, read):
            faults.append(fault)
        read.setdefault(labels.document_id, (file, labels))
    return list(read.values()), faults


def _misnamed(file: Path, name: str, read: dict[str, tuple[Path, LabelFile]]) -> Fault | None:
    if name in read:
        message = f"{name!r} is also the document of {read[name][0].name}"
        return Fault("document_id", message, "one file a document: remove one", str(file))
    if not is_named_after(file, name):
        message = f"{name!r} is not the file's name"
        return Fault("document_id", message, f"name the file {file_name(name)}, or correct the id", str(file))
    return None


def against_article(
    file: Path, labels: LabelFile, dataset: Dataset, article: Document | DocumentFailure | None
) -> Labelled | Sequence[Fault]:
    """One gold file held against its schema and its article: sound, or everything that is wrong with it."""
    instance, wrong = check_extraction(dataset.schema, labels.extraction)
    data = _json_form(instance) if instance else labels.extraction
    faults = [*wrong, *check_references(dataset.schema, data, labels)]
    spans: dict[str, Span] = {}
    if isinstance(article, Document):
        quotes = dict.fromkeys(quotes_in((dataset.schema,), data))
        for found in place_quotes(quotes, article.text, labels.offsets):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                spans[found[0]] = found[1]
        if instance and not faults:
            return Labelled(str(file), labels, _document(labels, data, spans), instance, article)
    else:
        faults.append(_without_article(labels.document_id, dataset, article))
    return faults


def _without_article(name: str, dataset: Dataset, article: DocumentFailure | None) -> Fault:
    if article is None:
        remedy = "correct the id, or add the article there"
        return Fault("document_id", f"there is no article {name!r} in {dataset.articles}", remedy)
    message = f"its article {article.source} cannot be read: {article.reason}"
    return Fault("document_id", message, article.hint or "mend the article")


def _document(labels: LabelFile, data: dict[str, Any], spans: dict[str, Span]) -> GoldDocument:
    return GoldDocument(
        document_id=labels.document_id,
        extraction=data,
        alternatives={path: tuple(values) for path, values in labels.alternatives.items()},
        ranges=labels.ranges,
        unsure=frozenset(labels.unsure),
        spans=spans,
        notes=labels.notes,
        annotator=labels.annotator,
        guideline=labels.guideline,
    )


def _json_form(instance: BaseModel) -> dict[str, Any]:
    return instance.model_dump(mode="json", by_alias=False, exclude_computed_fields=True)


def _digest(dataset: Dataset, labelled: Iterable[Labelled]) -> str:
    """Of what can change a score. Offsets count by the spans that they settle."""
    aliases = sorted(sorted(group) for group in dataset.aliases)
    content = {"aliases": aliases, "documents": list(map(_counted, labelled))}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _sha256(text)


def _counted(labelled: Labelled) -> dict[str, Any]:
    gold = labelled.gold
    return {
        "id": gold.document_id,
        "extraction": gold.extraction,
        "alternatives": {path: sorted(values, key=json.dumps) for path, values in gold.alternatives.items()},
        "ranges": gold.ranges,
        "unsure": sorted(gold.unsure),
        "spans": gold.spans,
        "article": _sha256(labelled.article.text),
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
