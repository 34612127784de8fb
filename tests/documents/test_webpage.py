"""What is the report in a web page?"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import trafilatura

from extract.documents.webpage import declared_encodings
from tests.documents.helpers import document, failure, file

PAGE = """<!DOCTYPE html><html lang="en"><head>{charset}<title>Strike on centre</title>
<meta property="og:site_name" content="The Daily"><meta property="article:published_time"
content="2019-07-03T08:00:00Z"><link rel="canonical" href="https://example.org/strike"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Strike on centre</h1>
<p>An air strike killed at least 44 people at a detention centre near Tripoli, said António Guterres.</p>
<p>“It is a war crime,” said the envoy — and he called for an inquiry into what happened that night.</p>
</article><footer>Copyright 2024</footer></body></html>"""


def page(charset: str = "") -> str:
    return PAGE.format(charset=charset)


def test_the_main_text_is_what_trafilatura_gives(tmp_path: Path) -> None:
    found = document(file(tmp_path / "a.html", page()))
    assert found.text == trafilatura.extract(page(), include_comments=False)
    assert "44 people" in found.text
    assert "Home" not in found.text


def test_what_the_page_says_of_itself_becomes_metadata(tmp_path: Path) -> None:
    assert document(file(tmp_path / "a.htm", page())).meta == {
        "title": "Strike on centre",
        "published": "2019-07-03",
        "outlet": "The Daily",
        "url": "https://example.org/strike",
    }


def test_a_date_in_the_text_is_not_taken_for_the_day_of_publication(tmp_path: Path) -> None:
    undated = page().replace("2019-07-03T08:00:00Z", "")
    assert "published" not in document(file(tmp_path / "a.html", undated)).meta


@pytest.mark.parametrize(
    ("written_in", "charset", "expected"),
    [
        ("cp1252", '<meta charset="windows-1252">', ("cp1252", "declared")),
        (
            "cp1252",
            '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">',
            ("cp1252", "declared"),
        ),
        ("utf-8", '<meta charset="iso-8859-1">', ("utf-8", "utf-8")),
        ("utf-16", "", ("utf-16", "bom")),
        ("cp1252", '<meta charset="no-such">', ("cp1252", "detected")),
        ("cp1252", '<meta charset="unicode_escape">', ("cp1252", "detected")),
    ],
)
def test_the_declared_charset_is_used_as_browsers_do(
    tmp_path: Path, written_in: str, charset: str, expected: tuple[str, str]
) -> None:
    found = document(file(tmp_path / "a.html", page(charset).encode(written_in)))
    assert (found.source.encoding, found.source.encoding_basis) == expected
    assert "António" in found.text
    assert "“It is a war crime,”" in found.text


def test_a_declared_seven_bit_encoding_does_not_pass_as_utf_8(tmp_path: Path) -> None:
    japanese = (
        page('<meta charset="iso-2022-jp">').replace("António", "空爆され").replace("“", "").replace("”", "")
    )
    found = document(file(tmp_path / "a.html", japanese.replace("—", "").encode("iso-2022-jp")))
    assert "空爆され" in found.text
    assert found.source.encoding_basis == "declared"


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b'<?xml version="1.0" encoding="ISO-8859-2"?><html>', ("iso8859-2",)),
        (b"<META CHARSET=Shift_JIS>", ("cp932", "shift_jis")),
        (b"<meta charset=utf-7>", ()),
        (b"<meta charset=rot13>", ()),
        (b" " * 5000 + b"<meta charset=cp1251>", ()),
        (b"<p>no charset</p>", ()),
    ],
)
def test_declarations_are_read_from_the_head_and_only_as_text_encodings(
    head: bytes, names: tuple[str]
) -> None:
    assert declared_encodings(head) == names


@pytest.mark.parametrize(
    "content", ["<html><body></body></html>", "<html><body><script>x=1</script></body></html>"]
)
def test_a_page_without_main_text_is_a_failure(
    tmp_path: Path, content: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])  # pytest's, which would take what else is printed
    assert "no main text" in failure(file(tmp_path / "a.html", content)).reason
    assert capfd.readouterr().err == ""


def test_a_page_that_breaks_the_parser_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(trafilatura, "bare_extraction", break_down)
    assert "RecursionError" in failure(file(tmp_path / "a.html", page())).reason


def test_tags_nested_without_end_do_not_stop_the_run(tmp_path: Path) -> None:
    assert failure(file(tmp_path / "a.html", "<div>" * 100_000 + "hello")).outcome == "unreadable"
