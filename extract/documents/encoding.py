"""What text do these bytes stand for, and how is that known?

In this order, and strictly: a byte order mark; UTF-8; what the file declares of itself (HTML); a guess.
Nothing is replaced or translated: the text has every character and line end that the bytes have, less
the byte order mark. Bytes that are no text raise `Unreadable`.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from extract.documents.detect import likely_encodings
from extract.documents.unreadable import Unreadable

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Formats that may be pure ASCII, so that only their first bytes tell them from a text.
_DISGUISED = ((b"%PDF-", "a PDF"), (b"{\\rtf", "an RTF file"))
_BINARY = (
    *_DISGUISED,
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
)


@dataclass(frozen=True)
class Decoded:
    """`encoding` and `basis` are what `Source.encoding` and `Source.encoding_basis` will say."""

    text: str
    encoding: str
    basis: str


def byte_order_mark(head: bytes) -> tuple[bytes, str] | None:
    """The mark at the start and the name of its encoding, from the first four bytes or more."""
    return next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), None)


def decode(data: bytes, *, declared: Sequence[str] = ()) -> Decoded:
    """The text of a whole document. `declared` are the encodings that it claims, best first."""
    refuse_disguised(data)
    mark = byte_order_mark(data)
    if mark is None:
        return _unmarked(data, declared)
    text = _strictly(data, mark[1])
    if text is None or "\0" in text:
        raise Unreadable(f"marked as {mark[1]} but not valid {mark[1]} text", hint="save it as UTF-8")
    return Decoded(text, mark[1], "bom")


def refuse_disguised(data: bytes) -> None:
    if data.startswith(tuple(magic for magic, _ in _DISGUISED)):
        raise not_text(data)


def _unmarked(data: bytes, declared: Sequence[str]) -> Decoded:
    if b"\0" in data:
        raise not_text(data)
    claims = [(name, "declared") for name in declared]
    # ISO-2022 is written in seven bits: it would pass as UTF-8 and come out as escape codes.
    first = [claim for claim in claims if claim[0].startswith("iso2022")]
    for name, basis in (*first, ("utf-8", "utf-8"), *claims):
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text, name, basis)
    return guess(data)


def guess(data: bytes) -> Decoded:
    """The text in the likeliest encoding other than UTF-8."""
    for name in likely_encodings(data):
        text = _strictly(data, name)
        if text is not None:
            return Decoded(text, name, "detected")
    raise not_text(data)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def not_text(data: bytes) -> Unreadable:
    """What to raise for bytes that are no text: it names the kind of file where that is known."""
    kind = next(
        (name for magic, name in _BINARY if data.startswith(magic)), "binary, or in no known encoding"
    )
    return Unreadable(f"not text: {kind}", hint="extract its text first, and save it as UTF-8")
