"""The built wheel works in an empty environment: an editable install hides what packaging forgot."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.loopback import LoopbackServer

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and what it requires, and nothing else; its `bin`."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True, timeout=300)
    (wheel,) = folder.glob("affidavit-*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env" / "bin" / "python"
    lock = ROOT / "requirements.lock"
    into = [*pip, "--python", python, "install", "--constraint", lock, wheel]
    subprocess.run(into, check=True, timeout=600)
    return python.parent


def affidavit(installed: Path, *arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AFFIDAVIT_", "OPENAI_", "PYTHON"))}
    environment = {**clean, "HOME": str(cwd), **env}
    command = [str(installed / "affidavit"), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.timeout(900)
def test_the_wheel_extracts_from_any_folder_with_its_own_prompts_and_schemas(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "prompts").mkdir()  # a user's folder of that name must not hide the package
    (tmp_path / "a.txt").write_text("At least 40 people were killed.", encoding="utf-8")
    with LoopbackServer([]) as server:
        model = f"{server.url}#m"
        done = affidavit(installed, "extract", "a.txt", "-o", "out", "--model", model, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 document: 1 ok" in done.stderr
    listed = affidavit(installed, "prompt", "ls", cwd=tmp_path)
    assert "conflict_report/default" in listed.stdout


@pytest.mark.timeout(900)
def test_the_wheel_knows_its_version_commands_and_schema(installed: Path, tmp_path: Path) -> None:
    assert affidavit(installed, "--version", cwd=tmp_path).stdout.strip() == "0.1.0"
    helped = affidavit(installed, "--help", cwd=tmp_path).stdout
    assert all(name in helped for name in ("extract", "runs", "model", "cache", "schema", "prompt", "doctor"))
    assert "CasualtyClaim {" in affidavit(installed, "schema", "show", cwd=tmp_path).stdout
