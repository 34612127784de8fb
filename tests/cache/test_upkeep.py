"""What is in the store, is it sound, what may go: the functions and `affidavit cache`."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cache.paths import answers_dir
from extract.cache.store import AnswerStore
from extract.cache.upkeep import Selection, prune, selected, stats, verify
from extract.cli.cache import app
from extract.errors import UsageError
from tests.cache.helpers import entry, plant


@pytest.fixture
def filled(store: AnswerStore, monkeypatch: pytest.MonkeyPatch) -> AnswerStore:
    """Three answers of gpt-x, of which the first is a year old, and one of a model with an odd name."""
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(store.folder.parent))
    for number in range(3):
        store.put(entry(str(number)))
    store.put(entry(model="evil\x1b[2J"))
    year_ago = datetime.now(UTC) - timedelta(days=365)
    plant(store, entry("0").key, store_time=year_ago.timestamp())
    return store


def cache(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def test_stats_count_by_model(filled: AnswerStore) -> None:
    found = stats(filled)
    assert (found.entries, found.folder) == (4, str(filled.folder))
    assert [(each.model, each.entries) for each in found.models] == [("evil\x1b[2J", 1), ("gpt-x", 3)]
    assert found.bytes == sum(each.bytes for each in found.models) > 1000
    assert found.oldest is not None
    assert found.newest is not None
    assert datetime.fromisoformat(found.newest) - datetime.fromisoformat(found.oldest) > timedelta(days=364)


def test_stats_of_nothing(store: AnswerStore) -> None:
    assert (stats(store).entries, stats(store).bytes, stats(store).models, stats(store).oldest) == (
        0,
        0,
        (),
        None,
    )


def test_stats_command_cannot_steer_the_terminal(filled: AnswerStore) -> None:
    result = cache("stats")
    assert "4 answers" in result.stdout
    assert "gpt-x: 3 answers" in result.stdout
    assert "\x1b" not in result.stdout
    assert json.loads(cache("stats", "--json").stdout)["entries"] == 4


def test_verify_finds_and_removes_what_is_corrupt(filled: AnswerStore) -> None:
    assert cache("verify").exit_code == 0
    plant(filled, entry("1").key, value=b"nonsense")
    found = cache("verify", "--json")
    assert found.exit_code == 1
    assert f"{entry('1').key}: the head is unreadable" in found.stderr
    data = json.loads(found.stdout)
    assert (data["checked"], data["repaired"]) == (4, False)
    assert [each["key"] for each in data["corrupt"]] == [entry("1").key]
    assert entry("1").key in filled
    repaired = cache("verify", "--repair")
    assert (repaired.exit_code, repaired.stdout) == (0, "4 answers checked, 1 corrupt and removed\n")
    assert entry("1").key not in filled
    assert cache("verify").stdout == "3 answers checked, 0 corrupt\n"


def test_repair_leaves_an_entry_that_was_renewed_meanwhile(filled: AnswerStore) -> None:
    plant(filled, entry("1").key, value=b"nonsense")
    real = filled.query

    def renewing(sql: str, *values: object) -> list[tuple[object, ...]]:
        if sql.startswith("DELETE"):
            filled.put(entry("1"))
        return real(sql, *values)

    filled.query = renewing  # type: ignore[method-assign]
    assert [problem.reason for problem in verify(filled, repair=True) if problem]
    assert filled.get(entry("1").key) is not None


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--older-than", "90d"], 3),
        (["--older-than", "8w", "--model", "evil\x1b[2J"], 4),
        (["--model", "gpt-x"], 1),
        (["--model", "gpt"], 4),
        (["--model", "gpt-x' OR '1'='1"], 4),
        (["--older-than", "9000h"], 4),
        (["--all"], 0),
    ],
)
def test_prune_removes_what_was_asked_for_and_counts_it(
    filled: AnswerStore, options: list[str], left: int
) -> None:
    before = stats(filled).bytes
    result = cache("prune", *options, "--yes", "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data == {"removed": 4 - left, "bytes": before - stats(filled).bytes}
    assert stats(filled).entries == left


@pytest.mark.parametrize(("answer", "left", "code"), [("n\n", 4, 1), ("", 4, 1), ("y\n", 0, 0)])
def test_prune_asks_on_stderr_first(filled: AnswerStore, answer: str, left: int, code: int) -> None:
    result = cache("prune", "--all", "--json", answer=answer)
    assert "Remove 4 answers (" in result.stderr
    assert result.exit_code == code
    assert stats(filled).entries == left
    assert result.stdout.startswith('{"removed": 4') if code == 0 else result.stdout == ""


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--all", "--model", "gpt-x"],
        ["--older-than", "90"],
        ["--older-than", ""],
        ["--older-than", "-3d"],
    ],
)
def test_prune_wants_to_be_told_what(filled: AnswerStore, options: list[str]) -> None:
    assert isinstance(cache("prune", *options, "--yes").exception, UsageError)
    assert stats(filled).entries == 4


def test_pruning_goes_on_until_nothing_is_left_and_gives_the_space_back(store: AnswerStore) -> None:
    for number in range(600):
        store.put(entry(str(number), model="a" if number % 2 else "b"))
    size = (store.folder / "cache.db").stat().st_size
    assert selected(store, Selection(model="a"))[0] == 300
    assert prune(store, Selection()) == 600
    assert (store.folder / "cache.db").stat().st_size < size / 4


def test_export_and_import_commands(
    filled: AnswerStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(tmp_path / "x.jsonl.gz")
    assert cache("export", file).stdout.startswith("4 answers written")
    plant(filled, entry("0").key, value=b"nonsense")
    assert cache("export", str(tmp_path / "y"), "--json").exit_code == 1
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(tmp_path / "new"))
    result = cache("import", file, "--json")
    assert json.loads(result.stdout) == {"added": 4, "identical": 0, "conflicting": 0, "bad": 0}
    assert cache("import", file).stdout.startswith("0 answers added, 4 were there already")


def test_a_bad_line_is_told_on_stderr_and_is_a_failure(filled: AnswerStore, tmp_path: Path) -> None:
    import gzip

    (tmp_path / "x\x1b").write_bytes(gzip.compress(b"nonsense\n"))
    result = cache("import", str(tmp_path / "x\x1b"), "--json")
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path / 'x'}:1: not a line of JSON\n"
    assert json.loads(result.stdout)["bad"] == 1


def test_the_folder_is_the_settings_else_the_environments_else_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFFIDAVIT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert answers_dir() == tmp_path / "xdg" / "affidavit" / "answers"
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", "relative")
    monkeypatch.chdir(tmp_path)
    assert answers_dir() == tmp_path / "relative" / "answers"
    assert answers_dir(tmp_path / "given") == tmp_path / "given" / "answers"


def test_loading_the_command_loads_no_database() -> None:
    code = (
        "import sys, extract.cli.cache, extract.cache.caller, extract.cache.upkeep, extract.cache.exchange;"
        "print({'diskcache', 'filelock', 'platformdirs'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
