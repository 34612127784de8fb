"""The table at the end of a run: what there is no room for is left out, not cut off."""

from __future__ import annotations

import re

import pytest

from extract.cli.summary import show_documents
from extract.result import Result, Usage

LISTS = {"casualties": [1] * 5, "attributions": [1], "exposure": [1] * 3}


def shown(width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = Result("000_af7472e0f8f66edf", "ok", extraction=LISTS, usage=Usage(seconds=350.4))
    show_documents([result], title="run seeds", count=1)
    return re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err).splitlines()


@pytest.mark.parametrize(
    ("width", "last"), [(120, "cached"), (100, "seconds"), (90, "problems"), (80, "quotes")]
)
def test_columns_that_do_not_fit_are_left_out_from_the_right(
    width: int, last: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(width, monkeypatch, capsys)
    header = next(line for line in lines if "document" in line)
    assert header.split()[-1] == last
    assert {"outcome", "casualties", "attributions", "exposure"} <= set(header.split())
    assert max(map(len, lines)) <= width
    assert "…" not in "".join(lines)


def test_an_id_that_does_not_fit_is_folded_and_stays_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(50, monkeypatch, capsys)
    assert max(map(len, lines)) <= 50
    cells = [line.split()[0] for line in lines if line.strip()]
    assert "".join(cells).endswith("000_af7472e0f8f66edf")
