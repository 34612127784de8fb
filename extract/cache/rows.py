"""What may stand in a row of the store? Text keys and bytes, in the row itself.

diskcache pickles whatever else it is given and unpickles what a row says is a pickle, so that whoever
can write to the folder runs code in the reader (CVE-2025-69872). It also puts large values into files
of their own, which a kill between file and row leaves behind, and deletes whatever file a row names.
Neither is left here: a row that holds anything else is corrupt, and no file name in it is followed.
"""

from __future__ import annotations

from typing import Any, NoReturn

from extract.cache.entry import CorruptEntry

_RAW = 1
"""diskcache's mode of a value that stands in its row."""


class BytesOnly:
    """Goes before `diskcache.Disk` among the bases; each method stands in for one of its own."""

    def __init__(self, directory: str, **_settings: object) -> None:
        self._directory = directory

    def put(self, key: object) -> tuple[str, bool]:
        if type(key) is not str:
            raise TypeError(f"a key is text, not {type(key).__name__}")
        return key, True

    def get(self, key: object, raw: int) -> str:
        if type(key) is not str or not raw:
            raise CorruptEntry("the key is not text")
        return key

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, None, memoryview]:
        """Size, mode, file name and value: the size is told, so that it can be summed up in SQL."""
        if type(value) is not bytes or read:
            raise TypeError(f"a value is bytes, not {type(value).__name__}")
        return len(value), _RAW, None, memoryview(value)

    def fetch(self, mode: int, filename: object, value: object, read: bool) -> bytes:
        if mode != _RAW or filename is not None or type(value) is not bytes:
            raise CorruptEntry("the row does not hold bytes")
        return value

    def filename(self, *_: Any) -> NoReturn:
        raise TypeError("values stand in their rows, not in files")

    def remove(self, file_path: str) -> None:
        """Nothing: the files that rows name are not ours."""
