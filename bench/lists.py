"""Pages of a thousand that are made when they are asked for: numbers on offer, and usage by day.

Times are the client's, from writing the request to the last byte of the answer, over one connection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bench.client import Reply, drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.server import running, serve_command
from bench.statistics import percentile

ROWS, TARGET_MS, WARM_READS, READS = 1000, 30.0, 3, 40
OFFERS = "/AvailablePhoneNumbers/{}.json?PageSize=1000"
CASES: Mapping[str, str] = {
    "numbers on offer, US local": OFFERS.format("US/Local"),
    "numbers on offer, US local by pattern": OFFERS.format("US/Local") + "&Contains=4155******",
    "numbers on offer, US local by letters": OFFERS.format("US/Local") + "&Contains=LOVE",
    "numbers on offer, US local by region": OFFERS.format("US/Local") + "&InRegion=CA",
    "numbers on offer, US toll-free": OFFERS.format("US/TollFree"),
    "numbers on offer, GB mobile": OFFERS.format("GB/Mobile"),
    "numbers on offer, DE local": OFFERS.format("DE/Local"),
    "usage by day, all categories": "/Usage/Records/Daily.json?PageSize=1000",
}
YEAR_S = 365 * 86_400  # so that there are pages of days


def lists(plan: Plan) -> Outcome:
    """Measure a page of each."""
    figures, wrong = [], []
    with running(serve_command(plan.fresh_folder()), plan.cores, clock="test") as server:
        body = json.dumps({"advance_s": YEAR_S}).encode()
        drive(server.address, [server.request("POST", "/cordboard/v1/clock", body)])
        for name, path in CASES.items():
            replies = drive(server.address, [server.request("GET", server.path(path))] * (WARM_READS + READS))
            took = [reply.took_ms for reply in replies[WARM_READS:]]
            figures += [
                Figure(name=f"{name}, p50", value=percentile(took, 0.5), unit="ms", target=TARGET_MS),
                Figure(name=f"{name}, p99", value=percentile(took, 0.99), unit="ms"),
            ]
            wrong += [name for reply in replies if not _is_whole(reply)]
    check = Check(name="every page has a thousand rows", passed=not wrong, detail=", ".join(sorted(set(wrong))))
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _is_whole(reply: Reply) -> bool:
    if reply.status != 200:
        return False
    return any(isinstance(value, list) and len(value) == ROWS for value in json.loads(reply.body).values())
