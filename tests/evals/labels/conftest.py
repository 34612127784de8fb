from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.evals.labels.desk import gold_folder

Gold = Callable[..., Path]


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    """Writes a gold folder and gives its path; `named` where there is more than one."""

    def make(*files: Any, named: str = "gold", **dataset: Any) -> Path:
        return gold_folder(tmp_path / named, *files, **dataset)

    return make
