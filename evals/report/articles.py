"""What is the text of each article? Read again from where it came, and believed only if it is still the same.

Texts stream: only those are held that come before it is their turn. In the order of the run that is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract.document import Document, DocumentFailure
from extract.errors import InputError

if TYPE_CHECKING:
    from evals.report.subject import Entry, Subject
    from extract.documents import ReadOptions

Item = Document | DocumentFailure
_NAME_THEM = "Name the articles with --documents to have them shown."


@dataclass(frozen=True)
class Article:
    """A text, or None and why there is none."""

    text: str | None
    note: str = ""


@dataclass(frozen=True)
class Given:
    """The documents that can be read; `note` says why there are none."""

    items: Iterable[Item] = ()
    note: str = ""


def articles_of(subject: Subject, documents: Path | None, options: ReadOptions) -> Given:
    """From `documents`, else from where gold has them, else from the run's inputs.

    Raises `InputError` if what the user named cannot be read; inputs that are gone are a note.
    """
    from extract.documents import read_documents

    if documents is not None:
        return Given(read_documents([str(documents)], options=options))
    if subject.gold is not None and subject.gold.articles is not None:
        return Given(read_documents([str(subject.gold.articles)], options=options))
    names = _inputs(subject)
    if not names:
        return Given(note=f"It is not known where the articles are. {_NAME_THEM}")
    if "-" in names:
        return Given(note=f"The articles came on standard input. {_NAME_THEM}")
    try:
        return Given(read_documents(names, options=options))
    except InputError as error:
        return Given(note=f"The articles cannot be read again: {error}. {_NAME_THEM}")


class Articles:
    """Gives each entry its article. `wanted` are the ids that will be asked for."""

    def __init__(self, given: Given, wanted: Iterable[str], digests: Mapping[str, str]) -> None:
        self._items = iter(given.items)
        self._note = given.note
        self._wanted = set(wanted)
        self._digests = digests
        self._early: dict[str, Item] = {}

    def of(self, entry: Entry) -> Article:
        """The article of this entry. Each can be asked for once."""
        if self._note:
            return Article(None, self._note)
        found = self._early.pop(entry.document_id, None) or self._read_on(entry.document_id)
        if found is None:
            return Article(None, "This article is not among the documents that were read.")
        if isinstance(found, DocumentFailure):
            return Article(None, f"The article cannot be read: {found.reason}.")
        if not is_same(found, entry, self._digests.get(entry.document_id)):
            return Article(
                None, "The article is not what it was when the run read it: quotes are shown without it."
            )
        return Article(found.text)

    def _read_on(self, name: str) -> Item | None:
        """Up to the document of that name, keeping those that will be asked for."""
        for item in self._items:
            if item.id in self._wanted:
                self._wanted.discard(item.id)
                if item.id == name:
                    return item
                self._early[item.id] = item
            if not self._wanted:
                break
        return None


def is_same(document: Document, entry: Entry, digest: str | None) -> bool:
    """Is that what the run read? By its digest, and by the quotes that stood there word for word."""
    result = entry.result
    if result is None:
        return True
    if digest is not None and replace(document, meta=result.meta).digest != digest:
        return False
    text = document.text
    return all(
        text[found["start"] : found["end"]] == found["quote"]
        for found in result.grounding
        if found["status"] == "exact"
    )


def digests_of(subject: Subject) -> dict[str, str]:
    """Document id → digest, from the run's journal; empty if it is not there. The newest line counts."""
    if subject.folder is None:
        return {}
    try:
        with subject.folder.journal.open(encoding="utf-8", errors="surrogatepass") as journal:
            return dict(_lines(journal))
    except OSError:
        return {}


def _lines(journal: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in journal:
        try:
            data = json.loads(line)
            yield str(data["result"]["document_id"]), str(data["digest"])
        except (ValueError, KeyError, TypeError):
            return  # cut short by a crash: what follows is not known


def _inputs(subject: Subject) -> Sequence[str]:
    inputs = subject.manifest.get("inputs")
    given = inputs.get("given") if isinstance(inputs, Mapping) else None
    return [str(each) for each in given] if isinstance(given, list) else []
