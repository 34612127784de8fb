"""`doctor` asks a server one quick question; every way to fail is one line with a hint."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from extract.client.models import parse_model
from extract.client.probe import served_models
from extract.errors import ModelUnavailable
from tests.loopback import LoopbackServer


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_models_of_a_server_are_listed() -> None:
    with LoopbackServer([]) as server:
        assert served_models(parse_model(f"{server.url}#m"), "sk-key")


@pytest.mark.parametrize(
    ("status", "body", "message", "hint"),
    [
        (401, b"{}", "answered 401", "AFFIDAVIT_API_KEY"),
        (404, b"{}", "answered 404", "/v1"),
        (200, b"<html>", "no list of models", "OpenAI server"),
        (200, b'{"data": 3}', "no list of models", "OpenAI server"),
    ],
)
def test_a_server_that_does_not_list_says_why(status: int, body: bytes, message: str, hint: str) -> None:
    with answering(status, body) as (url, _), pytest.raises(ModelUnavailable, match=message) as error:
        served_models(parse_model(f"{url}#m"), None)
    assert hint in error.value.hint


def test_the_key_is_not_carried_to_another_host() -> None:
    with answering(200, b'{"data": []}') as (other, seen), answering(302, b"", Location=other) as (url, _):
        with pytest.raises(ModelUnavailable, match="answered 302"):
            served_models(parse_model(f"{url}#m"), "sk-key")
        assert seen == []


def test_nobody_there_is_one_line() -> None:
    with pytest.raises(ModelUnavailable, match="does not answer"):
        served_models(parse_model("http://127.0.0.1:9/v1#m"), None)
