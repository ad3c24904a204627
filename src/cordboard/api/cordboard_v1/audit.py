"""The audit of agents: what each asked for, what was decided, and what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, INSTANT, SURFACE, TEXT, item
from cordboard.base.page import Page
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import Level, Listing, View, described, query
from cordboard.catalogue.request import Streamed
from cordboard.catalogue.wire import Boolean, OneOf, Text, Whole

INVALID = 90002
WORD = Text(100)
ROW = View(
    "AuditRow",
    (
        item("seq", Whole()),
        item("kind", TEXT),
        item("id", TEXT),
        item("at", INSTANT, "at_ms"),
        item("agent", TEXT),
        item("operation", TEXT),
        item("decision", TEXT),
        item("sentence", TEXT),
        item("reason_code", TEXT),
        item("why", TEXT),
        item("rule", TEXT),
        item("area", TEXT),
        item("level_needed", TEXT),
        item("parameters", ANYTHING),
        item("is_masked", Boolean()),
        item("args_sha256", TEXT),
        item("policy_version"),
        item("policy_hash", TEXT),
        item("cost_micros"),
        item("approval_sid", TEXT),
        item("agent_sid", TEXT),
        item("key_sid", TEXT),
        item("account_sid", TEXT),
        item("ip", TEXT),
        item("channel", TEXT),
        item("client", TEXT),
        item("method", TEXT),
        item("path", TEXT),
        item("request_id", TEXT),
        item("status"),
        item("code"),
        item("sid", TEXT),
        item("duration_us"),
        item("prev", TEXT),
        item("hash", TEXT),
    ),
)
CHECKPOINT = View(
    "AuditCheckpoint",
    (
        item("v", Whole()),
        item("at_ms", Whole()),
        item("count", Whole()),
        item("head", TEXT),
        item("signature", TEXT),
    ),
)


class Decided(StrEnum):
    """What was decided."""

    ALLOW = "allow"
    DENY = "deny"
    HOLD = "hold"
    WOULD_DENY = "would_deny"


class ExportForm(StrEnum):
    """How rows are written out."""

    JSONL = "jsonl"
    CSV = "csv"


TYPES = {ExportForm.JSONL: "application/x-ndjson", ExportForm.CSV: "text/csv"}


@described
class SearchAudit:
    """Which rows."""

    agent: str | None = query("agent", WORD, "Only rows of the agent of this name.", invalid=INVALID)
    decision: Decided | None = query("decision", OneOf(Decided), "Only calls decided so.", invalid=INVALID)
    operation: str | None = query("operation", WORD, "Only calls of this operation.", invalid=INVALID)
    key: str | None = query("key", WORD, "Only decisions about this API key, restricted ones too.", invalid=INVALID)
    id: str | None = query("id", WORD, "Only the rows of this decision, and what it led to.", invalid=INVALID)
    since: int | None = query("since", Instant(), "Only rows from this instant on.", invalid=INVALID)
    until: int | None = query("until", Instant(), "Only rows before this instant.", invalid=INVALID)
    text: str | None = query("text", WORD, "Only rows whose sentence holds this, in any case.", invalid=INVALID)


@described
class ExportAudit(SearchAudit):
    """Which rows, and how they are written."""

    format: ExportForm = query("format", OneOf(ExportForm), "jsonl or csv.", default=ExportForm.JSONL, invalid=INVALID)


def _wanted(given: SearchAudit) -> dict[str, object]:
    names = ("agent", "decision", "operation", "key", "id", "since", "until", "text")
    return {name: getattr(given, name) for name in names if getattr(given, name) is not None}


@SURFACE.operation(
    "GET",
    "/audit",
    name="ListAudit",
    level=Level.READ,
    says="read the audit",
    given=SearchAudit,
    view=ROW,
    listing=Listing("audit"),
)
async def list_audit(call: Call, given: SearchAudit) -> Page[dict[str, Any]]:
    """List rows of the audit, newest first: of each call of an agent its decision and its outcome.

    A page looks at 5,000 rows at most, and at 10,000 where no instant is asked for: where what is searched for is rare
    it is short, or empty, and leads on.
    """
    await call.services.write_records()
    return await call.services.audit.rows(_wanted(given), call.page)


@SURFACE.operation(
    "GET", "/audit/export", name="ExportAudit", level=Level.READ, says="exported the audit", given=ExportAudit
)
async def export_audit(call: Call, given: ExportAudit) -> Streamed:
    """Write out rows of the audit, newest first; JSON lines hold what their hashes are made of."""
    await call.services.write_records()
    return Streamed(TYPES[given.format], call.services.audit.export(_wanted(given), given.format))


@SURFACE.operation(
    "GET",
    "/audit/checkpoint",
    name="FetchAuditCheckpoint",
    level=Level.READ,
    says="made a checkpoint of the audit",
    view=CHECKPOINT,
)
async def fetch_checkpoint(call: Call, given: None) -> dict[str, Any]:
    """Sign how long the audit is and how it ends; kept elsewhere, it shows whether rows are gone later."""
    await call.services.write_records()
    return call.services.audit.checkpoint()
