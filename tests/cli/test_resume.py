"""`--resume`, `--retry-failed`, `--overwrite`: what is taken up again, and when a folder is refused."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import (
    Affidavit,
    Serve,
    article_in,
    at,
    by_article,
    manifest,
    outcomes,
    process,
    quoting,
    reports,
    results,
    wait_until,
)
from tests.loopback import Behaviour, hang, status

SCHEMA = """
from pydantic import BaseModel
from schemas import Quote
class Report(BaseModel):
    quote: Quote
    {}: int
"""
PROMPT = "---\ndescription: d\n---\n# user\n{}\n<article>\n{{{{ text }}}}\n</article>\n"


def without_clock(line: dict[str, Any]) -> dict[str, Any]:
    usage = {name: value for name, value in line["usage"].items() if name not in ("seconds", "cached")}
    return {**line, "usage": usage}


def journalled(folder: Path) -> int:
    journal = folder / "journal" / "000.jsonl"
    return len(journal.read_text("utf-8").splitlines()) if journal.exists() else 0


def test_after_kill_9_only_what_was_not_finished_is_called_and_the_results_are_those_of_a_whole_run(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = False

    def slow_at_first(number: int, asked: dict[str, Any]) -> Behaviour:
        late = any(f"Report {n}" in article_in(asked) for n in (2, 3, 4))
        return hang() if late and not killed else quoting(number, asked)

    server = serve(slow_at_first)
    same = ("extract", reports(work / "in"), "--model", at(server), "-o")
    with process(*same, "run") as running:
        wait_until(lambda: journalled(work / "run") == 2 and server.count == 5)
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    assert manifest(work / "run")["status"] == "running"
    killed = True
    ran = affidavit(*same, "run", "--resume")
    assert (ran.code, server.count) == (0, 5 + 3), ran.err
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / "another"))
    assert affidavit(*same, "whole").code == 0
    assert [*map(without_clock, results(work / "run"))] == [*map(without_clock, results(work / "whole"))]
    data = manifest(work / "run")
    assert (data["status"], data["totals"]["resumed"], data["totals"]["documents"]) == ("finished", 2, 5)


def test_an_answer_that_was_paid_for_but_not_journalled_is_not_paid_for_again(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server), "-o", "run")
    dies = (
        "import os, extract.run.journal as j\n"
        "j.Journal.append = lambda *_: os.kill(os.getpid(), 9)"  # the answer is in the cache by now
    )
    with process(*same, "--concurrency", "1", before=dies) as running:
        running.wait()
    assert (running.returncode, server.count, journalled(work / "run")) == (-9, 1, 0)
    assert affidavit(*same, "--resume").code == 0
    assert server.count == 5
    assert [line["usage"]["cached"] for line in results(work / "run")] == [True] + [False] * 4


def changed_prompt(work: Path) -> list[str]:
    (work / "p.md").write_text(PROMPT.format("Now say it in other words."))
    return []


def changed_schema(work: Path) -> list[str]:
    (work / "s.py").write_text(SCHEMA.format("wounded"))
    return []


def changed_model(work: Path) -> list[str]:
    return ["--model", "http://127.0.0.1:1#another"]


def changed_both(work: Path) -> list[str]:
    changed_schema(work)
    return changed_prompt(work)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (changed_prompt, "prompt"),
        (changed_schema, "schema"),
        (changed_model, "model"),
        (changed_both, "schema and prompt"),
    ],
)
@pytest.mark.parametrize("flag", ["--resume", "--retry-failed"])
def test_a_run_is_not_continued_with_another_question(
    affidavit: Affidavit, serve: Serve, work: Path, change: Callable[[Path], list[str]], named: str, flag: str
) -> None:
    server = serve()
    (work / "p.md").write_text(PROMPT.format("Say it."))
    (work / "s.py").write_text(SCHEMA.format("killed"))
    same = ["extract", reports(work / "in", 2), "--model", at(server), "-o", "run"]
    same += ["--schema", "s.py:Report", "--prompt", "p.md"]
    assert affidavit(*same).code == 0
    before = (results(work / "run"), manifest(work / "run"))
    ran = affidavit(*same, *change(work), flag)
    assert (ran.code, ran.out, server.count) == (2, "", 2)
    error, hint = ran.err.splitlines()
    assert error == f"error: run was begun with another {named}"
    assert "--overwrite" in hint
    assert (results(work / "run"), manifest(work / "run")) == before


def test_a_run_is_not_continued_on_another_text_and_stays_as_it_was(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve()
    same = ("extract", reports(work / "in"), "--model", at(server), "-o", "run")
    assert affidavit(*same).code == 0
    before = (results(work / "run"), manifest(work / "run"))
    (work / "in" / "3.txt").write_text("Report 3 was corrected.\nNobody died.\n")
    ran = affidavit(*same, "--resume")
    assert (ran.code, ran.out, server.count) == (2, "", 5)
    assert "error: the input has changed: document 4 was '3'\n  hint: give the inputs" in ran.err
    assert (results(work / "run"), manifest(work / "run")) == before


def test_a_finished_run_resumes_to_itself_and_takes_documents_that_came_later(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve()
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run")
    affidavit(*same)
    before = results(work / "run")
    assert affidavit(*same, "--resume").code == 0
    assert (server.count, results(work / "run")) == (3, before)
    reports(work / "in", 4)
    assert affidavit(*same, "--resume").code == 0
    assert (server.count, results(work / "run")[:3]) == (4, before)
    assert list(outcomes(work / "run")) == ["0", "1", "2", "3"]


def test_failures_are_kept_by_resume_and_taken_up_by_retry_failed(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(by_article({"Report 1": iter([status(400), status(400)])}))
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run")
    (work / "in" / "2.txt").write_text("")
    assert affidavit(*same).code == 3
    assert affidavit(*same, "--resume").code == 3
    assert server.count == 2
    assert affidavit(*same, "--retry-failed").code == 3
    assert (server.count, outcomes(work / "run")["1"]) == (3, "api_error")
    assert affidavit(*same, "--retry-failed").code == 3
    assert (server.count, outcomes(work / "run")) == (4, {"0": "ok", "1": "ok", "2": "unreadable"})


def test_an_input_that_was_mended_is_taken_up_by_retry_failed(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve()
    same = ("extract", reports(work / "in", 3), "--model", at(server), "-o", "run")
    (work / "in" / "1.txt").write_text("")
    assert affidavit(*same).code == 3
    (work / "in" / "1.txt").write_text("Two people died in Dreel.")
    assert affidavit(*same, "--resume").code == 2
    assert affidavit(*same, "--retry-failed").code == 0
    assert (server.count, outcomes(work / "run")) == (3, {"0": "ok", "1": "ok", "2": "ok"})


def test_a_run_that_never_began_does_not_stand_in_the_way_of_the_next(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    same = ("extract", reports(work / "in", 2), "-o", "run")
    ran = affidavit(*same, "--model", "openai/gpt-4.1-mini")
    assert ran.code == 2
    assert "OPENAI_API_KEY" in ran.err
    assert affidavit(*same, "--model", at(serve())).code == 0
    assert list(outcomes(work / "run").values()) == ["ok", "ok"]


def test_a_folder_that_holds_a_run_is_refused_with_the_ways_out(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve()
    same = ("extract", reports(work / "in", 2), "--model", at(server), "-o", "run")
    affidavit(*same)
    ran = affidavit(*same)
    assert (ran.code, ran.out, server.count) == (2, "", 2)
    assert ran.err.splitlines() == [
        "error: run already holds a run",
        "  hint: --resume goes on with it, --overwrite puts a new one in its place",
    ]


@pytest.mark.parametrize("flag", [[], ["--resume"], ["--overwrite"]])
def test_a_folder_in_which_another_process_writes_is_refused(
    affidavit: Affidavit, serve: Serve, work: Path, flag: list[str]
) -> None:
    from extract.run.folder import open_folder

    folder, lock = open_folder(work / "run", mode="new", identity={})
    folder.write_manifest({"id": "run", "identity": {}})
    with lock:
        ran = affidavit("extract", reports(work / "in"), "--model", at(serve()), "-o", "run", *flag)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: another process is writing in run\n  hint: ")
    assert {path.name for path in (work / "run").iterdir()} == {"journal", "run.json"}


def test_documents_beyond_a_smaller_limit_stay_in_the_journal_and_come_back(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in", 5), "--model", at(server), "-o", "run")
    assert affidavit(*same).code == 0
    whole = results(work / "run")
    fewer = affidavit(*same, "--resume", "--limit", "2")
    assert (fewer.code, results(work / "run")) == (0, whole[:2])
    assert manifest(work / "run")["totals"]["documents"] == 2
    assert "3 documents of this run lie beyond those given" in fewer.err
    more = affidavit(*same, "--resume", "--limit", "4")
    assert (more.code, results(work / "run")) == (0, whole[:4])
    again = affidavit(*same, "--resume")
    assert (again.code, results(work / "run"), server.count) == (0, whole, 5)
    assert "lie beyond" not in again.err
