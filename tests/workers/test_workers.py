"""`--workers`: as without them, whatever happens to a worker."""

import json
import os
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import (
    Affidavit,
    Serve,
    at,
    manifest,
    outcomes,
    process,
    quoting,
    reports,
    results,
    wait_until,
)
from tests.loopback import LoopbackServer, body, ok, reset, status, truncated_body

TWO = ("--workers", "2")


def told(folder: Path) -> list[dict[str, Any]]:
    """The results but for the time they took."""
    return [{**line, "usage": {**line["usage"], "seconds": 0}} for line in results(folder)]


def workers_of(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state) and "Z" not in state


def test_the_results_are_those_of_one_process(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in", 24), "--model", at(server))
    assert affidavit(*same, "-o", "alone").code == 0
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / "other-cache"))
    assert affidavit(*same, "-o", "shared", *TWO).code == 0
    assert told(work / "shared") == told(work / "alone")
    assert server.count == 2 * 24
    totals = manifest(work / "shared")["totals"]
    assert totals == manifest(work / "alone")["totals"]
    again = affidavit(*same, "-o", "again", *TWO, "--offline")
    assert (again.code, server.count) == (0, 2 * 24)


def test_all_workers_together_keep_the_limit_of_calls_at_once(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: ok(delay=0.05))
    folder = reports(work / "in", 30)
    ran = affidavit("extract", folder, "--model", at(server), *TWO, "--concurrency", "5", "-o", "run")
    assert ran.code == 0
    assert server.most_under_way == 5


