"""A file over HTTP: broken connections are gone on with, everything odd is a reason to try elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from extract.local import web
from extract.local.part import Part
from extract.local.source import SourceFailed, WebFile
from tests.local.fakes import CONTENT, FileServer

SIZE = len(CONTENT)


@contextmanager
def fetched(source: WebFile, folder: Path) -> Iterator[Part]:
    with Part(folder / "file", size=SIZE) as part:
        web.fetch(source, part, size=SIZE)
        yield part


def fails(source: WebFile, folder: Path, reason: str) -> None:
    with pytest.raises(SourceFailed, match=reason), fetched(source, folder):
        pass


def content_of(part: Part) -> bytes:
    part.finish()
    return part._target.read_bytes()


def test_a_file_comes_in_one_request(tmp_path: Path) -> None:
    with FileServer() as server, fetched(server.source, tmp_path) as part:
        assert content_of(part) == CONTENT
        assert server.asked == [""]


def test_a_connection_that_breaks_is_gone_on_with_from_that_byte(tmp_path: Path) -> None:
    with FileServer(cuts=[3000, 100]) as server, fetched(server.source, tmp_path) as part:
        assert content_of(part) == CONTENT
        assert server.asked == ["", "bytes=3000-", "bytes=3100-"]


def test_a_server_without_ranges_starts_anew(tmp_path: Path) -> None:
    with FileServer(cuts=[3000], ranges=False) as server, fetched(server.source, tmp_path) as part:
        assert content_of(part) == CONTENT


def test_a_part_of_an_earlier_run_is_gone_on_with(tmp_path: Path) -> None:
    with FileServer(cuts=[2500, 0]) as server:
        fails(server.source, tmp_path, "broke off")
    with FileServer() as server, fetched(server.source, tmp_path) as part:
        assert content_of(part) == CONTENT
        assert server.asked == ["bytes=2000-"]


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (FileServer(status=404), "it answered 404 Not Found"),
        (FileServer(status=503), "it answered 503"),
        (FileServer(content=CONTENT + b"!"), "it has 10,245 bytes, not 10,244"),
        (FileServer(content=CONTENT[:-1]), "it has 10,243 bytes"),
        (FileServer(status=302, location="http://files.example.org/x"), "without encryption, at files.ex"),
        (FileServer(cuts=[0]), "the connection broke off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_source_that_has_something_else_fails_with_a_reason(
    tmp_path: Path, server: FileServer, reason: str
) -> None:
    with server:
        fails(server.source, tmp_path, reason)


def test_an_address_without_encryption_is_not_even_tried(tmp_path: Path) -> None:
    fails(WebFile("http://files.example.org/x"), tmp_path, "without encryption")


def test_a_port_where_nobody_listens_fails_at_once(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        source = WebFile(f"https://127.0.0.1:{free.getsockname()[1]}/x")
        fails(source, tmp_path, "Connection refused")


def test_a_server_that_never_answers_gets_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = WebFile(f"http://127.0.0.1:{silent.getsockname()[1]}/x")
        fails(source, tmp_path, r"no answer within 0\.2 s")


def test_a_server_that_drips_does_not_outlive_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time; it is the whole that does not."""
    monkeypatch.setattr(web, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as dripping:
        thread = threading.Thread(target=_drip, args=(dripping,))
        thread.start()
        source = WebFile(f"http://127.0.0.1:{dripping.getsockname()[1]}/x")
        begun = time.monotonic()
        fails(source, tmp_path, "no answer within")
        assert time.monotonic() - begun < 1
        thread.join()


def _drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        for byte in b"HTTP/1.1 200 OK\r\n\r\n"[:15]:
            connection.send(bytes([byte]))
            time.sleep(0.1)
