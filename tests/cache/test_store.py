"""Entries on disk: what goes in comes out, and what is not an entry is neither run nor followed."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.cache.entry import CorruptEntry, Entry, pack, unpack
from extract.cache.store import AnswerStore
from extract.cache.upkeep import verify
from extract.errors import CacheError, StorageFull
from tests.cache.helpers import BODY, ROOT, entry, plant


def test_an_entry_comes_out_as_it_went_in(store: AnswerStore) -> None:
    kept = entry()
    assert store.get(kept.key) is None
    assert kept.key not in store
    store.put(kept)
    assert store.get(kept.key) == kept
    assert kept.key in store
    assert kept.completion().cached
    assert (kept.completion().body, kept.completion().seconds) == (BODY, 1.5)


@settings(max_examples=40)
@given(st.binary(max_size=200), st.floats(0, 1e6))
def test_any_bytes_survive_packing(body: bytes, seconds: float) -> None:
    kept = Entry(body=body, seconds=seconds, created="2026-01-01T00:00:00+00:00", request=entry().request)
    assert unpack(kept.key, pack(kept)) == kept


@settings(max_examples=150)
@given(st.data())
def test_a_flipped_byte_is_noticed_or_harmless(data: st.DataObject) -> None:
    packed = bytearray(pack(entry()))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(CacheError):
        assert unpack(entry().key, bytes(packed)).body == BODY


@pytest.mark.parametrize("size", [0, 40_000, 5_000_000])
def test_an_answer_of_any_size_stands_in_its_row(store: AnswerStore, size: int) -> None:
    kept = entry(body=os.urandom(size))
    store.put(kept)
    assert store.get(kept.key) == kept
    assert not list(store.folder.rglob("*.val"))


def test_an_answer_that_no_row_can_hold_is_refused(
    store: AnswerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.cache.store._LARGEST", 1000)
    with pytest.raises(CacheError, match="too large to keep"):
        store.put(entry(body=os.urandom(2000)))
    assert list(store.keys()) == []


def test_add_leaves_what_is_there(store: AnswerStore) -> None:
    assert store.add(entry(body=b"first"))
    assert not store.add(entry(body=b"second"))
    assert (found := store.get(entry().key)) is not None
    assert found.body == b"first"
    store.put(entry(body=b"second"))
    assert store.get(entry().key) != found


def test_nothing_leaves_by_itself(store: AnswerStore) -> None:
    for number in range(300):
        store.put(entry(f"article {number}", body=os.urandom(100)))
    assert store._cache.eviction_policy == "none"
    assert len(list(store.keys())) == 300
    assert list(store.keys()) == sorted(store.keys())


def test_a_model_name_with_a_lone_surrogate_is_kept(store: AnswerStore) -> None:
    odd = entry(model="gpt-\udc80")
    store.put(odd)
    assert store.get(odd.key) == odd
    assert list(store.descriptions("gpt-\udc80", limit=5)) == [odd.request]


def test_an_entry_has_no_room_for_a_key_or_a_header() -> None:
    head = pack(entry()).split(b"\n")[0]
    assert b"An article" not in head
    assert b"openai" not in head


class Payload:
    """Unpickled, it makes a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return (Path.touch, (self.marker,))


def test_a_pickle_in_a_row_is_never_run(store: AnswerStore, tmp_path: Path) -> None:
    marker = tmp_path / "it-ran"
    planted = pickle.dumps(Payload(marker))
    store.put(entry())
    plant(store, entry().key, mode=4, value=planted)
    with pytest.raises(CorruptEntry):
        store.get(entry().key)
    assert [problem.reason for problem in verify(store) if problem] == ["the row does not hold bytes"]
    assert not marker.exists()
    pickle.loads(planted)
    assert marker.exists(), "the payload would have shown"


def test_a_pickle_as_a_key_is_never_run(store: AnswerStore, tmp_path: Path) -> None:
    marker = tmp_path / "it-ran"
    store.put(entry())
    store.query("UPDATE Cache SET key = ?, raw = 0", pickle.dumps(Payload(marker)))
    assert list(store.keys()) == []
    assert [problem.reason for problem in verify(store) if problem] == ["the key is not text"]
    assert not marker.exists()


def test_a_pickle_in_a_file_is_never_run(store: AnswerStore, tmp_path: Path) -> None:
    marker, kept = tmp_path / "it-ran", entry()
    store.put(kept)
    (store.folder / "x.val").write_bytes(pickle.dumps(Payload(marker)))
    plant(store, kept.key, mode=4, value=None, filename="x.val")
    with pytest.raises(CorruptEntry):
        store.get(kept.key)
    assert not marker.exists()


@pytest.mark.parametrize("value", [{"a": 1}, None, 1.5, [1], "text"], ids=repr)
def test_nothing_but_bytes_is_written(store: AnswerStore, value: object) -> None:
    with pytest.raises(TypeError):
        store._cache.set("key", value)
    with pytest.raises(TypeError):
        store._cache.set(("a", "tuple"), b"value")


