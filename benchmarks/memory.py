"""How much memory a process takes: its proportional set size, from Linux."""

from __future__ import annotations

import os
from pathlib import Path


def pss_kib(pid: int | None = None) -> int:
    """KiB of memory, shared pages counted by their share; 0 where the system does not tell."""
    file = Path(f"/proc/{pid or os.getpid()}/smaps_rollup")
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def peak_mib() -> float:
    """The most memory this process ever held, in MiB; 0 where the system does not tell.

    Not `getrusage`: its figure outlives `exec`, so a child begins with its parent's.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
