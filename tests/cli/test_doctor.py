"""`affidavit doctor`: each setting with its origin; whether server, model, prompt and cache are in order."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import Affidavit, Serve, at


def origins(out: str) -> dict[str, tuple[str, str]]:
    """Shown value and origin of each setting, by name."""
    return {each["name"]: (each["shown"], each["origin"]) for each in json.loads(out)["settings"]}


def test_each_setting_is_shown_with_where_it_comes_from(
    affidavit: Affidavit, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file = work.parent / "home" / ".config" / "affidavit" / "config.toml"
    user_file.parent.mkdir(parents=True)
    user_file.write_text("tries = 3\nreasks = 1\n")
    (work / "affidavit.toml").write_text("reasks = 4\nconcurrency = 7\n")
    monkeypatch.setenv("AFFIDAVIT_CONCURRENCY", "9")
    found = origins(affidavit("doctor", "--json").out)
    assert found["tries"] == ("3", str(user_file))
    assert found["reasks"] == ("4", "affidavit.toml")
    assert found["concurrency"] == ("9", "environment AFFIDAVIT_CONCURRENCY")
    assert found["schema"] == ("schemas:ConflictReport", "default")
    assert found["openai_api_key"] == ("not set", "default")
    plain = affidavit("doctor").out
    assert all(name in plain and origin in plain for name, (_, origin) in found.items())


def test_a_server_that_lists_the_model_is_well(
    affidavit: Affidavit, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    monkeypatch.setenv("AFFIDAVIT_MODEL", at(server))
    ran = affidavit("doctor")
    assert (ran.code, ran.err, server.count) == (0, "", 0)
    assert f"ok    model: {at(server)} is served" in ran.out
    said = re.search(r"ok    cache: 0 answers, ([\d.]+) kB on the disk, in (.+)", ran.out)
    assert said is not None
    assert float(said[1]) * 1000 >= (Path(said[2]) / "cache.db").stat().st_size - 500
    assert "ok    schema and prompt: schemas:ConflictReport with conflict_report/default" in ran.out


@pytest.mark.parametrize(
    ("model", "said", "hint"),
    [
        ("{url}#other", "the server does not list other", "it lists: test-model"),
        ("http://127.0.0.1:1#m", "http://127.0.0.1:1/v1/models does not answer", "is the server running?"),
        ("{url}/nowhere#m", "answered 404", "check the URL"),
        ("openai/gpt-4.1", "no API key", "set OPENAI_API_KEY"),
        ("opnai/gpt-4.1", "is not a model", "Did you mean openai/gpt-4.1?"),
    ],
)
def test_what_is_wrong_with_the_model_is_said_with_its_remedy(
    affidavit: Affidavit, serve: Serve, monkeypatch: pytest.MonkeyPatch, model: str, said: str, hint: str
) -> None:
    monkeypatch.setenv("AFFIDAVIT_MODEL", model.format(url=serve().url))
    ran = affidavit("doctor", "--json")
    assert ran.code == 1
    check = next(each for each in json.loads(ran.out)["checks"] if each["name"] == "model")
    assert check["state"] == "bad"
    assert said in check["said"]
    assert hint in check["hint"]


def test_a_broken_schema_and_a_cache_that_cannot_be_used_do_not_end_the_examination(
    affidavit: Affidavit, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_MODEL", at(serve()))
    monkeypatch.setenv("AFFIDAVIT_SCHEMA", "nowhere:Thing")
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", "/proc/affidavit")
    ran = affidavit("doctor", "--json")
    states = {each["name"]: each["state"] for each in json.loads(ran.out)["checks"]}
    assert (ran.code, states) == (1, {"schema and prompt": "bad", "model": "ok", "cache": "bad"})


def test_a_setting_that_cannot_be_read_is_an_error_of_two_lines(affidavit: Affidavit, work: Path) -> None:
    (work / "affidavit.toml").write_text("concurency = 7\n")
    ran = affidavit("doctor")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "error: affidavit.toml: unknown setting 'concurency'",
        "  hint: did you mean concurrency?",
    ]
