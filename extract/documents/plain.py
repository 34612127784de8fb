"""What is the document in a plain text or Markdown file? All of it, exactly as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from extract.document import Document, Source
from extract.documents.encoding import Decoded, decode
from extract.documents.inputs import Place
from extract.documents.options import ReadOptions
from extract.documents.streams import read_whole
from extract.documents.unreadable import Unreadable


def read_plain(place: Place, options: ReadOptions) -> Iterator[Document]:
    decoded = decode(read_whole(place.path, max_bytes=options.max_bytes))
    refuse_blank(decoded.text)
    yield Document(id=place.stem, text=decoded.text, source=source_of(place, decoded))


def refuse_blank(text: str) -> None:
    if not text.strip():
        raise Unreadable("no text: nothing but white space" if text else "no text: the file is empty")


def source_of(place: Place, decoded: Decoded) -> Source:
    return Source(path=place.label, encoding=decoded.encoding, encoding_basis=decoded.basis)
