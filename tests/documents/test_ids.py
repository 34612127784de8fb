"""Which ids are free? The register, by itself and with many ids."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document, DocumentFailure, Source
from extract.documents import ids as register_module
from extract.documents.ids import Register, displayable

_MANY = """
from contextlib import closing
from extract.document import Document, Source
from extract.documents.ids import Register

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

with closing(Register()) as register:
    for number in range(200_000):
        if number == 1000:
            before = resident()
        item = Document(f"report-{number}", "", source=Source(f"folder/{number}.txt"))
        assert register.admit(item) is item
    last = register.admit(Document("report-7", "", source=Source("again.txt", 3)))
    print(resident() - before, last.reason, sep="\\n")
"""

_FULL = """
import resource
from contextlib import closing
from extract.document import Document
from extract.documents.ids import Register
from extract.errors import StorageFull

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with closing(Register()) as register:
        for number in range(10_000):
            register.admit(Document(f"report-{number}", ""))
except StorageFull as error:
    print(error, error.hint, sep="\\n")
"""


@pytest.fixture
def register() -> Iterator[Register]:
    with closing(Register()) as register:
        yield register


def document(name: str, line: int | None = None) -> Document:
    return Document(name, "text", source=Source("a.jsonl", line))


def test_memory_does_not_grow_with_the_number_of_ids_and_the_first_place_is_still_known() -> None:
    done = subprocess.run([sys.executable, "-c", _MANY], check=True, capture_output=True, text=True)
    grown, reason = done.stdout.splitlines()
    assert int(grown) < 9_000_000
    assert reason == "duplicate id report-7: first at folder/7.txt, again at again.txt:3"


@given(st.lists(st.text(max_size=3).map(displayable), max_size=30))
def test_every_item_comes_back_under_an_id_of_its_own_the_first_of_a_name_unchanged(names: list[str]) -> None:
    with closing(Register()) as register:
        items = [document(name, line) for line, name in enumerate(names, start=1)]
        found = [register.admit(item) for item in items]
    assert len({item.id for item in found}) == len(items)
    taken: set[str] = set()
    for item, admitted in zip(items, found, strict=True):
        assert (admitted is item) == (item.id not in taken)
        taken.add(admitted.id)


def test_ids_that_differ_in_case_or_in_unicode_form_are_two(register: Register) -> None:
    for name in ("é", "e\u0301", "E", "e", "1", "01", "1.0"):
        assert register.admit(document(name)).id == name


def test_a_failure_keeps_its_reason_under_its_own_id(register: Register) -> None:
    register.admit(document("a", 1))
    again = register.admit(DocumentFailure("a", Source("b.txt"), reason="empty"))
    assert isinstance(again, DocumentFailure)
    assert (again.id, again.reason) == ("a#2", "empty")


def test_a_hash_that_two_ids_share_makes_no_duplicate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_module, "hash", lambda name: int(name[-2:]) * (2**40 + 37), raising=False)
    with closing(Register()) as register:
        for number in range(1000, 2500):
            item = document(f"report-{number}", number)
            assert register.admit(item) is item
        again = register.admit(document("report-1003", 9))
    assert isinstance(again, DocumentFailure)
    assert again.reason == "duplicate id report-1003: first at a.jsonl:1003, again at a.jsonl:9"


def test_a_full_disk_is_an_error_that_says_where_to_free_space() -> None:
    done = subprocess.run([sys.executable, "-c", _FULL], check=True, capture_output=True, text=True)
    said, hint = done.stdout.splitlines()
    assert said == "the ids of the documents cannot be kept in a temporary file: File too large"
    assert "TMPDIR" in hint
