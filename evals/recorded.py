"""How do recorded answers stand in for a model, and what if one that is asked for is not among them?

A file of recordings is what `affidavit cache export` writes. A document whose answer is not recorded says
nothing about quality: it stops the evaluation, with the part of the question that is not as it was.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import NotInCache, UsageError

if TYPE_CHECKING:
    from extract.result import Result

_AGAIN = (
    "`make record` makes the project's own again; for others, evaluate with --model and without --recordings "
    "or --offline, then `affidavit cache export FILE`"
)


class StaleRecordings(UsageError):
    """Answers that are asked for are not recorded: a prompt, a schema or an article is not what it was."""


@contextmanager
def cache_of(recordings: Path) -> Iterator[Path]:
    """A cache folder that holds these answers and no others, gone afterwards.

    Raises `UsageError` for a file that is damaged or none.
    """
    from extract.cache.exchange import import_
    from extract.cache.paths import answers_dir
    from extract.cache.store import AnswerStore

    with tempfile.TemporaryDirectory(prefix="affidavit-recordings-") as folder:
        with AnswerStore(answers_dir(Path(folder))) as store:
            done = import_(store, recordings)
        if done.bad:
            raise UsageError(f"{recordings} has {done.bad} damaged lines", hint=_AGAIN)
        yield Path(folder)


def check_recorded(results: Iterable[Result]) -> None:
    """Raises `StaleRecordings` where an answer was wanted that is not recorded."""
    count, reasons = 0, Counter[str]()
    for result in results:
        count += 1
        if result.error.startswith(NotInCache.BEGINNING):
            reasons[result.error.removeprefix(NotInCache.BEGINNING)] += 1
    if reasons:
        told = " | ".join(reason for reason, _ in reasons.most_common(3))
        raise StaleRecordings(
            f"the recordings are stale: {reasons.total()} of {count} documents have no answer there: {told}",
            hint=_AGAIN,
        )
