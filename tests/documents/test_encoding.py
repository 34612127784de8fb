"""What text do bytes stand for, and how is that known?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.documents.encoding import decode
from extract.documents.unreadable import Unreadable
from tests.documents.helpers import document, failure, file

SPANISH = (
    "El ejército confirmó ayer que al menos 44 personas murieron en el ataque aéreo contra un centro de "
    "detención de migrantes. El señor Núñez dijo que el año pasado también hubo víctimas en España."
)
QUOTED = "“The strike was a war crime,” said Bachelet’s spokesman — the envoy called it “horrendous.”"
POLISH = "Według źródeł zginęło co najmniej 40 osób w nalocie na ośrodek dla migrantów, poinformowały służby."
RUSSIAN = "По меньшей мере 40 человек погибли в результате авиаудара по центру содержания мигрантов."
ARABIC = "قتل ما لا يقل عن أربعين شخصا في غارة جوية على مركز احتجاز للمهاجرين في العاصمة الليبية طرابلس."
JAPANESE = "リビアの首都トリポリ近郊の移民収容施設が空爆され、少なくとも40人が死亡した。"
TURKISH = (
    "Trablus yakınlarındaki göçmen merkezine düzenlenen hava saldırısında en az 40 kişi öldü. Şiddet sürüyor."
)


@pytest.mark.parametrize(
    ("text", "written_in", "found"),
    [
        (SPANISH, "latin-1", "cp1252"),
        ("El año pasado murió Peña en España.", "latin-1", "cp1252"),
        ("Muñoz", "latin-1", "cp1252"),
        (QUOTED, "cp1252", "cp1252"),
        ("It’s over", "cp1252", "cp1252"),
        (POLISH, "cp1250", "cp1250"),
        (POLISH, "iso8859-2", "iso8859_2"),
        (TURKISH, "cp1254", "cp1254"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8_r"),
        (ARABIC, "cp1256", "cp1256"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
    ],
)
def test_an_undeclared_encoding_is_detected_and_said_to_be(text: str, written_in: str, found: str) -> None:
    decoded = decode(text.encode(written_in))
    assert (decoded.text, decoded.encoding, decoded.basis) == (text, found, "detected")


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
        (b"\xff\xfe", "utf-16-le", "utf-16"),
        (b"\xfe\xff", "utf-16-be", "utf-16"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32"),
    ],
)
def test_a_byte_order_mark_is_believed_and_is_no_part_of_the_text(
    tmp_path: Path, mark: bytes, codec: str, name: str
) -> None:
    found = document(file(tmp_path / "a.txt", mark + QUOTED.encode(codec)))
    assert found.text == QUOTED
    assert (found.source.encoding, found.source.encoding_basis) == (name, "bom")


@settings(deadline=None)
@given(st.text().filter(lambda text: "\0" not in text and not text.startswith(("%PDF-", "{\\rtf", "\ufeff"))))
def test_utf_8_comes_back_code_point_by_code_point(text: str) -> None:
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding, decoded.basis) == (text, "utf-8", "utf-8")


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_give_their_text_or_are_unreadable(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Unreadable:
        return
    assert "\0" not in decoded.text
    if decoded.basis != "bom":
        assert decoded.text == data.decode(decoded.encoding)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4\nall of it in ASCII", "a PDF"),
        (b"{\\rtf1 text}", "an RTF file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"PK\x03\x04\x14\0\0\0", "a ZIP archive"),
        (b"half text\0half not", "binary"),
        (bytes(range(1, 256)) * 8, "no known encoding"),
        (b"\xff\xfe" + "text".encode("utf-16-le") + b"!", "marked as utf-16"),
        (b"\xef\xbb\xbfcaf\xe9", "marked as utf-8-sig"),
        (b"\xef\xbb\xbfhalf\0half", "marked as utf-8-sig"),
    ],
)
def test_what_is_not_text_is_a_failure_that_names_it(tmp_path: Path, content: bytes, kind: str) -> None:
    found = failure(file(tmp_path / "a.txt", content))
    assert kind in found.reason
    assert found.hint


def test_line_ends_and_surrounding_space_stay_as_they_are(tmp_path: Path) -> None:
    text = "\r\n  one\r\ntwo\rthree\n\n\u2028four\t "
    assert document(file(tmp_path / "a.md", text)).text == text
