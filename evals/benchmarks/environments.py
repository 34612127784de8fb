"""Which versions of other tools are measured, and where are they installed?

Each has an environment of its own: it must not decide which versions we use, nor we which it does. What else
comes with it is what pip takes at the time.
"""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

from extract.errors import AffidavitError

PINS = {
    "curator": ("bespokelabs-curator==0.1.31", "litellm==1.83.7", "openai==2.30.0", "aiohttp==3.13.5"),
    "langextract": ("langextract==1.7.1", "openai==3.54.0"),
}
_DONE = "installed.txt"


class NotInstalled(AffidavitError):
    """The tool could not be installed."""


def interpreter(name: str, folder: Path) -> Path:
    """The Python of the environment of `name` beneath `folder`, made where there is none with these versions.

    Raises `NotInstalled`.
    """
    home = folder / name
    python, done, wanted = home / "bin" / "python", home / _DONE, "\n".join(PINS[name])
    if not done.exists() or done.read_text() != wanted:
        try:
            venv.create(home, with_pip=True, clear=True)
            _install(python, PINS[name])
            done.write_text(wanted)
        except (OSError, subprocess.SubprocessError) as error:
            raise NotInstalled(f"{PINS[name][0]} cannot be installed: {_last_line(error)}") from error
    return python


def _install(python: Path, packages: tuple[str, ...]) -> None:
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, *packages], check=True, capture_output=True, text=True)


def _last_line(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    return said.strip().splitlines()[-1] if isinstance(said, str) and said.strip() else str(error)
