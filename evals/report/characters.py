"""Which characters of a text are not seen, or move what stands around them, and what is shown instead?

A report shows hostile text. Control characters, direction overrides and isolates, line separators, half
surrogates, non-characters and tags (invisible copies of ASCII) become labels, each with its code. Joiners and
direction marks stay: honest Arabic, Persian and Hebrew need them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markupsafe import Markup, escape

_UNSEEN = re.compile(
    "\r\n?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_ASCII = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF"),
    *("VT", "FF", "CR", "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK"),
    *("SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"),
)
_SIGN = Markup('<span class="sign" data-code="{:x}" title="{}">{}</span>')
_DOS_LINE = Markup('<span class="sign" data-code="d"></span>\n')
"""The first half of a line end is kept, and not shown: a page would turn both into one line feed."""


def visible(text: str) -> Markup:
    """The text as HTML in which every character is seen, and obeyed by nothing."""
    if not _UNSEEN.search(text):
        return escape(text)
    parts, end = Markup(), 0
    for found in _UNSEEN.finditer(text):
        parts += escape(text[end : found.start()]) + _sign(found[0])
        end = found.end()
    return parts + escape(text[end:])


def shown(value: Any) -> Any:
    """What a template puts out: text made visible, markup of ours and numbers as they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def plain(text: str) -> str:
    """The same without markup, for a title."""
    return _UNSEEN.sub(lambda found: " " if found[0] == "\r\n" else label(ord(found[0])), text)


def label(code: int) -> str:
    """`ESC` for a control character of ASCII, else `U+202E`."""
    if code < len(_ASCII):
        return _ASCII[code]
    return "DEL" if code == 0x7F else f"U+{code:04X}"


def _sign(characters: str) -> Markup:
    if characters == "\r\n":
        return _DOS_LINE
    return _SIGN.format(ord(characters), unicodedata.name(characters, ""), label(ord(characters)))
