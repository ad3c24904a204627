"""Wiring for the console: what it may ask the gate, and who the operator is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cordboard.access.permissions import CONTROL
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.console.answers import PREFIX
from cordboard.faces.console.door import Door
from cordboard.wiring.running import Server

Answerer = Callable[[Request], Awaitable[Answer]]


def wire_console(server: Server) -> Door:
    """Return what answers the operator's browser; its pages are loaded with the first request."""
    every = [operation for surface in server.gate.router.surfaces for operation in surface.operations]
    every.sort(key=lambda operation: operation.area == CONTROL)  # of two with one name the control API's counts
    operations = {operation.name: operation for operation in every}

    def owner() -> tuple[str, str]:
        account = server.parts.accounts.accounts.find(server.owner.sid) or server.owner
        return account.sid, account.auth_token

    return Door(server.gate.answer, operations, owner, server.parts.ground.now_ms)


def is_console(path: str) -> bool:
    """Tell whether a path is the console's."""
    return path.startswith(PREFIX) and path[len(PREFIX) : len(PREFIX) + 1] in ("", "/")


def operator_first(door: Door, others: Answerer) -> Answerer:
    """Return what answers every request: the door below /console, others elsewhere."""

    def answer(request: Request) -> Awaitable[Answer]:
        return door.answer(request) if is_console(request.path) else others(request)

    return answer