DAMAGE: dict[str, dict[str, Any]] = {
    "cut off": {"value": pack(entry())[:-20]},
    "no body": {"value": pack(entry()).split(b"\n")[0] + b"\n"},
    "no newline": {"value": b"{}"},
    "empty": {"value": b""},
    "text": {"value": "text"},
    "a number": {"value": 7},
    "null": {"value": None},
    "head of lists": {"value": b"[" * 60_000 + b"\n"},
    "half a head": {"value": b'{"version": 1}\n'},
    "another key's": {"value": pack(entry("Another article."))},
    "a forged answer": {
        "value": pack(entry()).split(b"\n")[0] + b"\n" + zlib.compress(BODY.replace(b"53", b"35"))
    },
    "a bomb": {"value": pack(entry(body=b"0" * 10_000_000)).replace(b'"size":10000000', b'"size":10')},
    "a file that is not there": {"mode": 2, "value": None, "filename": "aa/bb/cc.val"},
}


@pytest.mark.parametrize("columns", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_corruption_not_an_answer(store: AnswerStore, columns: dict[str, Any]) -> None:
    store.put(entry())
    plant(store, entry().key, **columns)
    with pytest.raises(CorruptEntry):
        store.get(entry().key)
    assert list(store.descriptions("gpt-x", limit=10)) in (
        [],
        [entry().request],
        [entry("Another article.").request],
    )


def test_a_small_row_cannot_fill_the_memory() -> None:
    bomb = pack(entry(body=b"0" * 50_000_000)).replace(b'"size":50000000', b'"size":10')
    tracemalloc.start()
    with pytest.raises(CorruptEntry):
        unpack(entry().key, bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_file_that_a_row_names_is_neither_read_nor_deleted(store: AnswerStore, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(pack(entry()))
    store.put(entry())
    plant(store, entry().key, mode=2, value=None, filename="../../precious")
    with pytest.raises(CorruptEntry):
        store.get(entry().key)
    store.remove(entry().key)
    assert store.get(entry().key) is None
    assert precious.exists()


def test_an_entry_of_a_newer_version_is_left_for_it(store: AnswerStore) -> None:
    store.put(entry())
    plant(store, entry().key, value=pack(entry()).replace(b'"version":1', b'"version":2', 1))
    with pytest.raises(CacheError, match="newer affidavit") as caught:
        store.get(entry().key)
    assert not isinstance(caught.value, CorruptEntry)


def test_a_full_disk_says_so_and_leaves_nothing_half_written(store: AnswerStore) -> None:
    store.put(entry())
    ((pages,),) = store.query("PRAGMA page_count")
    store.query(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StorageFull, match="no space left") as caught:
        store.put(entry("A second one.", body=os.urandom(100_000)))
    assert "AFFIDAVIT_CACHE_DIR" in caught.value.hint
    assert list(store.keys()) == [entry().key]
    store.query("PRAGMA max_page_count = 1000000")
    store.put(entry("A second one."))
    assert all(problem is None for problem in verify(store))


@pytest.mark.parametrize("kind", ["under a file", "a file"])
def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "answers" if kind == "under a file" else tmp_path / "file"
    with pytest.raises(CacheError, match=str(folder)) as caught:
        AnswerStore(folder)
    assert "AFFIDAVIT_CACHE_DIR" in caught.value.hint


def test_a_database_that_is_none_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(CacheError, match="damaged"):
        AnswerStore(tmp_path)


def test_a_database_that_stays_locked_is_an_error_not_a_hang(store: AnswerStore) -> None:
    with (
        AnswerStore(store.folder, timeout=0.1) as impatient,
        closing(sqlite3.connect(store.folder / "cache.db", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CacheError, match="locked by another process"):
            impatient.put(entry())


def test_two_processes_do_not_make_the_tables_at_once(store: AnswerStore) -> None:
    with FileLock(store.folder / "open.lock"), pytest.raises(CacheError):
        AnswerStore(store.folder, timeout=0.05)


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("mmap_size", 0)])
def test_the_database_is_set_up_to_outlive_a_kill_and_a_power_cut(
    store: AnswerStore, pragma: str, value: object
) -> None:
    assert store.query(f"PRAGMA {pragma}") == [(value,)]


def test_the_folder_is_for_its_owner_only(store: AnswerStore) -> None:
    assert store.folder.stat().st_mode & 0o077 == 0


def test_threads_share_a_store(store: AnswerStore) -> None:
    def work(name: int) -> None:
        for number in range(20):
            store.put(entry(f"{name} {number}"))
        store.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.keys())) == 80


WRITER = """
import sys, pathlib
from tests.cache.helpers import *
store = AnswerStore(pathlib.Path(sys.argv[1]))
for number in range(10**9):
    kept = entry(str(number), body=os.urandom(50_000))
    store.put(kept)
    print(kept.key, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    committed: list[str] = []
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "answers")], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        committed += [writer.stdout.readline().decode().strip() for _ in range(20)]
        time.sleep(0.02)
        writer.send_signal(signal.SIGKILL)
        committed += writer.stdout.read().decode().split("\n")[:-1]  # the last line may be half
        writer.stdout.close()
        writer.wait()
    with AnswerStore(tmp_path / "answers") as store:
        assert all(store.get(key) is not None for key in committed)
        assert all(problem is None for problem in verify(store))
