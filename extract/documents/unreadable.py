"""How does a reader say that one document gives no text?

AffidavitError
└── Unreadable      never leaves this package: it becomes a DocumentFailure
"""

from __future__ import annotations

from extract.document import DocumentFailure, Source
from extract.documents.ids import displayable
from extract.errors import AffidavitError


class Unreadable(AffidavitError):
    """One document gives no text; the others are not concerned."""


def too_large(what: str, limit: int) -> Unreadable:
    return Unreadable(
        f"{what} is larger than {limit:,} bytes", hint="split it, or set AFFIDAVIT_MAX_BYTES higher"
    )


def failed(name: str, source: Source, problem: Unreadable) -> DocumentFailure:
    return DocumentFailure(id=name, source=source, reason=displayable(str(problem)), hint=problem.hint)


def os_problem(error: OSError) -> Unreadable:
    """The system's own words for why a file cannot be read, without the path, which the source has."""
    return Unreadable(f"cannot be read: {error.strerror or error}", hint="check the file and its permissions")