def test_all_workers_together_keep_to_the_calls_a_minute(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve()
    folder = reports(work / "in", 30)
    assert affidavit("extract", folder, "--model", at(server), *TWO, "--rpm", "600", "-o", "run").code == 0
    sent = [each.at for each in server.requests]
    assert (
        sent[-1] - sent[0] >= 1
    )  # ten at once, then ten a second: two seconds, less what the first was late


def test_one_budget_for_all(affidavit: Affidavit, priced: LoopbackServer, work: Path) -> None:
    same = ("extract", reports(work / "in", 12), "--model", at(priced), *TWO, "-o", "run")
    ran = affidavit(*same, "--max-cost", "5")
    assert (ran.code, priced.count) == (5, 5)
    counts = [list(outcomes(work / "run").values()).count(each) for each in ("ok", "over_budget")]
    assert counts == [5, 7]
    assert affidavit(*same, "--max-cost", "20", "--resume").code == 0
    assert priced.count == 12


def test_every_fault_is_made_good_and_counted(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    faults = [status(429), status(500), reset(), truncated_body(), body("{nope"), ok("no JSON")]
    server = serve(faults)
    ran = affidavit("extract", reports(work / "in", 9), "--model", at(server), *TWO, "-o", "run")
    assert ran.code == 0
    counted = manifest(work / "run")["totals"]["faults"]
    assert counted == {"429": 1, "500": 1, "connection": 2, "malformed": 1}


def test_a_key_that_is_refused_stops_all_workers(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    server = serve(lambda *_: status(401, message="no such key"))
    same = ("extract", reports(work / "in", 40), "--model", at(server), "-o", "run", "--concurrency", "4")
    ran = affidavit(*same, *TWO)
    assert (ran.code, server.count <= 3 + 4) == (1, True)
    assert "error: every call fails: the server answered 401: no such key\n  hint: Set OPENAI" in ran.err
    assert set(outcomes(work / "run").values()) == {"cancelled"}


def test_a_worker_that_is_killed_costs_no_document(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    server = serve(lambda *_: ok(delay=0.1))
    same = ("extract", reports(work / "in", 60), "--model", at(server), "-o", "run", "--concurrency", "6")
    with process(*same, *TWO) as running:
        wait_until(lambda: server.count >= 20)
        os.kill(workers_of(running.pid)[0], signal.SIGKILL)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert "a worker died (signal 9): its documents go to another" in err
    assert set(outcomes(work / "run").values()) == {"ok"}
    assert 60 <= server.count <= 60 + 6


def test_workers_that_die_again_and_again_end_the_run_which_can_be_resumed(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: ok(delay=0.2))
    same = ("extract", reports(work / "in", 400), "--model", at(server), "-o", "run", "--concurrency", "4")
    with process(*same, *TWO) as running:
        while running.poll() is None:
            before = server.count
            wait_until(lambda: server.count > before or running.poll() is not None)  # noqa: B023
            for pid in workers_of(running.pid):
                os.kill(pid, signal.SIGKILL)
        _, err = running.communicate()
    assert running.returncode == 1
    assert "workers died, the last one of signal 9\n  hint: is there enough memory?" in err
    assert "Traceback" not in err
    server.script = ()
    assert affidavit(*same, "--resume").code == 0
    assert set(outcomes(work / "run").values()) == {"ok"}


def test_ctrl_c_finishes_what_is_in_flight_in_every_worker(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda count, _: ok(delay=1.0 if count < 4 else 0))
    same = ("extract", reports(work / "in", 12), "--model", at(server), "-o", "run", "--concurrency", "4")
    with process(*same, *TWO) as running:
        wait_until(lambda: server.count == 4)
        for pid in (running.pid, *workers_of(running.pid)):  # as a terminal does
            os.kill(pid, signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, server.count) == (130, 4), err
    found = list(outcomes(work / "run").values())
    assert (found.count("ok"), found.count("cancelled")) == (4, 8)
    assert affidavit(*same, *TWO, "--resume").code == 0
    assert server.count == 12


def test_the_workers_of_a_run_that_is_killed_end(serve: Serve, work: Path) -> None:
    server = serve(lambda *_: ok(delay=0.3))
    folder = reports(work / "in", 40)
    with process("extract", folder, "--model", at(server), "-o", "run", *TWO) as running:
        wait_until(lambda: server.count >= 2)
        workers = workers_of(running.pid)
        running.kill()
    assert len(workers) == 2
    wait_until(lambda: not any(map(is_alive, workers)))


CLUMSY = """
from pydantic import BaseModel, model_serializer

class Clumsy(BaseModel):
    note: str = ""

    @model_serializer
    def written(self):
        raise ZeroDivisionError("clumsy")
"""


def test_workers_that_do_not_start_are_one_line(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    (work / "mine.py").write_text("import os, sys\n" + CLUMSY + "\nif '-m' in sys.orig_argv: os._exit(7)\n")
    same = ("extract", reports(work / "in", 3), "--model", at(serve()), "-o", "run")
    with process(*same, *TWO, "--schema", "mine.py:Clumsy") as running:
        _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "error: a worker did not start (exit code 7)\n  hint: try without --workers" in err


def test_a_fault_in_a_worker_is_its_document_s_with_the_trace_in_the_run_s_log(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_LOG", "json")
    (work / "mine.py").write_text(CLUMSY)
    same = ("extract", reports(work / "in", 2), "--model", at(serve()), "-o", "run")
    ran = affidavit(*same, *TWO, "--schema", "mine.py:Clumsy")
    assert ran.code == 3
    assert "clumsy" in results(work / "run")[0]["error"]
    lines = map(json.loads, (work / "run" / "journal" / "run.log").read_text().splitlines())
    (logged, *_) = (each for each in lines if each["level"] == "error")
    assert logged["message"].endswith(" failed")
    assert "clumsy" in logged["trace"]
    assert "Traceback" not in ran.err


def test_a_corrupt_answer_is_fetched_again_and_told_of(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve()
    same = ("extract", reports(work / "in", 4), "--model", at(server))
    assert affidavit(*same, "-o", "first").code == 0
    with sqlite3.connect(next((work.parent / "cache").rglob("cache.db"))) as cache:
        cache.execute("UPDATE Cache SET value = X'00'")
    ran = affidavit(*same, "-o", "again", *TWO)
    assert (ran.code, server.count) == (0, 8), ran.err
    assert "is corrupt" in ran.err


def test_a_local_model_has_no_workers(affidavit: Affidavit, work: Path) -> None:
    ran = affidavit("extract", reports(work / "in", 1), "--model", "local/qwen2.5-coder-1.5b", *TWO)
    assert (ran.code, "leave --workers and --engine out" in ran.err) == (2, True)
