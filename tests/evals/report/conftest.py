from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evals.report.browser import Browser, chromium
from tests.evals.report.invented import HARBOUR, HOSTILE, HOSTILE_FAILURE, REALISTIC, UNLABELLED, write_case


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def written(folder: Path, *, gold: bool = True) -> Path:
    """The page of the case in that folder."""
    from evals.report.page import write_report
    from evals.report.subject import open_subject

    page = folder / ("page.html" if gold else "unjudged.html")
    write_report(open_subject(folder / "run", gold=folder / "gold" if gold else None), page)
    return page


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run in which everything that can be hostile is, and one ordinary article."""
    folder = tmp_path_factory.mktemp("hostile")
    write_case(folder, [HOSTILE, HOSTILE_FAILURE, HARBOUR])
    return written(folder)


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an ordinary run, its gold and its articles."""
    folder = tmp_path_factory.mktemp("case")
    write_case(folder, [*REALISTIC, UNLABELLED])
    return folder


@pytest.fixture(scope="session")
def judged(case: Path) -> Path:
    return written(case)


@pytest.fixture(scope="session")
def unjudged(case: Path) -> Path:
    return written(case, gold=False)
