"""`python -m bench`: run the benchmarks and print what was found.

The exit code is 0 also when a target was missed, and 1 when a check found that work was left out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.accept import MissingToolError, accept, accept_peer, accept_queued
from bench.accept_agent import accept_agent
from bench.calls import calls, calls_held
from bench.calls_left import calls_left
from bench.carry import carry
from bench.comms import comms
from bench.comms_pages import comms_pages
from bench.decide import decide
from bench.decoding import decoding
from bench.events import events
from bench.figure import Better, Figure, Outcome, best
from bench.gateway import gateway
from bench.lifecycle import lifecycle
from bench.lists import lists
from bench.machine import core_speed_ns, machine
from bench.mcp_calls import mcp
from bench.plan import Plan
from bench.proxy import proxy
from bench.read import read
from bench.server import divide_cores
from bench.start import start
from bench.statistics import spread
from bench.verbs import verbs

BENCHMARKS: dict[str, Callable[[Plan], Outcome]] = {
    "accept": accept,
    "accept_queued": accept_queued,
    "accept_agent": accept_agent,
    "peer": accept_peer,
    "lifecycle": lifecycle,
    "calls": calls,
    "calls_held": calls_held,
    "calls_left": calls_left,
    "verbs": verbs,
    "read": read,
    "lists": lists,
    "comms": comms,
    "comms_pages": comms_pages,
    "events": events,
    "proxy": proxy,
    "gateway": gateway,
    "carry": carry,
    "start": start,
    "decide": decide,
    "mcp": mcp,
    "decoding": decoding,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A benchmark's runs: the best of them, the headlines of all, and how fast the core was about each."""

    name: str
    best: Outcome
    headlines: Sequence[float]
    core_speeds_ns: Sequence[float]
    is_sound: bool
    extra: list[Figure] = field(default_factory=list)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the server from end to end.")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="run this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="two seconds of load, small stores, one run each")
    parser.add_argument("--repeat", type=int, default=None, help="runs of each, of which the best counts (default 3)")
    parser.add_argument("--folder", type=Path, default=None, help="where stores are kept; a disk, not a tmpfs")
    return parser.parse_args()


def _plan(folder: Path, *, is_quick: bool) -> Plan:
    cores = divide_cores()
    os.sched_setaffinity(0, cores.load)
    if is_quick:
        return Plan(
            seconds=2, messages=5_000, calls=1_500, rows=100_000, reads=100, starts=2, folder=folder, cores=cores
        )
    return Plan(
        seconds=10, messages=30_000, calls=6_000, rows=1_000_000, reads=500, starts=5, folder=folder, cores=cores
    )


def _measure(name: str, plan: Plan, repeat: int) -> Measured:
    outcomes, speeds = [], []
    for run in range(repeat):
        print(f"{name}, run {run + 1} of {repeat} …", file=sys.stderr, flush=True)
        before = core_speed_ns(plan.cores)
        outcomes.append(BENCHMARKS[name](plan))
        speeds.append((before + core_speed_ns(plan.cores)) / 2)
    return Measured(
        name=name,
        best=best(outcomes),
        core_speeds_ns=speeds,
        headlines=[outcome.headline.value for outcome in outcomes],
        is_sound=all(outcome.is_sound for outcome in outcomes),
    )


def _compare(found: Sequence[Measured]) -> None:
    """Say how much of the plain stack's rate is left when everything is checked, decided and stored."""
    by_name = {each.name: each for each in found}
    if "peer" in by_name:
        ceiling = by_name["peer"].best.headline.value
        for name in ("accept", "accept_queued"):
            if name in by_name:
                share = by_name[name].best.headline.value / ceiling
                by_name[name].extra.append(
                    Figure(name="share of the plain stack's rate", value=share * 100, unit="%", better=Better.HIGHER)
                )


def _lines(found: Sequence[Measured], facts: dict[str, str]) -> Iterator[str]:
    for name, fact in facts.items():
        yield f"{name:<10} {fact}"
    for each in found:
        yield f"\n{each.name}   (runs: {spread(each.headlines, 1)} {each.best.headline.unit})"
        yield f"  the core took {spread(each.core_speeds_ns)} ns for a step of a fixed loop"
        for figure in [*each.best.figures, *each.extra]:
            sign = ">=" if figure.better is Better.HIGHER else "<"
            target = f"{sign} {figure.target:,.0f}" if figure.target is not None else ""
            measured = f"{figure.value:,.{0 if figure.value >= 1000 else 2}f}"
            yield f"  {figure.name:<52} {measured:>10} {figure.unit:<3} {target:>10}  {figure.verdict}"
        for check in each.best.checks:
            yield f"  {'ok' if check.passed else 'WRONG':<6} {check.name}{': ' + check.detail if check.detail else ''}"
        for note in each.best.notes:
            yield f"  {note}"
        if not each.is_sound:
            yield "  WRONG  a check failed; these figures do not count"


def _document(found: Sequence[Measured], facts: dict[str, str]) -> str:
    benchmarks = [
        {
            "name": each.name,
            "runs": list(each.headlines),
            "core_speeds_ns": list(each.core_speeds_ns),
            "sound": each.is_sound,
            "figures": [asdict(one) | {"verdict": one.verdict} for one in [*each.best.figures, *each.extra]],
            "checks": [asdict(check) for check in each.best.checks],
            "notes": list(each.best.notes),
        }
        for each in found
    ]
    return json.dumps({"machine": facts, "benchmarks": benchmarks}, indent=2)


def main() -> int:
    """Run what was asked for; return the exit code."""
    arguments = _arguments()
    repeat = arguments.repeat or (1 if arguments.quick else 3)
    with tempfile.TemporaryDirectory(prefix="cordboard-bench-", dir=arguments.folder) as folder:
        plan = _plan(Path(folder), is_quick=arguments.quick)
        facts = machine(plan.folder, plan.cores)
        try:
            found = [_measure(name, plan, repeat) for name in BENCHMARKS if name in (arguments.only or BENCHMARKS)]
        except MissingToolError as fault:
            print(fault, file=sys.stderr)
            return 1
    _compare(found)
    print(_document(found, facts) if arguments.json else "\n".join(_lines(found, facts)))
    return 0 if all(each.is_sound for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
