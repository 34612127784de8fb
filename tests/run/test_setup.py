"""What a run needs is checked before anything is read, written or called."""

import json
from pathlib import Path

import pytest

from extract.errors import PromptError, SettingsError
from extract.run.setup import prepare
from extract.settings import Settings

RULING = "from pydantic import BaseModel\nclass Ruling(BaseModel):\n    court: str\n"


def settings(**changed: object) -> Settings:
    return Settings(**{"model": "http://localhost:9/v1#m", "prompts_dir": None, **changed})  # type: ignore[arg-type]


def test_a_prompt_for_one_schema_is_not_used_for_another(tmp_path: Path) -> None:
    (tmp_path / "ruling.py").write_text(RULING)
    schema = f"{tmp_path / 'ruling.py'}:Ruling"
    with pytest.raises(PromptError, match="is for schemas:ConflictReport"):
        prepare(settings(schema=schema, prompt="conflict_report/default"))
    assert prepare(settings(schema=schema)).prompt.name == "any/default"


def test_an_example_that_does_not_fit_the_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ruling.py").write_text(RULING)
    folder = tmp_path / "prompts" / "ruling"
    folder.mkdir(parents=True)
    (folder / "e.json").write_text(json.dumps({"text": "t", "answer": {"courts": 3}}))
    (folder / "default.md").write_text("---\nexamples: [e.json]\n---\n# user\n{{ text }}\n")
    with pytest.raises(PromptError, match="answer does not fit"):
        prepare(settings(schema=f"{tmp_path / 'ruling.py'}:Ruling", prompts_dir=tmp_path / "prompts"))


def test_each_server_gets_its_own_key_and_no_other() -> None:
    keys = {"openai_api_key": "sk-openai", "api_key": "server-key"}
    assert prepare(settings(**keys)).api_key == "server-key"
    assert prepare(settings(openai_api_key="sk-openai")).api_key is None
    assert prepare(settings(model="openai/gpt-4.1-mini", **keys)).api_key == "sk-openai"


def test_a_budget_needs_a_price() -> None:
    with pytest.raises(SettingsError, match="--max-cost cannot be kept"):
        prepare(settings(max_cost=1.0))
    assert prepare(settings(model="openai/gpt-4.1-mini", max_cost=1.0)).settings.max_cost == 1.0


def test_whatever_shapes_the_answers_is_in_the_identity(tmp_path: Path) -> None:
    first = prepare(settings()).identity
    for changed in (
        {"model": "http://localhost:9/v1#n"},
        {"prompt": "conflict_report/rules"},
        {"reasks": 1},
        {"schema": "schemas.conflict:CasualtyClaim", "prompt": "any/default"},
    ):
        assert prepare(settings(**changed)).identity != first
    assert prepare(settings(timeout=5.0, concurrency=3)).identity == first
