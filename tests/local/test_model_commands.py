"""`affidavit model`: data on stdout, words on stderr, and no file is removed without a yes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import model
from extract.errors import ModelUnavailable, SettingsError
from extract.local.fetch import Progress
from tests.local.fakes import CONTENT, FileServer, weights


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """One model is known, `fake`; this server has it."""
    monkeypatch.setenv("AFFIDAVIT_MODELS_DIR", str(folder))
    monkeypatch.chdir(folder.parent)
    with FileServer() as server:
        for module in ("registry", "shelf"):
            monkeypatch.setattr(f"extract.local.{module}.KNOWN", {"fake": weights(server.source)})
        yield server


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(model.app, arguments, input=answer, standalone_mode=False)


@pytest.mark.usefixtures("server")
def test_pull_fetches_says_from_where_and_leaves_stdout_alone(folder: Path) -> None:
    done = run("pull", "fake")
    assert (done.exception, done.stdout) == (None, "")
    assert (folder / "fake.gguf").read_bytes() == CONTENT
    assert done.stderr.splitlines()[-1] == (
        f"local/fake fetched from 127.0.0.1, SHA-256 verified: {folder / 'fake.gguf'}"
    )
    assert "is here already" in run("pull", "local/fake").stderr


def test_pull_gives_its_result_as_json(server: FileServer) -> None:
    first, second = (json.loads(run("pull", "fake", "--json").stdout) for _ in range(2))
    assert (first["name"], first["verified"], first["source"]) == ("fake", True, "127.0.0.1")
    assert (second["verified"], second["source"]) == (True, None)
    assert len(server.asked) == 1


def test_pull_reads_a_damaged_file_again_when_asked(server: FileServer, folder: Path) -> None:
    run("pull", "fake")
    (folder / "fake.gguf").write_bytes(CONTENT[:-1])
    assert "warning: " in run("pull", "fake", "--verify").stderr
    assert len(server.asked) == 2


def test_a_source_that_fails_is_a_line_on_stderr_and_then_an_error(server: FileServer) -> None:
    server.status = 404
    done = run("pull", "fake")
    assert isinstance(done.exception, ModelUnavailable)
    assert "warning: local/fake cannot be had from 127.0.0.1: it answered 404 Not Found" in done.stderr


def test_pull_respects_offline(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFFIDAVIT_OFFLINE", "yes")
    assert isinstance(run("pull", "fake").exception, ModelUnavailable)
    assert server.asked == []


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("command", ["pull", "rm"])
def test_an_unknown_name_is_a_usage_error(command: str) -> None:
    done = run(command, "fakee")
    assert isinstance(done.exception, SettingsError)
    assert done.exception.hint.startswith("did you mean local/fake?")


@pytest.mark.usefixtures("server")
def test_ls_shows_what_is_here(folder: Path) -> None:
    assert "not here" in run("ls").stdout
    run("pull", "fake")
    assert "here, verified" in run("ls").stdout
    (folder / "fake.gguf.verified").unlink()
    assert "here, not verified yet" in run("ls").stdout
    (folder / "fake.gguf").rename(folder / "fake.gguf.part")
    assert "10.2 kB fetched so far" in run("ls").stdout


@pytest.mark.usefixtures("server")
def test_ls_gives_data_alone_as_json(folder: Path) -> None:
    (entry,) = json.loads(run("ls", "--json").stdout)
    assert entry["path"] == str(folder / "fake.gguf")
    assert (entry["size"], entry["licence"], entry["complete"], entry["verified"]) == (
        10244,
        "none",
        False,
        False,
    )


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(("answer", "stays"), [("n\n", True), ("", True), ("y\n", False)])
def test_rm_asks_first(folder: Path, answer: str, stays: bool) -> None:
    run("pull", "fake")
    assert f"from {folder}?" in run("rm", "fake", answer=answer).stderr
    assert (folder / "fake.gguf").exists() is stays


@pytest.mark.usefixtures("server")
def test_rm_does_not_ask_with_yes_nor_where_nothing_is(folder: Path) -> None:
    run("pull", "fake")
    assert json.loads(run("rm", "fake", "--yes", "--json").stdout)["bytes"] > len(CONTENT)
    assert run("rm", "fake").stderr == "nothing of local/fake is here\n"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (98_362_432, "98.4 MB"), (1_117_320_768, "1.12 GB")],
)
def test_sizes_are_for_people(count: int, shown: str) -> None:
    assert model.size(count) == shown


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with model._shown("fake", 2000) as shown:
        shown(Progress(1000, 2000, "a source"))
    assert shown.source == "a source"
    assert "1.0/2.0 kB" in terminal.getvalue()


def test_plain_lines_come_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with model._shown("fake", 2000) as shown:
        for done in (10, 20, 30):
            shown(Progress(done, 2000, "a source"))
    assert capsys.readouterr().err == "10 bytes of 2 kB from a source\n"
