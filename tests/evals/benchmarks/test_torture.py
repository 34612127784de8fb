"""A run that is killed again and again loses nothing and pays for nothing twice: the short form."""

from pathlib import Path

import pytest

from evals.benchmarks.torture import torture


@pytest.mark.timeout(300)
def test_a_run_that_is_killed_and_resumed_ends_like_one_left_in_peace(tmp_path: Path) -> None:
    suffered = torture(tmp_path, documents=150, kills=6, concurrency=8, delay=0.1)
    assert suffered.differing == 0
    assert suffered.requests <= suffered.documents + suffered.lost
