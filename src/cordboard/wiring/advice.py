"""What an agent would be told: its matrix, and the explanation of a call that nobody makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from cordboard.access.check import Check
from cordboard.access.judge import Judge, permitted
from cordboard.access.plan import plan_of
from cordboard.access.policy import LEVEL_NAMES, Policy
from cordboard.access.principal import Principal, Reach
from cordboard.access.shapes import action_of, shape_of
from cordboard.accounts.keys import ApiKey
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Operation
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Request
from cordboard.catalogue.route import Router
from cordboard.catalogue.unlisted import UnlistedCalls
from cordboard.wiring.known import AREAS, INVALID, OPERATIONS
from cordboard.wiring.roster import Roster

HEADERS = {"host": "localhost", "content-type": "application/x-www-form-urlencoded"}


class Advisor:
    """Tells what would be decided."""

    def __init__(self, judge: Judge, roster: Roster, router: Router) -> None:
        self._judge = judge
        self._roster = roster
        self._router = router
        self._unlisted = UnlistedCalls(router)

    def matrix(self, name: str) -> dict[str, Any]:
        """Tell of every operation whether an agent can call it."""
        agent = self._roster.named(name)
        policy = agent.policy
        return {
            "agent": name,
            "version": agent.version,
            "mode": policy.mode.value,
            "areas": {area: LEVEL_NAMES[policy.level(area)] for area in sorted(AREAS)},
            "operations": [_row(policy, operation) for _, operation in sorted(OPERATIONS.items())],
        }

    def explain(self, name: str, operation_name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Tell what would be decided of a call. Raises: Problem, also what the call itself would be answered."""
        agent = self._roster.named(name)
        exchange = self._exchange(operation_name, {"AccountSid": agent.account_sid, **parameters})
        assert exchange.bound is not None  # noqa: S101 - it was found, or made
        operation, given = exchange.bound.operation, exchange.dialect.read(exchange)[0]
        account_sid = str(parameters.get("AccountSid", agent.account_sid))
        found = self._judge.explain(agent, account_sid, operation, given)
        wrong = next((check for check in found if not check.passes), None)
        check = wrong or next(each for each in found if each.reason == "level")
        return {"agent": name, **_explained(name, operation, check, found)}

    def key_matrix(self, key: ApiKey) -> dict[str, Any]:
        """Tell of every operation whether a restricted key can call it."""
        checks = [(operation, permitted(_caller(key), operation)) for _, operation in sorted(OPERATIONS.items())]
        return {
            "key": key.sid,
            "allow": sorted(key.allowed),
            "operations": [
                {
                    "operation": operation.name,
                    "area": operation.area,
                    "needs": check.need,
                    "decision": "allow" if check.passes else "deny",
                }
                for operation, check in checks
            ],
        }

    def explain_key(self, key: ApiKey, operation_name: str) -> dict[str, Any]:
        """Tell what would be decided of a call of a restricted key, whatever its parameters. Raises: Problem 90002."""
        operation = OPERATIONS.get(operation_name)
        if operation is None:
            raise Problem(INVALID, parameter="operation", reason="there is no such operation, so it is refused")
        check = permitted(_caller(key), operation)
        return {"key": key.sid, **_explained(key.sid, operation, check, [check])}

    def _exchange(self, asked: str, parameters: Mapping[str, Any]) -> Exchange:
        """Return a call by the name of its operation or by method and path. Raises: Problem 90002."""
        operation = OPERATIONS.get(asked)
        method, is_path, path = asked.partition(" ")
        if operation is None and not is_path:
            raise Problem(INVALID, parameter="operation", reason="there is no such operation, so it is refused")
        request = _request(operation, parameters) if operation is not None else Request(method, path, "", HEADERS)
        exchange = self._router.find(request)
        exchange.account_sid = str(parameters["AccountSid"])
        if exchange.bound is None:
            self._unlisted.adopt(exchange)
        return exchange


def _caller(key: ApiKey) -> Principal:
    return Principal(key.account_sid, key.sid, Reach.RESTRICTED, frozenset(key.allowed))


def _explained(name: str, operation: Operation, check: Check, found: Sequence[Check]) -> dict[str, Any]:
    may = "may" if check.passes else "may not"
    return {
        "operation": operation.name,
        "decision": "allow" if check.passes else "deny",
        "reason_code": check.reason,
        "rule": check.rule,
        "sentence": f"{name} {may} do this: {check.why}.",
        "checks": [
            {
                "rule": each.rule,
                "passes": each.passes,
                "reason_code": each.reason,
                "why": None if each.passes else each.why,
                "fix": None if each.passes else each.fix or None,
            }
            for each in found
        ],
    }


def _row(policy: Policy, operation: Operation) -> dict[str, Any]:
    shape, action = shape_of(operation), action_of(operation)
    plan = plan_of(policy, operation.name, shape.area, action, is_costly=shape.is_costly)
    rules = list(dict.fromkeys([*(rule.at for rule in plan.rules), *(meter.at for meter in plan.meters)]))
    can = policy.level(shape.area) >= shape.needs and not shape.gives_credentials
    decision = ("conditional" if rules else "allow") if can else "deny"
    needs = LEVEL_NAMES[shape.needs]
    return {"operation": operation.name, "area": shape.area, "needs": needs, "decision": decision, "rules": rules}


def _request(operation: Operation, parameters: Mapping[str, Any]) -> Request:
    """Write a call as it would come in. Raises: Problem 90002 when a part of the path is not given."""
    surface, path, rest = operation.surface, operation.path, dict(parameters)
    for name in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
        if not isinstance(rest.get(name), str):
            raise Problem(INVALID, parameter=f"parameters.{name}", reason="it is a part of the path and a text")
        path = path.replace(f"{{{name}}}", quote(rest.pop(name), safe=""))
    pairs = [
        (name, str(each))
        for name, value in rest.items()
        if name != "AccountSid" or any(each.wire == name for each in operation.parameters)
        for each in (value if isinstance(value, list) else [value])
    ]
    text, is_read = urlencode(pairs), operation.method in ("GET", "DELETE")
    ending = ".json" if "json" in surface.dialect.extensions else ""
    where = f"/{surface.host}/{surface.version}{path}{ending}"
    return Request(operation.method, where, text if is_read else "", HEADERS, b"" if is_read else text.encode())
