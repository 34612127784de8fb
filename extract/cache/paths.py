"""Where are the answers kept?"""

from __future__ import annotations

import os
from pathlib import Path


def answers_dir(cache_dir: Path | None = None) -> Path:
    """`answers` in `cache_dir`, else in AFFIDAVIT_CACHE_DIR, else in the user's own cache folder."""
    if chosen := cache_dir or os.environ.get("AFFIDAVIT_CACHE_DIR"):
        return Path(chosen).expanduser().absolute() / "answers"
    from platformdirs import user_cache_path

    return user_cache_path("affidavit") / "answers"
