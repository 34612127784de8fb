"""Flags over environment over project file over user file over defaults; secrets are masked."""

from pathlib import Path

import pytest

from extract import settings as module
from extract.errors import SettingsError
from extract.settings import load_settings, load_with_origins, mask


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "user_file", lambda: tmp_path / "user.toml")
    for name in module.Settings.__dataclass_fields__:
        monkeypatch.delenv(module.environment_name(name), raising=False)
    return tmp_path


def test_each_layer_overrides_the_one_below(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().reasks == 2
    (empty_home / "user.toml").write_text("reasks = 3\ntries = 9")
    assert load_settings().reasks == 3
    (empty_home / "affidavit.toml").write_text("reasks = 4")
    assert load_settings().reasks == 4
    monkeypatch.setenv("AFFIDAVIT_REASKS", "5")
    assert load_settings().reasks == 5
    assert load_settings({"reasks": 6, "model": None}).reasks == 6
    assert load_settings().tries == 9


def test_each_setting_tells_where_it_comes_from(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_home / "affidavit.toml").write_text('model = "openai/gpt-4.1"')
    monkeypatch.setenv("OPENAI_API_KEY", "sk-abcdefghijklmnop")
    origins = {origin.name: origin for origin in load_with_origins({"timeout": 5})[1]}
    assert origins["model"].origin == "affidavit.toml"
    assert origins["timeout"].origin == "flag"
    assert origins["reasks"].origin == "default"
    assert origins["openai_api_key"].origin == "environment OPENAI_API_KEY"
    assert origins["openai_api_key"].shown == "sk-…op"


def test_a_secret_is_neither_in_repr_nor_whole_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-abcdefghijklmnop")
    settings, origins = load_with_origins()
    assert "abcdefgh" not in f"{settings!r} {origins!r}"
    assert mask("short") == "…"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("reask = 3", "unknown setting 'reask'", "did you mean reasks?"),
        ("reasks = 'many'", "'many' is not a whole number", "the default is 2"),
        ("timeout = -1", "-1 is not a number", "the default is not set"),
        ("offline = 'maybe'", "'maybe' is not true or false", "the default is False"),
        ("= 3", "is not TOML", "mend it"),
        ('openai_api_key = "sk-x"', "does not belong into a file", "use OPENAI_API_KEY"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(
    empty_home: Path, text: str, message: str, hint: str
) -> None:
    (empty_home / "affidavit.toml").write_text(text)
    with pytest.raises(SettingsError, match=message) as error:
        load_settings()
    assert hint in error.value.hint


def test_numbers_and_switches_come_out_of_the_environment_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFFIDAVIT_OFFLINE", "yes")
    monkeypatch.setenv("AFFIDAVIT_MAX_COST", "2.5")
    settings = load_settings()
    assert (settings.offline, settings.max_cost) == (True, 2.5)
