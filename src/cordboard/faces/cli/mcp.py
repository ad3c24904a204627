"""`mcp`: a bridge for programs that speak MCP over standard input and output."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cordboard.faces.cli.client import Client, Credentials
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.failures import Misconfigured
from cordboard.faces.cli.session import Session, asks_server

MAX_LINE = 1 << 20
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
NAMED = ("name", "uri")
INTERNAL = -32603  # JSON-RPC 2.0, section 5.1


@click.command(
    "mcp",
    epilog=examples("mcp --docs", "mcp --key agent.json", "mcp --key agent.json --query 'mode=compact'"),
)
@click.option("--docs", is_flag=True, help="Serve the documentation instead of the tools.")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What `cordboard agent create --json` printed. [default: the account]",
)
@click.option("--query", default="", metavar="QUERY", help="Choose tools: services=…&tags=…&mode=compact.")
@asks_server
def mcp(session: Session, docs: bool, key: Path | None, query: str) -> None:
    """Serve MCP on standard input and output, from a running server.

    Each line is a message; it is handed to the server's /mcp/tools or /mcp/docs, and so judged as any other call.
    """
    client = session.client if key is None else replace(session.client, credentials=_credentials(key))
    path = "/mcp/docs" if docs else f"/mcp/tools{'?' if query else ''}{query}"
    for line in iter(lambda: sys.stdin.buffer.readline(MAX_LINE), b""):
        for answer in _answers(client, path, line):
            sys.stdout.buffer.write(answer + b"\n")
            sys.stdout.buffer.flush()


def _credentials(file: Path) -> Credentials:
    try:
        key = json.loads(file.read_bytes())["api_key"]
        return Credentials(account_sid=str(key["sid"]), auth_token=str(key["secret"]), source=str(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Misconfigured(f"{file} holds no key of an agent.\nNext: cordboard agent create NAME --json") from error


def _answers(client: Client, path: str, line: bytes) -> Iterator[bytes]:
    """Hand a message on; a notification has no answer."""
    if not line.strip():
        return
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    status, content = client.exchange(path, line, _headers(message))
    identity = message.get("id") if isinstance(message, dict) else None
    if status == 202 or (identity is None and status < 400):
        return
    try:
        answer = json.loads(content)
    except ValueError:
        answer = {}
    if "jsonrpc" not in answer:
        said = str(answer.get("message", f"HTTP {status}"))
        answer = {"jsonrpc": "2.0", "id": identity, "error": {"code": INTERNAL, "message": said}}
    if isinstance(answer, dict) and answer.get("id") is None:
        answer["id"] = identity  # of a refusal of the whole request, which names none
    yield json.dumps(answer, separators=(",", ":")).encode()


def _headers(message: Any) -> dict[str, str]:
    """Return what HTTP repeats of a message. Source: the specification of 2026-07-28, transports."""
    given = message.get("params") if isinstance(message, dict) else None
    meta = given.get("_meta") if isinstance(given, dict) else None
    version = meta.get(VERSION_KEY) if isinstance(meta, dict) else None
    if not isinstance(version, str) or not isinstance(given, dict):
        return {}
    name = next((given[each] for each in NAMED if isinstance(given.get(each), str)), None)
    named = {"Mcp-Name": name} if name is not None else {}
    return {"MCP-Protocol-Version": version, "Mcp-Method": str(message.get("method")), **named}
