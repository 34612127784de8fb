"""Entries out to a file and in again."""

from __future__ import annotations

import gzip
import json
import os
import re
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.cache.entry import Entry, head_of
from extract.cache.exchange import Exported, Imported, export, import_
from extract.cache.store import AnswerStore
from extract.errors import InputError, StorageFull, UsageError
from tests.cache.helpers import entry, plant


@pytest.fixture
def other(tmp_path: Path) -> Iterator[AnswerStore]:
    with AnswerStore(tmp_path / "other" / "answers") as opened:
        yield opened


def line_of(kept: Entry, **changes: Any) -> bytes:
    fields = {"key": kept.key, **head_of(kept), "body": kept.body.decode(), **changes}
    return json.dumps(fields).encode() + b"\n"


def write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(gzip.compress(b"".join(lines)))
    return path


def test_what_goes_out_comes_in_as_it_was(store: AnswerStore, other: AnswerStore, tmp_path: Path) -> None:
    kept = [
        entry(str(n), body) for n, body in enumerate([b"", b"\xff\x00", "تاجوراء".encode(), b'{"a": "\\n"}'])
    ]
    kept.append(entry(model="gpt-\udc80"))
    for each in kept:
        store.put(each)
    assert export(store, tmp_path / "x.jsonl.gz") == Exported(entries=5, absent=0, corrupt=0)
    assert import_(other, tmp_path / "x.jsonl.gz") == Imported(added=5, identical=0, conflicting=0, bad=0)
    assert [other.get(each.key) for each in kept] == kept


def test_the_same_entries_give_the_same_bytes(store: AnswerStore, other: AnswerStore, tmp_path: Path) -> None:
    kept = [entry(str(number)) for number in range(20)]
    for each in kept:
        store.put(each)
    for each in reversed(kept):
        other.put(each)
    export(store, tmp_path / "one.jsonl.gz")
    export(other, tmp_path / "another name.jsonl.gz")
    assert (tmp_path / "one.jsonl.gz").read_bytes() == (tmp_path / "another name.jsonl.gz").read_bytes()
    assert (tmp_path / "one.jsonl.gz").read_bytes()[4:8] == bytes(4), "no time is in the file"
    lines = gzip.decompress((tmp_path / "one.jsonl.gz").read_bytes()).splitlines()
    assert [json.loads(line)["key"] for line in lines] == sorted(each.key for each in kept)


def test_chosen_keys_only(store: AnswerStore, tmp_path: Path) -> None:
    for number in range(3):
        store.put(entry(str(number)))
    keys = [entry("2").key, entry("0").key, entry("2").key, "0" * 64]
    assert export(store, tmp_path / "x", keys) == Exported(entries=2, absent=1, corrupt=0)


def test_a_corrupt_entry_is_left_out_and_counted(store: AnswerStore, tmp_path: Path) -> None:
    store.put(entry("0"))
    store.put(entry("1"))
    plant(store, entry("0").key, value=b"nonsense")
    assert export(store, tmp_path / "x") == Exported(entries=1, absent=0, corrupt=1)


def test_what_is_there_stays(store: AnswerStore, tmp_path: Path) -> None:
    path = write(tmp_path / "x", *(line_of(entry(str(n), b"imported")) for n in range(4)))
    store.put(entry("1", b"imported"))
    store.put(entry("2", b"another answer"))
    store.put(entry("3", b"damaged"))
    plant(store, entry("3").key, value=b"nonsense")
    assert import_(store, path) == Imported(added=2, identical=1, conflicting=1, bad=0)
    bodies = [found.body for n in range(4) if (found := store.get(entry(str(n)).key))]
    assert bodies == [b"imported", b"imported", b"another answer", b"imported"]
    assert import_(store, path) == Imported(added=0, identical=3, conflicting=1, bad=0)


BAD: dict[str, Callable[[Entry], bytes]] = {
    "not a line of JSON": lambda _: b"{nonsense\n",
    "not a line of JSON ": lambda _: b"[" * 100_000 + b"\n",
    "the head is unreadable": lambda _: b"[]\n",
    "the head is unreadable ": lambda kept: line_of(kept, seconds=float("nan")),
    "the head is unreadable  ": lambda kept: line_of(kept, request={"model": "gpt-x"}),
    "it belongs to another key": lambda kept: line_of(kept, key="0" * 64),
    "it belongs to another key ": lambda kept: line_of(
        kept, request={**kept.request, "parameters": {"a": float("nan")}}
    ),
    "the answer does not match its digest": lambda kept: line_of(kept, body="forged"),
    "the answer does not match its digest ": lambda kept: line_of(kept, size=3),
    "no answer in it": lambda kept: line_of(kept, body=7),
    "written by a newer affidavit": lambda kept: line_of(kept, version=2),
}


@pytest.mark.parametrize(("reason", "make"), BAD.items(), ids=BAD)
def test_a_bad_line_is_one_error_with_its_number_and_the_rest_goes_in(
    store: AnswerStore, tmp_path: Path, reason: str, make: Callable[[Entry], bytes]
) -> None:
    path = write(tmp_path / "x", line_of(entry("0")), make(entry("1")), line_of(entry("2")))
    reports: list[str] = []
    assert import_(store, path, report=reports.append) == Imported(added=2, identical=0, conflicting=0, bad=1)
    assert len(reports) == 1
    assert reports[0].startswith(f"{path}:2: ")
    assert reason.strip() in reports[0]


def test_a_line_without_an_end_does_not_fill_the_memory(
    store: AnswerStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.cache.exchange.LINE_LIMIT", 5_000)
    path = write(tmp_path / "x", b"x" * 50_000 + b"\n", line_of(entry()))
    assert import_(store, path) == Imported(added=1, identical=0, conflicting=0, bad=1)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-20], lambda _: b"no gzip", lambda data: data[:30] + b"!" * 40]
)
def test_a_file_that_is_cut_off_or_damaged_is_an_error(
    store: AnswerStore, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = write(tmp_path / "x", line_of(entry()))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match="not readable after line"):
        import_(store, path)


def test_a_file_that_is_not_there_is_an_error(store: AnswerStore, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not readable"):
        import_(store, tmp_path / "missing")


@pytest.mark.parametrize(("number", "error"), [(28, StorageFull), (13, UsageError)])
def test_an_export_that_fails_leaves_the_old_file(
    store: AnswerStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "x.jsonl.gz"
    path.write_text("old")
    store.put(entry())
    monkeypatch.setattr(gzip.GzipFile, "write", fail)
    with pytest.raises(error, match=re.escape("x.jsonl.gz")):
        export(store, path)
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["x.jsonl.gz"]
    assert path.read_text() == "old"


def test_an_export_of_nothing_leaves_the_old_file(store: AnswerStore, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_text("old")
    with pytest.raises(UsageError, match="there are no answers"):
        export(store, path)
    assert path.read_text() == "old"


def test_memory_does_not_grow_with_the_entries(
    store: AnswerStore, other: AnswerStore, tmp_path: Path
) -> None:
    for number in range(60):
        store.put(entry(str(number), os.urandom(100_000)))
    tracemalloc.start()
    try:
        export(store, tmp_path / "x")
        import_(other, tmp_path / "x")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000  # 6 MB of answers
    assert len(list(other.keys())) == 60
