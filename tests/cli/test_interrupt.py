"""Ctrl-C: what is in flight is finished, every document has its line, `--resume` goes on."""

import json
import signal
import subprocess
import time
from pathlib import Path

from tests.cli.command import (
    Affidavit,
    Serve,
    at,
    manifest,
    outcomes,
    process,
    report,
    reports,
    results,
    wait_until,
)
from tests.loopback import hang, ok


def first_line_with(words: str, running: subprocess.Popen[str]) -> str:
    assert running.stderr is not None
    return next(line for line in running.stderr if words in line)


def test_the_first_ctrl_c_finishes_what_is_in_flight_and_resume_does_the_rest(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda count, _: ok(delay=1.0 if count < 2 else 0))
    same = ("extract", reports(work / "in"), "--model", at(server), "-o", "run", "--concurrency", "2")
    with process(*same) as running:
        wait_until(lambda: server.count == 2)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert running.returncode == 130
    assert "warning: interrupted: finishing what is in flight" in err
    assert "interrupted: run the same command with --output run --resume to go on" in err
    assert "Traceback" not in err
    assert list(outcomes(work / "run").items()) == [
        ("0", "ok"),
        ("1", "ok"),
        *((name, "cancelled") for name in "234"),
    ]
    assert manifest(work / "run")["status"] == "interrupted"
    assert all("--resume" in line["hint"] for line in results(work / "run")[2:])
    assert affidavit(*same, "--resume").code == 0
    assert list(outcomes(work / "run").values()) == ["ok"] * 5
    assert server.count == 5


def test_sigterm_is_taken_like_ctrl_c_and_the_second_of_either_gives_up_what_is_in_flight(
    serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: hang())
    with process("extract", reports(work / "in"), "--model", at(server), "-o", "run") as running:
        wait_until(lambda: server.under_way == 5)
        running.send_signal(signal.SIGTERM)
        first_line_with("finishing what is in flight", running)
        running.send_signal(signal.SIGINT)
        first_line_with("giving up", running)
        begun = time.monotonic()
        _, err = running.communicate()
    assert time.monotonic() - begun < 5
    assert running.returncode == 130
    assert "Traceback" not in err
    assert outcomes(work / "run") == dict.fromkeys("01234", "cancelled")
    assert manifest(work / "run")["status"] == "interrupted"


def test_giving_up_does_not_wait_for_an_input_that_says_nothing_more(serve: Serve, work: Path) -> None:
    server = serve()
    with process("extract", "-", "--model", at(server), "-o", "run") as running:
        assert running.stdin is not None
        print(json.dumps({"id": "a", "text": report(1)}), file=running.stdin, flush=True)
        wait_until(lambda: server.count == 1)
        running.send_signal(signal.SIGINT)
        first_line_with("finishing what is in flight", running)
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 130
        _, err = running.communicate()
    assert "Traceback" not in err
    assert "Fatal Python error" not in err
    assert (manifest(work / "run")["status"], list(outcomes(work / "run"))) == ("interrupted", ["a"])


SLOW_TO_START = """
import time, extract.run.setup as setup
setup.load_prices = lambda _: [print("here", flush=True), time.sleep(60)]
"""


def test_a_ctrl_c_before_the_first_document_leaves_no_trace_on_the_screen(work: Path) -> None:
    same = ("extract", reports(work / "in"), "--model", "http://127.0.0.1:1#m", "-o", "run")
    with process(*same, before=SLOW_TO_START) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert running.returncode == 130
    assert "Traceback" not in err
    assert not (work / "run").exists()
