"""kill -9 at any moment of a batch, then `--resume`: nothing is submitted twice, nothing is lost."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batches import BatchServer
from tests.cli.command import Affidavit, at, manifest, process, quoting, reports, results
from tests.cli.test_batch import same_results

DIES = """
import os
from extract.batch.{module} import {owner}
whole, calls = {owner}.{method}, []
def dies(*given):
    calls.append(given)
    if len(calls) < {call}:
        return whole(*given)
    if {after}:
        whole(*given)
    os.kill(os.getpid(), 9)
{owner}.{method} = dies
"""


def dies(module: str, owner: str, method: str, *, call: int = 1, after: bool = False) -> str:
    """Python that has the process killed in that method's n-th call, before or `after` its work."""
    return DIES.format(module=module, owner=owner, method=method, call=call, after=after)


MOMENTS = {
    "before the upload": dies("ledger", "Ledger", "intend", after=True),
    "before the upload is written down": dies("ledger", "Ledger", "uploaded"),
    "before the creation": dies("ledger", "Ledger", "uploaded", after=True),
    "before the id is written down": dies("ledger", "Ledger", "created"),
    "while polling": dies("service", "BatchService", "look", call=2),
    "before the answers are fetched": dies("service", "BatchService", "download"),
    "while the answers are read": dies("carrier", "Carrier", "_read"),
    "before the end is written down": dies("ledger", "Ledger", "ended"),
    "after the end is written down": dies("ledger", "Ledger", "ended", after=True),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_kill_9_nothing_is_submitted_twice_and_the_results_are_those_of_a_whole_run(
    affidavit: Affidavit,
    batching: Callable[..., BatchServer],
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    monkeypatch.setattr("extract.batch.carrier.SETTLED", 0.5)
    server = batching(quoting)
    same = ("extract", reports(work / "in", 3), "--model", at(server), "--batch", "-o")
    with process(*same, "run", before=MOMENTS[moment]) as running:
        _, err = running.communicate()
    assert running.returncode == -signal.SIGKILL, err
    ran = affidavit(*same, "run", "--resume")
    assert ran.code == 0, ran.err
    assert list(server.submitted.values()) == [1, 1, 1]
    assert manifest(work / "run")["status"] == "finished"
    assert {path.name for path in (work / "run" / "journal").iterdir()} <= {
        *("000.jsonl", "batches.jsonl", "run.log", ".lock")
    }
    assert all(line["extraction"]["casualties"] for line in results(work / "run"))
    if "end" not in moment:  # by then answers are in the cache, whether or not their documents have lines
        monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(work / "another"))
        assert affidavit(*same, "whole").code == 0
        assert same_results(work / "run", work / "whole")


def test_a_batch_that_the_server_lists_late_is_waited_for_and_not_made_again(
    affidavit: Affidavit, batching: Callable[..., BatchServer], work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = batching(quoting)
    same = ("extract", reports(work / "in", 3), "--model", at(server), "--batch", "-o", "run")
    with process(*same, before=MOMENTS["before the id is written down"]) as running:
        running.communicate()
    made = dict(server.batches)
    server.batches.clear()
    asked = server.calls["GET batches"]

    class Late(dict):  # type: ignore[type-arg]
        """Lists the batch from the third time on."""

        def values(self):  # type: ignore[no-untyped-def]
            if server.calls["GET batches"] - asked > 2:
                self.update(made)
            return super().values()

    server.batches = Late()
    ran = affidavit(*same, "--resume")
    assert ran.code == 0, ran.err
    assert list(server.submitted.values()) == [1, 1, 1]
