"""How a policy is widened by an approval: its recipients are added to those of whom nobody is asked any more."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from cordboard.agents.approval import Approval

_RULE = re.compile(r"rules\[([0-9]{1,3})\]\.approve")


def widened(policy: Mapping[str, Any], approval: Approval) -> dict[str, Any]:
    """Return a policy that asks no more about the recipients of an approval, by the rule that asked."""
    document: dict[str, Any] = copy.deepcopy(dict(policy))
    found = _RULE.fullmatch(approval.rule)
    assert found is not None  # noqa: S101 - approvals begin at such a rule only
    rule = document["rules"][int(found[1])]
    given = rule["approve"]
    approve = dict(given) if isinstance(given, dict) else {"when": given}
    approve["except"] = list(dict.fromkeys([*approve.get("except", []), *approval.recipients]))
    rule["approve"] = approve
    return document
