"""What does an error of the disk mean, where a run is written down?"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import AffidavitError, RunFolderError, StorageFull

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def storage_error(error: OSError, path: Path) -> AffidavitError:
    if error.errno in _FULL:
        return StorageFull(
            f"no space left for {path}", hint="free some space, then run the same command with --resume"
        )
    return RunFolderError(f"cannot write {path}: {error.strerror}")


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raises errors of the system as `storage_error` has them."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error
