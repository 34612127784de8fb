"""What becomes of a result? It gets its line, at once or when it is known whether it counts.

A failure is held back until a document succeeds: if none does and the run is given up because every call
fails, then it was not that document's failure, and `--resume` takes it up like those that were not begun.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from extract.errors import AffidavitError, RunFolderError
from extract.outcome import Outcome
from extract.result import Result, Usage
from extract.run.journal import Entry, Journal

Redo = Literal["unfinished", "failed"]
_HELD = 100


class Observer(Protocol):
    """Sees each document begin and end, one after the other, on the event loop."""

    def started(self, document_id: str) -> None: ...

    def again(self, before: Result) -> None: ...

    def finished(self, result: Result, *, resumed: bool) -> None: ...


@dataclass
class Ledger:
    """The journal and who watches it. `redo`: what a resumed run takes up again besides the unfinished."""

    journal: Journal
    observer: Observer
    redo: Redo = "unfinished"
    _held: list[Entry] = field(default_factory=list, init=False, repr=False)
    _before: dict[int, Usage] = field(default_factory=dict, init=False, repr=False)

    def has(self, index: int, digest: str) -> bool:
        """True for a document that is done. Raises `RunFolderError` where it was another one."""
        entry = self.journal.get(index)
        if entry is None:
            return False
        if entry.digest != digest and not self._mended(entry.result):
            raise RunFolderError(
                f"the input has changed: document {index + 1} was {entry.result.document_id!r}",
                hint="give the inputs, --limit and --sample that it was begun with, or --overwrite to start "
                "anew; answers that are still good come from the cache",
            )
        if self._again(entry.result):
            if entry.result.usage.calls:
                self._before[index] = entry.result.usage
                self.observer.again(entry.result)
            return False
        self.observer.finished(entry.result, resumed=True)
        return True

    def add(self, entry: Entry) -> None:
        """A result that has just come."""
        outcome = entry.result.outcome
        if outcome in ("api_error", "timeout") and len(self._held) < _HELD:
            self._held.append(entry)
            return
        if outcome == "ok":
            self.let_go()
        self._write(entry)

    def let_go(self, error: AffidavitError | None = None) -> None:
        """The failures that were held back get their lines. `error` is why the run was given up, if any."""
        held, self._held = self._held, []
        for entry in held:
            result = entry.result
            if error is not None:
                result = replace(not_begun(result.document_id, "cancelled", error), usage=result.usage)
            self._write(Entry(entry.index, entry.digest, result))

    def _write(self, entry: Entry) -> None:
        before = self._before.pop(entry.index, None)
        if before is not None:
            result = replace(entry.result, usage=entry.result.usage.after(before))
            entry = replace(entry, result=result)
        self.journal.append(entry)
        self.observer.finished(entry.result, resumed=False)

    def _mended(self, result: Result) -> bool:
        """May it be another document now? An input that could not be read is what its user was to mend."""
        return self.redo == "failed" and result.outcome == "unreadable"

    def _again(self, result: Result) -> bool:
        if result.outcome in ("cancelled", "over_budget"):
            return True
        return self.redo == "failed" and result.outcome != "ok"


def not_begun(document_id: str, reason: Outcome, error: AffidavitError | None = None) -> Result:
    """The line of a document that a stop came before."""
    why = "the budget is spent" if reason == "over_budget" else "the run was interrupted"
    why = str(error) if error is not None else why
    return Result(document_id=document_id, outcome=reason, error=why, hint="--resume takes it up again")
