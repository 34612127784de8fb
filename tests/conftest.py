"""What holds for all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A busy machine is no fault of the code: what takes long is measured in evals/benchmarks, not here.
settings.register_profile("affidavit", deadline=None)
settings.load_profile("affidavit")

_SCORES = pytest.StashKey[list[str]]()


@pytest.fixture
def scores(request: pytest.FixtureRequest) -> list[str]:
    """Lines that are shown at the end, also when everything passes."""
    return request.config.stash.setdefault(_SCORES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = config.stash.get(_SCORES, [])
    if lines:
        terminalreporter.section("the local model's recorded answers on evals/gold/seeds")
        for line in lines:
            terminalreporter.write_line(line)
