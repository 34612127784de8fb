"""Every command of the README runs: against the loopback server, in a folder of its own."""

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from extract.cli.app import run
from tests.batches import BatchServer

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (affidavit .*)$", README, flags=re.MULTILINE)
ARTICLE = "At least 40 people were killed in an air strike on Tuesday, officials said."


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with articles, a wire file, rulings, and the schema that the README shows."""
    for folder in ("articles", "rulings"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "wire.jsonl").write_text(json.dumps({"id": "w1", "body": ARTICLE}) + "\n", encoding="utf-8")
    for name in ("seeds", "prompts", "evals"):
        (tmp_path / name).symlink_to(ROOT / name)
    schema = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert schema is not None
    (tmp_path / "ruling.py").write_text(schema[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("AFFIDAVIT_MODELS_DIR", str(tmp_path / "models"))
    return tmp_path


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 12


def test_the_commands_of_the_readme_run_in_their_order(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)  # it would fetch an encoding from the net
    with BatchServer() as server:
        # The loopback server answers for OpenAI, for a server of one's own and for the local model.
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("AFFIDAVIT_BATCH_POLL", "0.02")
        monkeypatch.setenv("AFFIDAVIT_MODEL", "openai/gpt-4.1-mini")
        prices = {"models": {"openai/gpt-4.1-mini": {"input": 1, "output": 1}}}
        (workplace / "prices.json").write_text(json.dumps(prices))
        monkeypatch.setenv("AFFIDAVIT_PRICES", str(workplace / "prices.json"))
        assert run(["extract", "seeds/", "--output", "runs/seeds"]) == 0
        for command in COMMANDS:
            arguments = shlex.split(command)[1:]
            arguments = [a.replace("http://localhost:8000/v1", server.url) for a in arguments]
            arguments = [a.replace("local/qwen2.5-coder-1.5b", "openai/gpt-4.1-mini") for a in arguments]
            code = run(arguments)
            assert (code, command) == (_expected(command), command), capsys.readouterr().err


def _expected(command: str) -> int:
    """The stand-in server lists its own models only, and doctor says so."""
    return 1 if command == "affidavit doctor" else 0


def test_the_schema_of_the_readme_is_about_ten_lines() -> None:
    schema = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert schema is not None
    assert len([line for line in schema[1].splitlines() if line.strip()]) <= 10


def test_every_local_link_of_the_docs_leads_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
