from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.cache.store import AnswerStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnswerStore]:
    with AnswerStore(tmp_path / "cache" / "answers") as opened:
        yield opened
