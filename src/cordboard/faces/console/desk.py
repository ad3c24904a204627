"""The operator's desk: asks the gate for described operations, with the credential of whoever is signed in."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cordboard.access.permissions import CONTROL
from cordboard.catalogue.derive.parts import parameters_in
from cordboard.catalogue.derive.requests import request_for
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Answer, Channel
from cordboard.catalogue.request import Request as GateRequest

Ask = Callable[[GateRequest], Awaitable[Answer]]
NOT_LET_IN = 401


class Refused(Exception):
    """The gate refused what was asked; the text says why, in a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Desk:
    """Asks for one person."""

    def __init__(
        self, ask: Ask, operations: Mapping[str, Operation], account_sid: str, authorization: str, peer: str
    ) -> None:
        """Take the gate, what it can be asked for by name, and who asks from where."""
        self._ask = ask
        self._operations = operations
        self._account_sid = account_sid
        self._authorization = authorization
        self._peer = peer

    async def ask(self, operation: str, /, **arguments: Any) -> Any:
        """Return what an operation answers, parameters by their names on the wire. Raises: Refused."""
        answer = await self.answer(operation, arguments)
        told = json.loads(answer.body) if answer.body else None
        if answer.status >= 400:
            message = told.get("message") if isinstance(told, dict) else None
            raise Refused(answer.status, str(message or "It was refused."))
        return told

    def summary_of(self, operation: str) -> str:
        """Return in a sentence what an operation does: the name itself for one that is not known here."""
        described = self._operations.get(operation)
        return described.summary if described is not None else operation

    @property
    def areas(self) -> list[str]:
        """Return the areas that access is given for; the operator's own is none."""
        return sorted({each.area for each in self._operations.values() if each.area} - {CONTROL})

    async def answer(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        """Return the answer of an operation as it is. Raises: Refused for a path that lacks a part."""
        described = self._operations[operation]
        by_wire = {each.wire: each for each in parameters_in(described)}
        try:
            request = request_for(
                described,
                ((by_wire[wire], value) for wire, value in arguments.items()),
                account_sid=self._account_sid,
                authorization=self._authorization,
                channel=Channel.CONSOLE,
                peer=self._peer,
            )
        except ValueError as fault:
            raise Refused(404, str(fault)) from fault
        return await self._ask(request)


def basic(user: str, password: str) -> str:
    """Return credentials as the header that they come in. Source: RFC 7617."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
