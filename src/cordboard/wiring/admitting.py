"""Who is let in before what they send is read: whoever the gate will know. Doors that ask otherwise ask later."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from cordboard.access.call import Call
from cordboard.access.gate import Gate
from cordboard.access.gate_steps import authenticate
from cordboard.base.problem import Problem
from cordboard.catalogue.request import Request
from cordboard.faces.mcp.door import PREFIX
from cordboard.wiring.console import is_console

log = logging.getLogger("cordboard.gate")


def admitting(gate: Gate) -> Callable[[Request], Awaitable[Problem | None]]:
    """Return what tells from the head of a request why it is not let in; None where it is."""

    async def admit(request: Request) -> Problem | None:
        if request.path.startswith(PREFIX) or is_console(request.path):
            return None
        try:
            pending = authenticate(gate, Call(request, gate.router.find(request)))
            if pending is not None:
                await pending
        except Problem as problem:
            return problem
        except Exception:
            log.exception("call.failed", extra={"path": request.path})
            return Problem(20500)
        return None

    return admit
