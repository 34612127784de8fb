"""What is a file's SHA-256, without reading a gigabyte at every start?

Once a file was read, a marker keeps its digest beside its size and its time of change. As long as these two
stay the same, the marker is believed.
"""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

log = logging.getLogger("affidavit")


def sha256_of(path: Path) -> str:
    """The digest, by reading the whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remembered(path: Path, marker: Path) -> str | None:
    """The digest in `marker`, None where it is of another state of the file, or where either is missing."""
    try:
        noted = json.loads(marker.read_bytes())
        state = _state(path)
    except (OSError, ValueError):
        return None
    if not isinstance(noted, dict) or {key: noted.get(key) for key in state} != state:
        return None
    digest = noted.get("sha256")
    return digest if isinstance(digest, str) else None


def remember(path: Path, marker: Path, sha256: str) -> None:
    """Write the marker. In a folder that takes none the file is read again next time, no more."""
    text = json.dumps({**_state(path), "sha256": sha256})
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        beside = marker.with_name(f"{marker.name}.new")
        beside.write_text(text, encoding="ascii")
        beside.replace(marker)
    except OSError as error:
        log.debug("%s was not written: %s", marker, error)


def digest(path: Path, marker: Path, *, again: bool = False) -> str:
    """The digest from the marker, else from the file; `again` reads the file in any case."""
    known = None if again else remembered(path, marker)
    if known is None:
        known = sha256_of(path)
        remember(path, marker, known)
    return known


def _state(path: Path) -> dict[str, int]:
    found = path.stat()
    return {"size": found.st_size, "mtime_ns": found.st_mtime_ns}
