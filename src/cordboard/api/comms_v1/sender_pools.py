"""Pools of senders. Source: reference of the Communications API, section 5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted, AcceptedResource
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import TAGS, Created, tags_of, was_created, wrong_empty, wrong_label
from cordboard.api.comms_v1.senders import SENDER_ID, ListSenders, chosen
from cordboard.api.comms_v1.senders import VIEW as SENDER_VIEW
from cordboard.api.comms_v1.surface import NOT_FOUND, SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path, query
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, OneOf, Text
from cordboard.communications.asked import said
from cordboard.communications.sender_pool import MOST_SENDERS, PoolOperation, SenderPool
from cordboard.communications.senders import Sender
from cordboard.communications.words import OPERATION, SENDER_POOL, OperationStatus

MOST_ADDED = 1_000
POOL_ID, OPERATION_ID, NAME = IdOf(SENDER_POOL), IdOf(OPERATION), Text(256)
STATUS = OneOf(OperationStatus, any_case=True)
VIEW = View("SenderPool", (out("id"), out("name"), out("tags", TAGS), *dates()))
OPERATION_VIEW = View("SenderPoolOperation", (out("id"), out("status", STATUS), out("stats", Anything()), *dates()))


@described
class Member:
    """A sender in a pool."""

    sender_id: str = param("sender_id", SENDER_ID, "The sender.")


@described
class CreatePool:
    """A pool to make."""

    name: str = param("name", NAME, "What it is called.")
    tags: dict[str, object] | None = param("tags", TAGS, "Up to ten tags.", default=None)
    senders: list[Member] | None = param(
        "senders", Fields(Member), "Its senders.", default=None, many=True, most=MOST_SENDERS
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the name and the tags."""
        return wrong_label(self.name, self.tags)


@described
class PoolOf:
    """Which pool."""

    sender_pool_id: str = path("sender_pool_id", POOL_ID, "The pool.")


