"""What is wrong with gold: in which file, at which path in it, and what to do about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from extract.errors import UsageError

SHOWN = 120
"""Characters of a value or a passage that a message shows."""


LISTED = "; `affidavit gold validate` lists all"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `file` is empty until it is known; `path` is empty for the file as a whole."""

    path: str
    message: str
    remedy: str
    file: str = ""

    def within(self, file: str) -> Fault:
        """The same fault, said of that file."""
        return dataclasses.replace(self, file=file)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path, self.message) if part)


class GoldError(UsageError):
    """Gold that cannot be used. The message is the first fault, the hint its remedy; `faults` are all.

    `listed`: `affidavit gold validate` names them too.
    """

    def __init__(self, *faults: Fault, listed: bool = True) -> None:
        first, *others = faults
        more = f" (and {len(others)} more)" if others else ""
        super().__init__(f"{first}{more}", hint=first.remedy + (LISTED if others and listed else ""))
        self.faults: Sequence[Fault] = faults


def shown(value: object) -> str:
    """A value for a message: short."""
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 2]}…" + ("”" if isinstance(value, str) else "")
