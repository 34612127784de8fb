"""How many threads are worth starting for arithmetic?

One for each physical core this process may run on, and not more than its container's share of processor time:
hyperthreads of one core only get in each other's way, and threads beyond the share are put to sleep together.
"""

from __future__ import annotations

import os
from pathlib import Path

UNKNOWN = -1


def usable_cores(system: Path = Path("/sys")) -> int:
    """At least 1; `UNKNOWN` where the system does not say (macOS, Windows): llama.cpp then counts itself."""
    if not hasattr(os, "sched_getaffinity"):
        return UNKNOWN
    cores = {_siblings(system, number) for number in os.sched_getaffinity(0)}
    return max(1, min(len(cores), _share(system)))


def _siblings(system: Path, number: int) -> str:
    """The hyperthreads of the core that CPU `number` belongs to, as the kernel lists them."""
    path = system / f"devices/system/cpu/cpu{number}/topology/thread_siblings_list"
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return str(number)


def _share(system: Path) -> int:
    """Whole processors that the control group (version 2, then 1) grants; plenty where it grants all."""
    group = system / "fs/cgroup"
    try:
        quota, period = (group / "cpu.max").read_text(encoding="ascii").split()
    except OSError:
        try:
            quota = (group / "cpu/cpu.cfs_quota_us").read_text(encoding="ascii").strip()
            period = (group / "cpu/cpu.cfs_period_us").read_text(encoding="ascii").strip()
        except OSError:
            return 1 << 20
    return int(quota) // int(period) if quota.isdigit() else 1 << 20