@described
class UpdatePool:
    """A pool, and what to change."""

    sender_pool_id: str = path("sender_pool_id", POOL_ID, "The pool.")
    name: str | None = param("name", NAME, "What it is called.", default=None)
    tags: dict[str, object] | None = param("tags", TAGS, "All its tags.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with the name and the tags, or that nothing is to be changed."""
        if self.name is None and self.tags is None:
            yield said("At least one of the fields {} and {} is required.", "name", "tags")
        yield from wrong_label(self.name, self.tags)


@described
class ListPools(Created):
    """Which pools to list."""

    operation_id: str | None = query("operation_id", OPERATION_ID, "Only the pool that this operation made.")


@described
class AddSenders:
    """Senders to put into a pool."""

    sender_pool_id: str = path("sender_pool_id", POOL_ID, "The pool.")
    senders: list[Member] = param(
        "senders", Fields(Member), "The senders; the body may be the list itself.", many=True, most=MOST_ADDED
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that there are none."""
        return wrong_empty("senders", self.senders)


@described
class ListMembers(ListSenders):
    """Which senders of which pool."""

    sender_pool_id: str = path("sender_pool_id", POOL_ID, "The pool.")


@described
class MemberOf:
    """Which sender of which pool."""

    sender_pool_id: str = path("sender_pool_id", POOL_ID, "The pool.")
    sender_id: str = path("sender_id", SENDER_ID, "The sender.")


@described
class OperationOf:
    """Which operation."""

    operation_id: str = path("operation_id", OPERATION_ID, "The operation.")


@described
class ListOperations(Created):
    """Which operations to list."""

    status: OperationStatus | None = query("status", STATUS, "Only those of this state.")


def _pool(call: Call, pool_id: str) -> SenderPool:
    return call.services.reach.pools.held.get(call.account.sid, pool_id)


def _known(call: Call) -> Iterable[str]:
    return [each.id for each in call.services.reach.senders.every(call.account.sid)]


POOLS = Resource(SURFACE, "/SenderPools", view=VIEW, key="sender_pools", by="sender_pool_id", is_accepted=True)
MEMBERS = Resource(SURFACE, f"{POOLS.one}/Senders", view=SENDER_VIEW, key="senders", by="sender_id", is_accepted=True)
OPERATIONS = Resource(SURFACE, f"{POOLS.path}/Operations", view=OPERATION_VIEW, key="operations", by="operation_id")


@POOLS.create("CreateSenderPool", says="made sender pool {name}", given=CreatePool)
async def create_pool(call: Call, given: CreatePool) -> Accepted:
    """Make a pool of senders; the operation tells how many of them there are."""
    operation = await call.services.reach.pools.create(
        call.account.sid,
        given.name,
        tags_of(given.tags) or {},
        [each.sender_id for each in given.senders or ()],
        _known(call),
    )
    return Accepted(operation.id, OPERATIONS.path, POOLS.path)


@POOLS.list("ListSenderPools", says="listed the sender pools", given=ListPools)
async def list_pools(call: Call, given: ListPools) -> Page[SenderPool]:
    """List the pools of the account, newest first."""
    is_between, wanted = was_created(given), given.operation_id
    return call.services.reach.pools.held.page(
        call.account.sid, call.page, lambda pool: is_between(pool) and wanted in (None, pool.operation_id)
    )


@POOLS.fetch("FetchSenderPool", says="looked at sender pool {sender_pool_id}", given=PoolOf)
async def fetch_pool(call: Call, given: PoolOf) -> SenderPool:
    """Fetch a pool."""
    return _pool(call, given.sender_pool_id)


@POOLS.update("UpdateSenderPool", says="changed sender pool {sender_pool_id}", given=UpdatePool)
async def update_pool(call: Call, given: UpdatePool) -> AcceptedResource:
    """Change the name or the tags of a pool; the tags given take the place of all."""
    pool = _pool(call, given.sender_pool_id)
    await call.services.reach.pools.held.change(pool, name=given.name, tags=tags_of(given.tags))
    return AcceptedResource(pool.id, POOLS.path)


@POOLS.delete("DeleteSenderPool", says="deleted sender pool {sender_pool_id}", given=PoolOf)
async def delete_pool(call: Call, given: PoolOf) -> AcceptedResource:
    """Delete a pool; its senders stay with the account."""
    pool = _pool(call, given.sender_pool_id)
    await call.services.reach.pools.held.remove(pool)
    return AcceptedResource(pool.id, POOLS.path)


@MEMBERS.create("AddSendersToPool", says="put senders into sender pool {sender_pool_id}", given=AddSenders)
async def add_senders(call: Call, given: AddSenders) -> Accepted:
    """Put senders into a pool; the operation tells how many of them there are."""
    pool = _pool(call, given.sender_pool_id)
    operation = await call.services.reach.pools.add(pool, [each.sender_id for each in given.senders], _known(call))
    return Accepted(operation.id, OPERATIONS.path, f"{POOLS.path}/{pool.id}/Senders")


@MEMBERS.list("ListPoolSenders", says="listed the senders of sender pool {sender_pool_id}", given=ListMembers)
async def list_members(call: Call, given: ListMembers) -> Page[Sender]:
    """List the senders of a pool that the account still has, newest first."""
    members = call.services.reach.senders.members(call.account.sid, given.sender_pool_id)
    if members is None:
        raise Problem(NOT_FOUND)
    return chosen(members, given, call.page)


@MEMBERS.delete(
    "RemoveSenderFromPool", says="took sender {sender_id} out of sender pool {sender_pool_id}", given=MemberOf
)
async def remove_sender(call: Call, given: MemberOf) -> AcceptedResource:
    """Take a sender out of a pool; it stays with the account."""
    pool = _pool(call, given.sender_pool_id)
    await call.services.reach.pools.drop(pool, given.sender_id)
    return AcceptedResource(given.sender_id, f"{POOLS.path}/{pool.id}/Senders")


@OPERATIONS.list("ListSenderPoolOperations", says="listed the operations on sender pools", given=ListOperations)
async def list_operations(call: Call, given: ListOperations) -> Page[PoolOperation]:
    """List what was asked of pools, newest first."""
    is_between, wanted = was_created(given), given.status
    return call.services.reach.pools.operations.page(
        call.account.sid, call.page, lambda each: is_between(each) and wanted in (None, each.status)
    )


@OPERATIONS.fetch(
    "FetchSenderPoolOperation", says="looked at operation {operation_id} on a sender pool", given=OperationOf
)
async def fetch_operation(call: Call, given: OperationOf) -> PoolOperation:
    """Fetch what became of a pool that was made or filled."""
    return call.services.reach.pools.operations.get(call.account.sid, given.operation_id)
