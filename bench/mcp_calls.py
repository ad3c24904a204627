"""What MCP adds to a read: a message by its tool and by GET, in turns over one connection; and how long searches take.

Times are the client's, from writing the request to the last byte of the answer. Both eras of the protocol are measured:
with a handshake, which each request here goes without, and with everything in each request (2026-07-28).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from bench.client import Reply, drive
from bench.figure import Check, Figure, Outcome
from bench.plan import Plan
from bench.server import Server, running, serve_command
from bench.statistics import percentile
from cordboard.api.surfaces import SURFACES
from cordboard.faces.mcp.docs import USUAL_HITS
from cordboard.faces.mcp.index import Index, Wanted
from cordboard.wiring.library import written_pages

ADDED_MS, SEARCH_MS = 2.0, 5.0
WARM_ROUNDS, ROUNDS = 20, 60
TOOL, SEARCH = "TwilioApiV2010--FetchMessage", "twilio__search"
QUESTIONS = (
    "send a text message",
    "how much did I spend this month",
    "collect a credit card by phone",
    "error 21610 recipient opted out",
    "list fetch create update delete call message number account key recording conference",
)
OLD, NEW = "2025-11-25", "2026-07-28"
_PREFIX = "io.modelcontextprotocol/"


def mcp(plan: Plan) -> Outcome:
    """Measure what a call of a tool adds, and searches."""
    with running(serve_command(plan.fresh_folder()), plan.cores) as server:
        sid = _message(server)
        arguments = {"Sid": sid}
        turn = [
            server.request("GET", server.path(f"/Messages/{sid}.json")),
            _call(server, "/mcp/tools", OLD, TOOL, arguments),
            _call(server, "/mcp/tools", NEW, TOOL, arguments),
        ]
        read, old, new = _in_turns(server, turn, plan.reads)
        searches = [_call(server, "/mcp/docs", NEW, SEARCH, {"query": question}) for question in QUESTIONS]
        searched = _in_turns(server, searches, plan.reads // len(QUESTIONS))
        cpu_ms = _cpu_ms(server, turn[2], plan.reads) - _cpu_ms(server, turn[0], plan.reads)
        search_cpu_ms = max(_cpu_ms(server, each, plan.reads) for each in searches)
    slowest = max(percentile(_took(each), 0.5) for each in searched)
    plain = percentile(_took(read), 0.5)
    figures = [
        Figure(name="added to a read, p50", value=percentile(_took(new), 0.5) - plain, unit="ms", target=ADDED_MS),
        Figure(
            name=f"the same as of {OLD}, p50", value=percentile(_took(old), 0.5) - plain, unit="ms", target=ADDED_MS
        ),
        Figure(name="processor time added to a read", value=cpu_ms, unit="ms"),
        Figure(name="the read itself, p50", value=plain, unit="ms"),
        Figure(name="the slowest of five searches, p50", value=slowest, unit="ms", target=SEARCH_MS),
        Figure(name="processor time of the slowest search", value=search_cpu_ms, unit="ms", target=SEARCH_MS),
        Figure(name="of that the search itself, in the process", value=_search_ms(QUESTIONS[-1]), unit="ms"),
    ]
    replies = [reply for each in (read, old, new, *searched) for reply in each]
    wrong = [reply for reply in replies if not _is_right(reply, sid)]
    detail = f"{len(replies) - len(wrong):,} of {len(replies):,}"
    check = Check(name="every answer has what was asked for", passed=not wrong, detail=detail)
    return Outcome(figures=figures, checks=[check], is_apart=True)


def _search_ms(question: str) -> float:
    """Return the least processor time of a search, without the protocol."""
    index, least_ns = Index(written_pages(SURFACES)), 1 << 62
    for _ in range(ROUNDS):
        began_ns = time.thread_time_ns()
        index.search(question, Wanted(), USUAL_HITS)
        least_ns = min(least_ns, time.thread_time_ns() - began_ns)
    return least_ns / 1e6


def _message(server: Server) -> str:
    given = {"To": "+14155550123", "From": server.number, "Body": "Your code is 1234"}
    request = server.request("POST", server.path("/Messages.json"), urlencode(given).encode())
    return str(json.loads(drive(server.address, [request])[0].body)["sid"])


def _call(server: Server, path: str, revision: str, name: str, arguments: dict[str, Any]) -> bytes:
    """Return the bytes of a call of a tool."""
    params: dict[str, Any] = {"name": name, "arguments": arguments}
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: {server.authorization}",
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
        f"MCP-Protocol-Version: {revision}",
    ]
    if revision == NEW:
        params["_meta"] = {
            f"{_PREFIX}protocolVersion": revision,
            f"{_PREFIX}clientInfo": {"name": "bench", "version": "1"},
            f"{_PREFIX}clientCapabilities": {},
        }
        lines += ["Mcp-Method: tools/call", f"Mcp-Name: {name}"]
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "\r\n"]).encode() + body


def _in_turns(server: Server, requests: Sequence[bytes], rounds: int) -> list[list[Reply]]:
    """Send requests one after another, again and again; return the answers of each, the first rounds left out."""
    replies = drive(server.address, [each for _ in range(WARM_ROUNDS + rounds) for each in requests])
    return [replies[number :: len(requests)][WARM_ROUNDS:] for number in range(len(requests))]


def _cpu_ms(server: Server, request: bytes, times: int) -> float:
    began_s = server.cpu_s()
    drive(server.address, [request] * times)
    return (server.cpu_s() - began_s) / times * 1000


def _took(replies: Iterable[Reply]) -> list[float]:
    return [reply.took_ms for reply in replies]


def _is_right(reply: Reply, sid: str) -> bool:
    """Tell whether an answer is the message, or a search that found something."""
    if reply.status != 200:
        return False
    answer = json.loads(reply.body)
    told = answer["result"]["structuredContent"] if "result" in answer else answer
    return bool(told["results"]) if "results" in told else told["sid"] == sid
