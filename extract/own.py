"""What a user wrote is found by `module:function`, also in the folder that the command is run in."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def own_module(name: str) -> ModuleType:
    """Raises whatever the module raises; `ImportError` where there is none."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    return importlib.import_module(name)


def own_function(name: str) -> Any:
    """What `module:function` names. Raises as `own_module`, or `AttributeError`."""
    where, _, attribute = name.partition(":")
    return getattr(own_module(where), attribute)
