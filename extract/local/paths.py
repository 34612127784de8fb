"""Where are weights kept?"""

from __future__ import annotations

import os
from pathlib import Path


def models_dir() -> Path:
    """The folder that AFFIDAVIT_MODELS_DIR names, else `models` in the user's cache folder."""
    if chosen := os.environ.get("AFFIDAVIT_MODELS_DIR"):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("affidavit") / "models"
