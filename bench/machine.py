"""What the figures were measured on; nothing that names the machine."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path

from bench.server import Cores
from bench.statistics import median

SYNCS = 100
PAGE_BYTES = 4096
STEPS, LOOPS = 200_000, 5


def machine(folder: Path, cores: Cores) -> dict[str, str]:
    """Return facts about the machine, by name."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "cores": f"server {sorted(cores.server)}, load {sorted(cores.load)}",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "stack": f"uvicorn {version('uvicorn')}, uvloop {version('uvloop')}",
        "disk": f"{_file_system(folder)}, {_sync_us(folder):.0f} us to append and sync {PAGE_BYTES} bytes",
    }


def core_speed_ns(cores: Cores) -> float:
    """Return what a step of a fixed loop takes on the server's core just now: neighbours of a shared machine slow it.

    Figures of two runs compare only where this one is alike.
    """
    os.sched_setaffinity(0, cores.server)
    try:
        return min(_loop_ns() for _ in range(LOOPS))
    finally:
        os.sched_setaffinity(0, cores.load)


def _loop_ns() -> float:
    known: dict[int, int] = {}
    began = time.process_time()
    for step in range(STEPS):
        known[step & 1023] = step + 1
    return (time.process_time() - began) / STEPS * 1e9


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _file_system(folder: Path) -> str:
    """Return the kind of file system: on tmpfs a sync costs nothing, and durable figures mean nothing."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    holding = [(point, kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(holding, key=lambda mount: len(mount[0]))[1]


def _sync_us(folder: Path) -> float:
    took = []
    path = folder / "sync"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for _ in range(SYNCS):
            began = time.perf_counter()
            os.write(descriptor, bytes(PAGE_BYTES))
            os.fdatasync(descriptor)
            took.append((time.perf_counter() - began) * 1e6)
    finally:
        os.close(descriptor)
        path.unlink()
    return median(took)
