"""`--engine ray`: as on one machine, whatever happens to a worker or a node."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
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
from tests.loopback import LoopbackServer, body, ok, reset, status
from tests.workers.test_workers import told as results_of

pytestmark = pytest.mark.timeout(300)  # a start of Ray takes seconds, and more on a busy machine


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of three nodes, and what takes one of them away."""
    given = [sys.executable, "-m", "tests.cluster.nodes"]
    pipe = subprocess.PIPE
    quiet = subprocess.DEVNULL
    with subprocess.Popen(given, stdin=pipe, stdout=pipe, stderr=quiet, text=True) as nodes:
        commands, told = nodes.stdin, nodes.stdout
        assert commands is not None
        assert told is not None

        def remove() -> None:
            commands.write("\n")
            commands.flush()
            told.readline()

        yield told.readline().strip(), remove
        commands.close()


@pytest.fixture
def on_ray(cluster: tuple[str, Any]) -> tuple[str, ...]:
    return ("--engine", "ray", "--ray-address", cluster[0])


def finished(*arguments: str | Path) -> tuple[int, str]:
    with process(*arguments) as running:
        _, err = running.communicate(timeout=240)
    return running.returncode, err


def pids_of(name: str) -> list[int]:
    found = subprocess.run(["pgrep", "-f", name], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def test_the_results_are_those_of_one_machine(
    affidavit: Affidavit, serve: Serve, work: Path, on_ray: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in", 40), "--model", at(server), "--schema", "mine.py:Mine")
    (work / "mine.py").write_text("from schemas import ConflictReport\nclass Mine(ConflictReport): ...\n")
    assert affidavit(*same, "-o", "alone").code == 0
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", "other-cache")
    code, err = finished(*same, "-o", "many", *on_ray)
    assert code == 0, err
    assert results_of(work / "many") == results_of(work / "alone")
    assert server.count == 2 * 40
    assert manifest(work / "many")["totals"] == manifest(work / "alone")["totals"]
    shards = sorted((work / "many" / "shards").glob("*.parquet"))
    rows = sum(parquet.read_metadata(shard).num_rows for shard in shards)
    assert rows == sum(1 + 2 + 1 for _ in range(40)), "the event, two tolls and an attribution of each"
    again = affidavit(*same, "-o", "again", "--offline")
    assert (again.code, server.count) == (0, 2 * 40), (
        "what the cluster was answered is recorded on this machine"
    )


def test_faults_are_made_good_and_counted_and_the_limits_are_one_for_all(
    serve: Serve, work: Path, on_ray: tuple[str, ...]
) -> None:
    faults = [status(429), status(500), reset(), body("{nope"), ok("no JSON")]
    server = serve(lambda count, _: faults[count] if count < len(faults) else ok(delay=0.05))
    same = ("extract", reports(work / "in", 60), "--model", at(server), "-o", "run", "--concurrency", "4")
    code, err = finished(*same, *on_ray)
    assert code == 0, err
    counted = manifest(work / "run")["totals"]["faults"]
    assert counted == {"429": 1, "500": 1, "connection": 1, "malformed": 1}
    assert server.most_under_way == 4
    assert server.count == 60 + 5


def test_one_budget_for_all(priced: LoopbackServer, work: Path, on_ray: tuple[str, ...]) -> None:
    same = ("extract", reports(work / "in", 12), "--model", at(priced), "-o", "run", *on_ray)
    code, err = finished(*same, "--max-cost", "5")
    assert (code, priced.count) == (5, 5), err
    found = list(outcomes(work / "run").values())
    assert (found.count("ok"), found.count("over_budget")) == (5, 7)


def test_a_key_that_is_refused_stops_the_run_and_all_of_it_is_resumed(
    affidavit: Affidavit, serve: Serve, work: Path, on_ray: tuple[str, ...]
) -> None:
    server = serve(lambda *_: status(401, message="no such key"))
    same = ("extract", reports(work / "in", 40), "--model", at(server), "-o", "run", "--concurrency", "4")
    code, err = finished(*same, *on_ray)
    assert code == 1
    assert "error: every call fails: the server answered 401: no such key\n  hint: Set OPENAI" in err
    assert "Traceback" not in err
    assert set(outcomes(work / "run").values()) == {"cancelled"}
    server.script = ()
    assert affidavit(*same, "--resume").code == 0


def test_ctrl_c_finishes_what_is_in_flight_and_resume_does_the_rest(
    serve: Serve, work: Path, on_ray: tuple[str, ...]
) -> None:
    server = serve(lambda *_: ok(delay=0.5))
    same = ("extract", reports(work / "in", 80), "--model", at(server), "-o", "run", "--concurrency", "4")
    with process(*same, *on_ray) as running:
        wait_until(lambda: server.count >= 8)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=200)
    assert running.returncode == 130, err
    found = list(outcomes(work / "run").values())
    assert (len(found), found.count("ok"), found.count("ok") + found.count("cancelled")) == (
        80,
        server.count,
        80,
    )
    server.script = ()
    code, err = finished(*same, *on_ray, "--resume")
    assert (code, server.count) == (0, 80), err


def test_a_worker_and_a_node_that_are_lost_cost_no_document(
    serve: Serve, work: Path, cluster: tuple[str, Callable[[], None]], on_ray: tuple[str, ...]
) -> None:
    server = serve(lambda *_: ok(delay=0.2))
    same = ("extract", reports(work / "in", 300), "--model", at(server), "-o", "run", "--concurrency", "6")
    hasty = "import extract.cluster.engine\nextract.cluster.engine.PATIENCE = 5.0"
    with process(*same, *on_ray, before=hasty) as running:
        wait_until(lambda: server.count >= 40)
        os.kill(pids_of(r"ray::MapWorker\(MapBatches\(Extraction\)\)")[0], signal.SIGKILL)
        wait_until(lambda: server.count >= 120)
        cluster[1]()
        _, err = running.communicate(timeout=240)
    assert running.returncode == 0, err
    assert outcomes(work / "run") == dict.fromkeys(map(str, range(300)), "ok")
    assert 300 <= server.count <= 300 + 2 * 6
    assert len(results(work / "run")) == 300


def test_without_its_hub_a_run_ends_in_one_line_and_goes_on_where_it_was(
    affidavit: Affidavit, serve: Serve, work: Path, on_ray: tuple[str, ...]
) -> None:
    server = serve(lambda *_: ok(delay=0.2))
    same = ("extract", reports(work / "in", 60), "--model", at(server), "-o", "run", "--concurrency", "4")
    with process(*same, *on_ray) as running:
        wait_until(lambda: server.count >= 20)
        os.kill(pids_of("ray::Hub")[0], signal.SIGKILL)
        _, err = running.communicate(timeout=200)
    assert running.returncode == 1
    assert "error: Ray ended the run: The actor is dead" in err
    assert "Traceback" not in err
    assert affidavit(*same, "--resume").code == 0
    assert server.count <= 60 + 4, "what was answered is recorded, but for what was in flight"


def test_a_cluster_that_is_not_there_is_one_line(serve: Serve, work: Path) -> None:
    there = ("--engine", "ray", "--ray-address", "127.0.0.1:1")
    code, err = finished("extract", reports(work / "in", 1), "--model", at(serve()), "-o", "run", *there)
    assert code == 2
    assert "error: no Ray cluster could be reached at 127.0.0.1:1" in err
    assert "Traceback" not in err


def test_what_does_not_go_together_is_said(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    same = ("extract", reports(work / "in", 1), "-o", "run", "--model")
    assert "give both, or neither" in affidavit(*same, at(serve()), "--ray-address", "auto").err
    assert (
        "leave --workers and --engine out"
        in affidavit(*same, "local/qwen2.5-coder-1.5b", "--engine", "ray").err
    )
    assert "one of: local, ray" in affidavit(*same, at(serve()), "--engine", "spark").err
