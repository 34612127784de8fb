"""What was submitted is known again after any interruption, and half a line is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.batch.ledger import Ledger
from extract.cache.key import describe, key_of
from extract.client.calls import CallRequest
from extract.errors import RunFolderError, StorageFull

REQUESTS = [
    CallRequest("openai", "m", [{"role": "user", "content": text}], {"type": "text"}, {"temperature": t})
    for text, t in (("one", 0.0), ("deux – é", 0.7))
]


def begun(path: Path) -> Ledger:
    """A ledger with one batch that is created and one that is uploaded."""
    ledger = Ledger(path / "batches.jsonl")
    for token in "ab":
        ledger.intend(token, map(describe, REQUESTS))
        ledger.uploaded(token, f"file-{token}")
    ledger.created("a", "batch_a")
    return ledger


def test_what_is_under_way_is_known_by_its_steps_and_its_requests_by_their_keys(tmp_path: Path) -> None:
    begun(tmp_path)
    one, two = Ledger(tmp_path / "batches.jsonl").outstanding()
    assert (one.token, one.requests, one.file, one.batch) == ("a", 2, "file-a", "batch_a")
    assert (two.token, two.batch, two.at > 0) == ("b", "", True)
    found = Ledger(tmp_path / "batches.jsonl").descriptions("a")
    assert [key_of(each) for each in found] == [key_of(describe(each)) for each in REQUESTS]


def test_what_has_ended_is_no_longer_under_way_and_takes_no_room(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.ended("a", "completed")
    assert [record.token for record in ledger.outstanding()] == ["b"]
    assert {path.name for path in tmp_path.iterdir()} == {"batches.jsonl", "batch-b.jsonl"}


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_line_that_was_cut_short_counts_as_not_written(tmp_path: Path, cut: int) -> None:
    ledger = begun(tmp_path)
    os.truncate(ledger.path, ledger.path.stat().st_size - cut)
    assert [record.batch for record in ledger.outstanding()] == ["", ""]
    ledger.created("a", "batch_a")
    assert [record.batch for record in ledger.outstanding()] == ["batch_a", ""]


def test_a_damaged_ledger_is_not_guessed_at(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.path.write_text("[1]\n" + ledger.path.read_text())
    with pytest.raises(RunFolderError, match="damaged"):
        ledger.outstanding()
    with pytest.raises(RunFolderError, match="damaged"):
        list(ledger.descriptions("of another"))


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = begun(tmp_path)
    before = ledger.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("extract.batch.ledger.os.fsync", full)
        with pytest.raises(StorageFull):
            ledger.created("b", "batch_b")
    assert ledger.path.read_bytes() == before
