"""Now: what happens, in sentences, newest first, and what happens next as it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cordboard.access.audit_redaction import without_numbers
from cordboard.base.phone import mask
from cordboard.catalogue.request import Answer
from cordboard.faces.console import feed
from cordboard.faces.console.answers import page
from cordboard.faces.console.feed import Told
from cordboard.faces.console.looks import render
from cordboard.faces.console.visit import Visit

MOST_SHOWN = 200
MOST_ASKED = 100  # the newest of each kind are asked for together; what is older is told without its facts


class Noun(NamedTuple):
    """What events of a name are about: its area, what it is called, and the list that tells more of it.

    ``kind`` are the rows of the list that are of these events, ``by`` what of a row an event names.
    """

    area: str
    words: str
    operation: str = ""
    key: str = ""
    path: Mapping[str, Any] = {}
    kind: str = ""
    by: str = "sid"


NOUNS = {
    "message": Noun("messaging", "The message", "ListMessage", "messages", {"PageSize": MOST_ASKED}),
    "call": Noun("voice", "The call", "ListCall", "calls", {"PageSize": MOST_ASKED}),
    "decision": Noun("", "A decision", "ListAudit", "audit", {"page_size": 2 * MOST_ASKED}, "decision", "id"),
    "judgement": Noun("", "A judgement", "ListAudit", "audit", {"page_size": 2 * MOST_ASKED}, "judgement", "seq"),
    "approval": Noun("", "An approval", "ListApproval", "approvals", {"page_size": MOST_ASKED}, by="id"),
    "communication": Noun("communications", "The communication"),
    "operation": Noun("communications", "The operation"),
    "email": Noun("communications", "The mail"),
    "notification": Noun("communications", "The notification"),
}
STATES = {
    "scheduled": "is to be sent later",
    "queued": "was accepted",
    "received": "came in",
    "delivered": "was delivered",
    "undelivered": "was not delivered",
    "failed": "failed",
    "read": "was read",
    "canceled": "was canceled",
    "ringing": "rings",
    "in-progress": "was answered",
    "completed": "has ended",
    "busy": "met a busy line",
    "no-answer": "was not answered",
    "approved": "was granted",
    "refused": "was refused",
    "processing": "goes out",
    "sent": "was sent",
}
"""The states that are told; those between them last too short for anybody to read of them."""
SENT_LAST = frozenset({"email", "notification"})
"""Of these nothing need follow when they are sent: a relay and a device tell no more."""
BAD = frozenset({"undelivered", "failed", "busy", "no-answer", "refused", "deny"})


class Row(NamedTuple):
    """One line of the page."""

    at: str
    area: str
    agent: str
    sentence: str
    state: str
    link: str = ""

    @property
    def is_bad(self) -> bool:
        """Tell whether it is what nobody hopes for."""
        return self.state in BAD


async def shown(visit: Visit) -> Answer:
    """Show what happened last."""
    told = await feed.latest(visit, MOST_SHOWN)
    rows = await _rows(visit, told)
    agents = [each["name"] for each in (await visit.desk.ask("ListAgent"))["agents"]]
    wanted = {name: visit.query.get(name, "") for name in ("agent", "area")}
    last_id = told[-1].id if told else ""
    html = render(
        "now.html", visit, here="now", rows=rows, agents=agents, areas=visit.desk.areas, wanted=wanted, last_id=last_id
    )
    return page(visit.request, html)


async def stream(visit: Visit) -> Answer:
    """Tell the page what happens, row by row."""

    async def tell(told: list[Told]) -> str:
        rows = await _rows(visit, told)
        return render("rows.html", visit, rows=rows, is_fresh=True) if rows else ""

    return await feed.stream_of(visit, "happened", tell)


async def _rows(visit: Visit, told: Sequence[Told]) -> list[Row]:
    """Return the rows of events, newest first, as far as they are wanted."""
    wanted = [each for each in told if each.name in NOUNS and _is_told(each)]
    # What is told twice, such as a call that is queued and then dialled, is one line.
    kept = list({(each.name, each.facts["sid"], each.facts["state"]): each for each in wanted}.values())
    facts = {name: await _facts(visit, NOUNS[name]) for name in {each.name for each in kept} if NOUNS[name].operation}
    rows = [_row(each, facts.get(each.name, {}).get(each.facts["sid"], {})) for each in reversed(kept)]
    agent, area = visit.query.get("agent", ""), visit.query.get("area", "")
    return [row for row in rows if agent in ("", row.agent) and area in ("", row.area)]


def _is_told(event: Told) -> bool:
    state = event.facts["state"]
    return bool(NOUNS[event.name].kind) or (state in STATES and (state != "sent" or event.name in SENT_LAST))


async def _facts(visit: Visit, noun: Noun) -> dict[str, Mapping[str, Any]]:
    """Return what is known of the latest, by what events name of it."""
    found = (await visit.desk.ask(noun.operation, **noun.path))[noun.key]
    return {str(each[noun.by]): each for each in found if noun.kind in ("", each.get("kind"))}


def _row(event: Told, known: Mapping[str, Any]) -> Row:
    noun, facts = NOUNS[event.name], event.facts
    state = facts["state"]
    agent, area, link = str(known.get("agent", "")), str(known.get("area") or noun.area), ""
    asked = facts["sid"] if event.name == "approval" else known.get("approval_sid")
    if asked:
        link = f"/console/approvals/{asked}"
    if noun.kind and known:
        sentence = without_numbers(str(known["sentence"]))
    elif event.name == "approval" and known:
        sentence = f"What {agent} asked for {STATES[state]} by {known['decided_by']}."
    else:
        sentence = f"{noun.words}{_between(known)} {STATES.get(state, state)}."
    return Row(facts["at"], area, agent, sentence, state, link)


def _between(known: Mapping[str, Any]) -> str:
    """Say from whom to whom, where that is known."""
    sender, to = known.get("from"), known.get("to")
    return f"{f' from {mask(sender)}' if sender else ''}{f' to {mask(to)}' if to else ''}"
