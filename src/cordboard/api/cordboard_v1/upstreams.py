"""Upstreams: the accounts elsewhere on which calls of agents are carried out once they are decided here."""

from __future__ import annotations

from cordboard.agents.upstreams import MOST_TIMEOUT_S, TIMEOUT_S, Upstream
from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import INSTANT, SURFACE, TEXT, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Text, Whole

INVALID = 90002
NAME, SID, SECRET, URL = Text(64), Text(34), Text(200), Text(300)
UPSTREAM = View(
    "Upstream",
    (
        out("name", TEXT),
        out("sid", TEXT),
        out("account_sid", TEXT, "their_sid"),
        out("base_url", TEXT),
        out("timeout_s", Whole()),
        out("created_at", INSTANT, "created_ms"),
    ),
)


@described
class CreateUpstream:
    """An account elsewhere."""

    name: str = param("name", NAME, "Letters, digits, - and _.", missing=INVALID, invalid=INVALID)
    account_sid: str = param("account_sid", SID, "The account there.", missing=INVALID, invalid=INVALID)
    auth_token: str = param("auth_token", SECRET, "Its token, which is in no answer.", missing=INVALID, invalid=INVALID)
    base_url: str = param(
        "base_url", URL, "Where its API is: https, or http on this machine.", missing=INVALID, invalid=INVALID
    )
    timeout_s: int = param(
        "timeout_s", Whole(1, MOST_TIMEOUT_S), "How long a call may take.", default=TIMEOUT_S, invalid=INVALID
    )


@described
class UpstreamOf:
    """Which upstream."""

    name: str = path("Name", TEXT, "The upstream.")


UPSTREAMS = Resource(SURFACE, "/upstreams", view=UPSTREAM, key="upstreams", by="Name")


@UPSTREAMS.create("CreateUpstream", says="made upstream {name}", given=CreateUpstream)
async def create_upstream(call: Call, given: CreateUpstream) -> Upstream:
    """Keep an account elsewhere; its token is sealed, and answered by nothing."""
    return await call.services.upstreams.create(
        call.account.sid,
        name=given.name,
        their_sid=given.account_sid,
        auth_token=given.auth_token,
        base_url=given.base_url,
        timeout_s=given.timeout_s,
    )


@UPSTREAMS.list("ListUpstream", says="listed the upstreams")
async def list_upstreams(call: Call, given: None) -> Page[Upstream]:
    """List upstreams, newest first."""
    return await call.services.upstreams.page(call.account.sid, call.page)


@UPSTREAMS.delete("DeleteUpstream", says="deleted upstream {Name}", given=UpstreamOf)
async def delete_upstream(call: Call, given: UpstreamOf) -> None:
    """Forget an upstream; agents whose policy names it are refused from then on."""
    await call.services.upstreams.remove(given.name)
