"""Nothing that a file holds stops the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.documents.inputs import SUFFIXES
from extract.errors import InputError
from tests.documents.helpers import file, read

PARTS = st.sampled_from(
    [
        *(b"id,text\n", b'"', b",", b"\n", b"\r", b"\0", b'{"text":', b"}", b"[", b"\\ud800", b"word "),
        *(
            b"<html><body><p>",
            b"<meta charset=",
            b"</p>",
            b"PAR1",
            b"%PDF-",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\xe9",
        ),
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(parts=st.lists(PARTS | st.binary(max_size=8), max_size=12))
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_bytes_give_items_that_can_be_written_down(
    tmp_path: Path, suffix: str, parts: list[bytes]
) -> None:
    try:
        items = read(file(tmp_path / f"a{suffix}", b"".join(parts)), max_bytes=40)
    except InputError:
        assert suffix == ".csv"  # without a column for the text
        return
    assert items
    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert item.digest
        assert json.dumps([item.id, str(item.source), getattr(item, "text", "")], ensure_ascii=False).encode()
