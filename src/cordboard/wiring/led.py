"""Traffic that agents led somewhere: what comes in and runs a document that an agent had set is the agent's.

A document is remembered with what it was set for, a number, an application, a service or a short code, so that the same
document elsewhere stays whose it was; who sets it there again without being an agent takes it over. The mark is on
disk before the document is set, so that a crash in between leaves too much marked, never too little.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cordboard.access.call import Call
from cordboard.access.gate_ports import Around
from cordboard.access.resolve import Lookups, documents_of
from cordboard.access.shapes import DOCUMENTS, shape_of
from cordboard.base.problem import Problem
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Kept, Kind, Shelf
from cordboard.wiring.known import OPERATIONS

MOST, ANY = 100, "*"  # documents of one number; beyond that whatever it leads to is the agent's


class LedDocument(Kept, frozen=True, kw_only=True):
    """A document, what it was set for, and the agent and the decision that set it.

    ``holder`` is a number or a SID; that of the account stands for something that was being made, and has none yet.
    Without an agent it is one that somebody else took over while a wider mark is there.
    """

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

    def __init__(self, shelf: Shelf, lookups: Lookups, numbers: Numbers) -> None:
        self._shelf = shelf
        self._lookups = lookups
        self._numbers = numbers
        self._documents: dict[str, dict[str, LedDocument]] = {}

    async def load(self) -> None:
        """Read all, at the start."""
        for each in await self._shelf.all(LED, None):
            self._note(each)

    def by(self, account_sid: str, holders: Iterable[str | None], urls: Sequence[str | None]) -> Leader:
        """Return who had one of these documents set for one of these holders."""
        if self._documents:
            named = list(filter(None, holders))
            for url in filter(None, urls):
                marks = [mark for holder in named if (mark := self._mark(holder, url, ANY)) is not None]
                if not marks and (made := self._mark(account_sid, url)) is not None:
                    marks.append(made)
                for mark in marks:
                    if mark.agent_sid:
                        return Leader(mark.agent_sid, mark.decision_id)
        return Leader()

    def around(self) -> Mapping[str, Around]:
        """Return what carries out each operation that sets documents for what comes in."""
        naming = [
            each for each in OPERATIONS.values() if DOCUMENTS.intersection(given.wire for given in each.parameters)
        ]
        shapes = {each.name: shape_of(each) for each in naming}
        setting = [name for name, shape in shapes.items() if DOCUMENTS.intersection(shape.texts.values())]
        return dict.fromkeys([name for name in setting if shapes[name].area != "voice"], self._carry)

    async def _carry(self, call: Call, act: Callable[[], Awaitable[Any]]) -> Any:
        bound, ruling, account_sid = call.exchange.bound, call.ruling, call.account.sid
        assert bound is not None  # noqa: S101 - it is carried out
        urls = documents_of(bound.operation, call.given, account_sid, self._lookups)
        if not urls:
            return await act()
        if ruling is None or ruling.agent is None:
            result = await act()
            await self._free(account_sid, _holder_of(result), urls)
            return result
        leader = Leader(ruling.agent.sid, ruling.decision.id)
        sid = call.exchange.values.get("Sid", "")
        lead = self._lead_known if sid else self._lead_new
        return await lead(account_sid, sid, urls, leader, act)

    async def _lead_known(
        self, account_sid: str, sid: str, urls: Sequence[str], leader: Leader, act: Callable[[], Awaitable[Any]]
    ) -> Any:
        """Set documents for what is there; each is marked before."""
        holder = next((each.phone_number for each in self._numbers.lines(account_sid) if each.sid == sid), sid)
        known = self._documents.get(holder, {})
        kept = list(dict.fromkeys(urls)) if len(known) + len(urls) <= MOST else [ANY]
        before = {url: known[url] for url in kept if url in known}
        marks = [self._made(account_sid, holder, url, leader, before.get(url)) for url in kept]
        await self._keep(marks)
        try:
            result = await act()
        except Problem:  # nothing was done
            await self._take_back([mark for mark in marks if self._mark(holder, mark.url) is mark], before)
            raise
        await self._keep([mark for mark in marks if self._mark(holder, mark.url) is not mark])  # taken over meanwhile
        return result

    async def _lead_new(
        self, account_sid: str, _: str, urls: Sequence[str], leader: Leader, act: Callable[[], Awaitable[Any]]
    ) -> Any:
        """Make something with documents.

        What it will be is not known, so that the marks are of the whole account until it is; in memory they are from
        the next start on alone, so that nobody else's documents are taken for the agent's meanwhile.
        """
        marks = [self._made(account_sid, account_sid, url, leader) for url in dict.fromkeys(urls)]
        await self._shelf.put_all(LED, marks)
        try:
            result = await act()
        except Problem:  # nothing was done
            await self._drop(marks)
            raise
        holder = _holder_of(result)
        old = list(self._documents.pop(holder, {}).values())  # of a number that was given up and bought again
        await self._keep([self._made(account_sid, holder, mark.url, leader, mark) for mark in marks])
        await self._drop(old)
        return result

    async def _free(self, account_sid: str, holder: str, urls: Sequence[str]) -> None:
        """Let documents be nobody's that somebody set who is no agent."""
        known = self._documents.get(holder, {})
        for url in dict.fromkeys(urls):
            found = known.get(url)
            if ANY in known or self._mark(account_sid, url) is not None:
                if len(known) < 2 * MOST:
                    await self._keep([self._made(account_sid, holder, url, Leader(), found)])
            elif found is not None:
                del known[url]
                await self._shelf.remove(found)

    def _made(
        self, account_sid: str, holder: str, url: str, leader: Leader, old: LedDocument | None = None
    ) -> LedDocument:
        """Return a mark, in the place of an old one."""
        sid = old.sid if old is not None else None
        return self._shelf.make(LED, account_sid, sid=sid, holder=holder, url=url, **leader._asdict())

    def _mark(self, holder: str, *urls: str) -> LedDocument | None:
        known = self._documents.get(holder, {})
        return next((known[url] for url in urls if url in known), None)

    def _note(self, mark: LedDocument) -> None:
        self._documents.setdefault(mark.holder, {})[mark.url] = mark

    async def _keep(self, marks: Sequence[LedDocument]) -> None:
        for mark in marks:
            self._note(mark)
        if marks:
            await self._shelf.put_all(LED, marks)

    async def _take_back(self, marks: Sequence[LedDocument], before: Mapping[str, LedDocument]) -> None:
        await self._keep([before[mark.url] for mark in marks if mark.url in before])
        new = [mark for mark in marks if mark.url not in before]
        for mark in new:
            del self._documents[mark.holder][mark.url]
        await self._drop(new)

    async def _drop(self, marks: Iterable[LedDocument]) -> None:
        for mark in marks:
            await self._shelf.remove(mark)


def _holder_of(result: Any) -> str:
    """Return by what traffic finds what an operation made or changed: its number, or its SID."""
    return getattr(result, "phone_number", "") or getattr(result, "short_code", "") or getattr(result, "sid", "")
