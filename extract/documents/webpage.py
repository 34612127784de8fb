"""What is the report in a web page? Its main text and what the page says of itself, by trafilatura.

Offsets count in the text that trafilatura gave, not in the page. Of the metadata only what stands in the
markup or the address is taken: trafilatura's search for any date in the text would take a copyright
year for the day of publication.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from extract.document import Document
from extract.documents.encoding import decode
from extract.documents.inputs import Place
from extract.documents.options import ReadOptions
from extract.documents.plain import refuse_blank, source_of
from extract.documents.streams import read_whole
from extract.documents.unreadable import Unreadable

_HEAD = 4096
_CHARSET = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
# Only encodings of text, and none that a page could use for mischief (utf-7, unicode_escape, punycode).
_ACCEPTED = re.compile(
    r"cp\d+|iso8859-\d+|iso2022_jp\w*|koi8-\w|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|tis-620"
)
# Browsers read these as their supersets, and pages rely on it: https://encoding.spec.whatwg.org/#names-and-labels
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# What trafilatura calls it, and what a document's metadata call it.
_META = {"title": "title", "date": "published", "sitename": "outlet", "url": "url"}


def read_webpage(place: Place, options: ReadOptions) -> Iterator[Document]:
    data = read_whole(place.path, max_bytes=options.max_bytes)
    decoded = decode(data, declared=declared_encodings(data))
    refuse_blank(decoded.text)
    page = _main_text(decoded.text)
    if page is None or not (page.text or "").strip():
        raise Unreadable(
            "no main text found in the page", hint="save the article itself, or its text as .txt"
        )
    meta = {ours: str(value) for theirs, ours in _META.items() if (value := getattr(page, theirs))}
    yield Document(id=place.stem, text=page.text, meta=meta, source=source_of(place, decoded))


def declared_encodings(data: bytes) -> tuple[str, ...]:
    """What an XML declaration or a meta element names: as browsers read it, then literally."""
    match = _CHARSET.search(data, 0, _HEAD)
    if match is None:
        return ()
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii", "replace")).name
    except LookupError:
        return ()
    names = (_SUPERSETS[name], name) if name in _SUPERSETS else (name,)
    return tuple(each for each in names if each == "ascii" or _ACCEPTED.fullmatch(each))


def _main_text(html: str) -> Any:
    """trafilatura's document, or None. Whatever it raises on a hostile page is that page's failure."""
    from trafilatura import bare_extraction

    dates = {"extensive_search": False, "original_date": True}
    try:
        return bare_extraction(html, with_metadata=True, include_comments=False, date_extraction_params=dates)
    except Exception as error:  # the boundary of one document: a parser raises what it likes
        raise Unreadable(f"cannot be parsed as HTML ({type(error).__name__})") from error
