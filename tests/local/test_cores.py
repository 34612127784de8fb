"""As many threads as there are cores to run them, and no more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.local.cores import UNKNOWN, usable_cores


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The CPUs this process may run on: four."""
    cpus = {0, 1, 2, 3}
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: cpus, raising=False)
    return cpus


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def hyperthreads(root: Path) -> None:
    for cpu, siblings in enumerate(["0,2", "1,3", "0,2", "1,3"]):
        write(root, f"devices/system/cpu/cpu{cpu}/topology/thread_siblings_list", f"{siblings}\n")


@pytest.mark.usefixtures("allowed")
def test_each_cpu_is_a_core_where_the_kernel_says_nothing(tmp_path: Path) -> None:
    assert usable_cores(tmp_path) == 4


@pytest.mark.usefixtures("allowed")
def test_two_hyperthreads_are_one_core(tmp_path: Path) -> None:
    hyperthreads(tmp_path)
    assert usable_cores(tmp_path) == 2


def test_a_core_this_process_may_not_run_on_does_not_count(tmp_path: Path, allowed: set[int]) -> None:
    hyperthreads(tmp_path)
    allowed -= {1, 3}
    assert usable_cores(tmp_path) == 1


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("limit", "cores"),
    [
        ("max 100000", 4),
        ("300000 100000", 3),
        ("250000 100000", 2),
        ("50000 100000", 1),
        ("900000 100000", 4),
    ],
)
def test_a_container_gets_no_more_threads_than_its_share(tmp_path: Path, limit: str, cores: int) -> None:
    write(tmp_path, "fs/cgroup/cpu.max", f"{limit}\n")
    assert usable_cores(tmp_path) == cores


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(("quota", "cores"), [("-1", 4), ("200000", 2)])
def test_a_container_of_the_old_kind_too(tmp_path: Path, quota: str, cores: int) -> None:
    write(tmp_path, "fs/cgroup/cpu/cpu.cfs_quota_us", f"{quota}\n")
    write(tmp_path, "fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
    assert usable_cores(tmp_path) == cores


def test_where_the_system_does_not_say_llama_cpp_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert usable_cores() == UNKNOWN
