"""People as recipients, and what resolves to whom. Source: reference of the Communications API, sections 3.1 and 4."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from cordboard.base.feed import Feed
from cordboard.base.outbox import Outbox
from cordboard.base.problem import Problem
from cordboard.base.sid import SidMaker
from cordboard.communications.people import ContactAddress, People
from cordboard.communications.ports import Target
from cordboard.communications.resolve import resolved
from cordboard.communications.senders import Sender, SenderStatus
from cordboard.communications.words import Channel, Reach
from cordboard.shelf.shelf import Shelf
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.store import SqliteStore
from cordboard.store.vault import AesVault

ACCOUNT, OTHER = "AC" + "1" * 32, "AC" + "2" * 32
HANDSET = Target("+14155550101", Reach.PHONE)


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    engine = Engine(tmp_path / "cordboard.db", Outbox(), Feed())
    ticks = count(1_700_000_000_000)
    sids = SidMaker(lambda: next(ticks), lambda: 7)
    yield People(Shelf(SqliteStore(engine, AesVault(b"k" * 32), sids), sids, lambda: 0))
    engine.close()


async def contact(people: People, number: str, **variables: str) -> str:
    address = ContactAddress(number, Reach.PHONE)
    made = await people.contacts.add(ACCOUNT, addresses=(address,), variables=variables, tags={})
    return made.id


async def test_a_contact_is_a_recipient_with_its_own_variables(people: People) -> None:
    made = await contact(people, "+14155550101", city="Bern")
    person = people.contact(ACCOUNT, made)
    assert person is not None
    assert (person.targets, person.variables) == ((HANDSET,), {"city": "Bern"})
    assert people.contact(OTHER, made) is None


async def test_an_audience_is_everybody_in_it_once(people: People) -> None:
    ids = [await contact(people, f"+1415555010{number}") for number in range(3)]
    audience = await people.create_audience(ACCOUNT, "Owls", {}, [*ids, ids[0]])
    found = people.audience(ACCOUNT, audience.id)
    assert found is not None
    assert [each.targets[0].address for each in found] == ["+14155550100", "+14155550101", "+14155550102"]
    assert people.audience(OTHER, audience.id) is None


async def test_an_audience_holds_ten_thousand_and_no_more(people: People) -> None:
    address = (ContactAddress("+14155550101", Reach.PHONE),)
    made = [people.contacts.make(ACCOUNT, addresses=address, variables={}, tags={}) for _ in range(10_000)]
    ids = [each.id for each in await people.contacts.put(made)]
    audience = await people.create_audience(ACCOUNT, "All", {}, ids)
    assert len(people.audience(ACCOUNT, audience.id) or ()) == 10_000
    one_more = await contact(people, "+14155560000")
    with pytest.raises(Problem, match="20001"):
        await people.include(audience, [one_more])


async def test_a_deleted_contact_is_in_no_audience(people: People) -> None:
    made = await contact(people, "+14155550101")
    audience = await people.create_audience(ACCOUNT, "Owls", {}, [made])
    await people.delete_contact(people.contacts.get(ACCOUNT, made))
    assert people.audience(ACCOUNT, audience.id) == []


def sender(number: int, channel: Channel, status: SenderStatus = SenderStatus.ACTIVATED) -> Sender:
    return Sender(
        sid=f"PN{number:032x}",
        account_sid=ACCOUNT,
        address=f"+1201555010{number}",
        channel=channel,
        display_name=None,
        status=status,
        created_ms=0,
        updated_ms=0,
    )


SMS, RCS, WHATSAPP = sender(1, Channel.SMS), sender(2, Channel.RCS), sender(3, Channel.WHATSAPP)
ALL = frozenset(Channel)


def test_a_handset_is_reached_over_rcs_before_sms() -> None:
    found = resolved([SMS, WHATSAPP, RCS], [HANDSET], ALL, {})
    assert [(each.sender, each.priority) for each in found] == [(RCS, 0), (SMS, 1)]


def test_a_given_priority_comes_first() -> None:
    assert resolved([SMS, RCS], [HANDSET], ALL, {Channel.SMS: 5})[0].sender == SMS


def test_senders_that_are_not_active_or_not_wanted_reach_nobody() -> None:
    assert resolved([sender(1, Channel.SMS, SenderStatus.DEACTIVATED)], [HANDSET], ALL, {}) == []
    assert resolved([SMS, RCS], [HANDSET], {Channel.WHATSAPP}, {}) == []


def test_nobody_is_reached_by_themselves() -> None:
    assert resolved([SMS], [Target(SMS.address, Reach.PHONE)], ALL, {}) == []
