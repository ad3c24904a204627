"""Traffic that agents led somewhere: what comes in and runs a document that an agent had set is the agent's.

A document is remembered with what it was set for, a number, an application, a service or a short code, so that the same
document elsewhere stays whose it was; who sets it there again without being an agent takes it over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cordboard.access.gate import Call, Follower
from cordboard.access.resolve import DOCUMENTS, Lookups, documents_of, shape_of
from cordboard.shelf.shelf import Kept, Kind, Shelf
from cordboard.wiring.known import OPERATIONS

MOST, ANY = 100, "*"  # documents of one number; beyond that whatever it leads to is the agent's


class LedDocument(Kept, frozen=True, kw_only=True):
    """A document, what it was set for, and the agent and the decision that set it."""

    holder: str
    url: str
    agent_sid: str
    decision_id: str


LED = Kind("agent_document", "AJ", LedDocument)


class Leader(NamedTuple):
    """Who led something: an agent, by a decision; both empty for everybody else."""

    agent_sid: str = ""
    decision_id: str = ""


class Led:
    """Remembers which documents agents had set, in memory, as every call and message that comes in asks."""

    def __init__(self, shelf: Shelf, lookups: Lookups) -> None:
        self._shelf = shelf
        self._lookups = lookups
        self._documents: dict[tuple[str, str, str], LedDocument] = {}

    async def load(self) -> None:
        """Read all, at the start."""
        for each in await self._shelf.all(LED, None):
            self._documents[each.account_sid, each.holder, each.url] = each

    def by(self, account_sid: str, holders: Iterable[str | None], urls: Sequence[str | None]) -> Leader:
        """Return who had one of these documents set for one of these holders."""
        if self._documents:
            for holder in filter(None, holders):
                for url in (ANY, *filter(None, urls)):
                    found = self._documents.get((account_sid, holder, url))
                    if found is not None:
                        return Leader(found.agent_sid, found.decision_id)
        return Leader()

    def followers(self) -> Mapping[str, Follower]:
        """Return what is told of each operation that sets documents for what comes in."""
        shapes = {name: shape_of(operation) for name, operation in OPERATIONS.items()}
        setting = [name for name, shape in shapes.items() if DOCUMENTS.intersection(shape.texts.values())]
        return dict.fromkeys([name for name in setting if shapes[name].area != "voice"], self._follow)

    def _follow(self, call: Call) -> Awaitable[None] | None:
        bound, ruling = call.exchange.bound, call.ruling
        assert bound is not None  # noqa: S101 - it was carried out
        account_sid = call.account.sid
        documents = documents_of(bound.operation, call.given, account_sid, self._lookups)
        holder = getattr(call.result, "phone_number", None) or getattr(call.result, "sid", "")
        if not documents or not holder:
            return None
        if ruling is None or ruling.agent is None:
            return self._forget(account_sid, holder, documents)
        leader = Leader(ruling.agent.sid, ruling.decision.id)
        return self._remember(account_sid, holder, documents, leader)

    async def _remember(self, account_sid: str, holder: str, urls: Sequence[str], leader: Leader) -> None:
        known = sum(key[:2] == (account_sid, holder) for key in self._documents)
        for url in urls if known + len(urls) <= MOST else (ANY,):
            old = self._documents.get((account_sid, holder, url))
            values: dict[str, Any] = {"sid": old.sid} if old is not None else {}
            made = self._shelf.make(LED, account_sid, holder=holder, url=url, **leader._asdict(), **values)
            self._documents[account_sid, holder, url] = made
            await self._shelf.put(LED, made)

    async def _forget(self, account_sid: str, holder: str, urls: Sequence[str]) -> None:
        for url in (*urls, ANY):
            found = self._documents.pop((account_sid, holder, url), None)
            if found is not None:
                await self._shelf.remove(found)
