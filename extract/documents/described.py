"""What do the tables beside the documents add to them, and does it help?"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from extract.document import Document, DocumentFailure, published_date
from extract.documents.ids import displayable
from extract.documents.sidecar import Sidecar

_log = logging.getLogger("affidavit")
_NAMED = 3


class Describing:
    """Adds metadata to documents. Says in the log what of it is of no use."""

    def __init__(self, sidecars: Iterable[Sidecar]) -> None:
        self._unmet = {name: None for sidecar in sidecars for name in sidecar}
        self._without = 0
        self._said = False

    def __call__(self, item: Document | DocumentFailure, sidecar: Sidecar) -> Document | DocumentFailure:
        """The document with what the sidecar knows of it; its own metadata go first."""
        self._unmet.pop(item.id, None)
        self._without += bool(sidecar) and item.id not in sidecar
        if isinstance(item, DocumentFailure):
            return item
        if item.id in sidecar:
            item = replace(item, meta={**sidecar[item.id], **item.meta})
        self._check_date(item)
        return item

    def _check_date(self, document: Document) -> None:
        told = str(document.meta.get("published") or "")
        if told and not self._said and published_date(document.meta) is None:
            self._said = True
            _log.warning(
                '%s was published %r, which is no date like 2019-07-03: days such as "on Tuesday" stay open '
                "(this is said once)",
                displayable(document.id),
                displayable(told),
            )

    def ended(self) -> None:
        """All documents were seen: do those without a row belong to the rows that met none?"""
        if self._unmet and self._without:
            some = ", ".join(list(self._unmet)[:_NAMED])
            more = " …" if len(self._unmet) > _NAMED else ""
            _log.warning(
                "%d documents have no row of metadata, and %d rows no document: %s%s; are these the ids?",
                self._without,
                len(self._unmet),
                some,
                more,
            )
