"""What an agent leads somewhere is marked before it is done, in a real database: a crash in between leaves the mark."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest

from cordboard.access.resolve import Lookups
from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.page import PageRequest
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.numbers.application import Applications
from cordboard.numbers.number import Numbers
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault
from cordboard.wiring.known import OPERATIONS
from cordboard.wiring.led import MOST, Leader, Led

OURS, AGENT, OTHER = "AC" + "1" * 32, Leader("AG1", "DE1"), Leader("AG2", "DE2")
URL, SECOND = "https://example.com/answer", "https://example.com/second"


class KilledError(Exception):
    """The server is gone before it has answered."""


class Ground(NamedTuple):
    """What stands on one database."""

    shelf: Shelf
    numbers: Numbers
    applications: Applications

    async def after_a_crash(self) -> Led:
        """Return what a server remembers that starts now."""
        led = Led(self.shelf, cast(Lookups, None), self.numbers)
        await led.load()
        return led


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    engine = Engine(tmp_path / "cordboard.db", Outbox(), Feed())
    time_ms, random = count(1_700_000_000_000), count(1)
    now_ms = lambda: next(time_ms)  # noqa: E731
    sids = SidMaker(now_ms, lambda: next(random))
    store = SqliteStore(engine, AesVault(b"k" * 32), sids)
    shelf = Shelf(store, sids, now_ms)
    yield Ground(shelf, Numbers(store, sids, now_ms), Applications(shelf, lambda sid: None))
    engine.close()


async def carried(led: Led, who: Leader, sid: str, act: Callable[[], Awaitable[Any]], **given: str) -> Any:
    """Carry out what makes an application, or changes it where a SID is given, for an agent or for its owner."""
    name = "UpdateApplication" if sid else "CreateApplication"
    values = {"Sid": sid} if sid else {}
    ruling = SimpleNamespace(agent=SimpleNamespace(sid=who.agent_sid), decision=SimpleNamespace(id=who.decision_id))
    call = SimpleNamespace(
        account=SimpleNamespace(sid=OURS),
        given=SimpleNamespace(**given),
        exchange=SimpleNamespace(bound=SimpleNamespace(operation=OPERATIONS[name]), values=values),
        ruling=ruling if who.agent_sid else None,
    )
    return await led.around()[name](cast(Any, call), act)


def making(ground: Ground, *, killed: bool = False, refused: bool = False) -> Callable[[], Awaitable[Any]]:
    """Return what makes an application; a server that is killed has made it and told nobody."""

    async def make() -> Any:
        if refused:
            raise Problem(20404)
        made = await ground.applications.create(OURS, {"friendly_name": "theirs", "voice_url": URL})
        if killed:
            raise KilledError
        return made

    return make


async def made_by_the_owner(ground: Ground, led: Led) -> str:
    made = await carried(led, Leader(), "", making(ground), voice_url=URL)
    return str(made.sid)


async def test_what_an_agent_makes_is_its_own_also_after_a_crash(ground: Ground) -> None:
    led = await ground.after_a_crash()
    made = await carried(led, AGENT, "", making(ground), voice_url=URL)
    for each in (led, await ground.after_a_crash()):
        assert each.by(OURS, (made.sid,), (URL,)) == AGENT
        assert each.by(OURS, ("AP-other",), (URL,)) == Leader()


async def test_a_crash_after_something_was_made_leaves_its_document_marked(ground: Ground) -> None:
    with pytest.raises(KilledError):
        await carried(await ground.after_a_crash(), AGENT, "", making(ground, killed=True), voice_url=URL)
    [made] = (await ground.applications.page(OURS, PageRequest(9), None)).items
    led = await ground.after_a_crash()
    assert led.by(OURS, (made.sid,), (URL,)) == AGENT
    assert led.by("AC" + "2" * 32, ("AP-other",), (URL,)) == Leader()


async def test_an_owner_takes_over_what_a_crash_left_marked(ground: Ground) -> None:
    with pytest.raises(KilledError):
        await carried(await ground.after_a_crash(), AGENT, "", making(ground, killed=True), voice_url=URL)
    led = await ground.after_a_crash()
    taken = await made_by_the_owner(ground, led)
    for each in (led, await ground.after_a_crash()):
        assert each.by(OURS, (taken,), (URL,)) == Leader()
        assert each.by(OURS, ("AP-other",), (URL,)) == AGENT


async def test_a_document_is_marked_on_disk_before_it_is_set(ground: Ground) -> None:
    led = await ground.after_a_crash()
    sid = await made_by_the_owner(ground, led)

    async def change() -> None:
        assert (await ground.after_a_crash()).by(OURS, (sid,), (SECOND,)) == AGENT
        raise KilledError

    with pytest.raises(KilledError):
        await carried(led, AGENT, sid, change, voice_url=SECOND)
    assert led.by(OURS, (sid,), (SECOND,)) == AGENT


async def test_what_was_refused_marks_nothing(ground: Ground) -> None:
    led = await ground.after_a_crash()
    sid = await made_by_the_owner(ground, led)
    for target in ("", sid):
        with pytest.raises(Problem):
            await carried(led, AGENT, target, making(ground, refused=True), voice_url=URL)
        for each in (led, await ground.after_a_crash()):
            assert each.by(OURS, (sid,), (URL,)) == Leader()


async def test_what_was_refused_leaves_the_mark_of_who_set_it(ground: Ground) -> None:
    led = await ground.after_a_crash()
    made = await carried(led, AGENT, "", making(ground), voice_url=URL)
    with pytest.raises(Problem):
        await carried(led, OTHER, made.sid, making(ground, refused=True), voice_url=URL)
    for each in (led, await ground.after_a_crash()):
        assert each.by(OURS, (made.sid,), (URL,)) == AGENT


async def test_an_owner_who_sets_it_meanwhile_does_not_free_what_an_agent_sets_after(ground: Ground) -> None:
    led = await ground.after_a_crash()
    made = await carried(led, AGENT, "", making(ground), voice_url=URL)

    async def owner() -> Any:
        return made

    async def change() -> Any:
        await carried(led, Leader(), made.sid, owner, voice_url=SECOND)
        return made

    await carried(led, AGENT, made.sid, change, voice_url=SECOND)
    for each in (led, await ground.after_a_crash()):
        assert each.by(OURS, (made.sid,), (SECOND,)) == AGENT


async def test_beyond_the_bound_all_documents_are_the_agents_but_those_of_the_owner(ground: Ground) -> None:
    led = await ground.after_a_crash()
    made = await carried(led, AGENT, "", making(ground), voice_url=URL)
    for number in range(MOST):
        await carried(led, AGENT, made.sid, lambda: _done(made), voice_url=f"{URL}/{number}")
    await carried(led, Leader(), made.sid, lambda: _done(made), sms_url=SECOND)
    for each in (led, await ground.after_a_crash()):
        assert each.by(OURS, (made.sid,), (SECOND,)) == Leader()
        assert each.by(OURS, (made.sid,), ("https://example.com/any",)) == AGENT


async def _done(made: Any) -> Any:
    return made
