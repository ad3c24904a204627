"""OAuth apps of an account. Source: the published twilio_iam_v1.json."""

from __future__ import annotations

from typing import Any

from cordboard.accounts.account import MAX_FRIENDLY_NAME
from cordboard.accounts.oauth import DEFAULT_TTL_S, LONGEST_TTL_S, OAUTH_APP, SHORTEST_TTL_S, OauthApp
from cordboard.api.call import Call
from cordboard.api.iam_v1.surface import SURFACE
from cordboard.api.v2010.surface import TEXT, out
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import iso8601
from cordboard.catalogue.describe import Property, View, described, param, path, values_of
from cordboard.catalogue.json_text import JsonObject
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Anything, SidOf, Text, Whole

APP_SID, ACCOUNT_SID = SidOf((OAUTH_APP.prefix,)), SidOf(("AC",))
NAME, KIND, DESCRIPTION = Text(MAX_FRIENDLY_NAME), Text(64), Text(1000)
POLICY = JsonObject(40_000)  # two hundred permissions of at most some 150 characters
TTL = Whole(SHORTEST_TTL_S, LONGEST_TTL_S)
_ABOUT = (
    out("type", TEXT),
    out("sid", TEXT),
    out("friendly_name", TEXT),
    out("description", TEXT),
    Property("date_created", TEXT, lambda app: iso8601(app.created_ms)),
    out("created_by", TEXT),
)
_REACH = (
    Property("status", TEXT, lambda _: "active"),
    out("policy", Anything()),
    out("access_token_ttl", Whole()),
)
NEW_APP = View("OAuthApp", (*_ABOUT, out("secret", TEXT), *_REACH))
APP = View("OAuthApp", (*_ABOUT, *_REACH))


@described
class CreateApp:
    """An app to make."""

    type: str = param("type", KIND, "A word for the kind of app; kept and shown.", default="", invalid=70001)
    friendly_name: str = param("friendly_name", NAME, "A name.", default="", invalid=70001)
    owner_sid: str | None = param(
        "owner_sid", ACCOUNT_SID, "The account, or one of its subaccounts; the caller's own if absent.", default=None
    )
    description: str = param("description", DESCRIPTION, "What it is for.", default="", invalid=70001)
    client_sid: str | None = param(
        "client_sid", APP_SID, "Read and not used: ids are made here.", default=None, invalid=70001
    )
    policy: dict[str, Any] | None = param(
        "policy",
        POLICY,
        'What the app may do, {"allow": [...], "deny": [...]}; nothing if absent.',
        default=None,
        invalid=70001,
    )
    access_token_ttl: int = param(
        "access_token_ttl", TTL, "How long its tokens live, in seconds.", default=DEFAULT_TTL_S, invalid=70001
    )


@described
class AppOf:
    """Which app."""

    sid: str = path("sid", APP_SID, "The app.")


@described
class UpdateApp(AppOf):
    """An app, and what to change."""

    type: str | None = param("type", KIND, "A word for the kind of app.", default=None, invalid=70001)
    friendly_name: str | None = param("friendly_name", NAME, "A name.", default=None, invalid=70001)
    description: str | None = param("description", DESCRIPTION, "What it is for.", default=None, invalid=70001)
    policy: dict[str, Any] | None = param(
        "policy", POLICY, "What the app may do from now on, its tokens included.", default=None, invalid=70001
    )
    access_token_ttl: int | None = param(
        "access_token_ttl", TTL, "How long its next tokens live, in seconds.", default=None, invalid=70001
    )


def _names(policy: dict[str, Any], part: str) -> list[str]:
    """Return the permissions of a part of a policy. Raises: Problem 70001."""
    names = policy.get(part) or []
    if not policy.keys() <= {"allow", "deny"} or not isinstance(names, list):
        raise Problem(70001, parameter="policy")
    if not all(isinstance(each, str) for each in names):
        raise Problem(70001, parameter="policy")
    return names


async def _app(call: Call, sid: str) -> OauthApp:
    """Return an app of the account or of one of its subaccounts. Raises: Problem 20404."""
    found = await call.services.apps.find(sid)
    if found is None or call.services.accounts.acting_for(call.account.sid, found.account_sid) is None:
        raise Problem(20404)
    return found


OAUTH_APPS = Resource(SURFACE, "/Account/OAuthApps", view=NEW_APP, by="sid")


@OAUTH_APPS.create("CreateOauthAppAccount", says="made OAuth app {friendly_name}", given=CreateApp)
async def create_app(call: Call, given: CreateApp) -> OauthApp:
    """Create an OAuth app; its secret is in this answer and in no other."""
    owner_sid, policy = given.owner_sid or call.account.sid, given.policy or {}
    if call.services.accounts.acting_for(call.account.sid, owner_sid) is None:
        raise Problem(20003, message="Authenticate")
    return await call.services.apps.create(
        owner_sid,
        allow=_names(policy, "allow"),
        deny=_names(policy, "deny"),
        created_by=call.caller_sid,
        **values_of(given, without=("owner_sid", "client_sid", "policy")),
    )


@OAUTH_APPS.update("UpdateOauthAppAccount", says="changed OAuth app {sid}", given=UpdateApp, view=APP, method="PUT")
async def update_app(call: Call, given: UpdateApp) -> OauthApp:
    """Change an OAuth app; a new policy holds at once for the tokens that it has."""
    policy = given.policy
    return await call.services.apps.change(
        await _app(call, given.sid),
        allow=None if policy is None else _names(policy, "allow"),
        deny=None if policy is None else _names(policy, "deny"),
        **values_of(given, without=("sid", "policy")),
    )


@OAUTH_APPS.delete("DeleteOauthAppAccount", says="deleted OAuth app {sid}", given=AppOf)
async def delete_app(call: Call, given: AppOf) -> None:
    """Delete an OAuth app; nobody gets in with its tokens any more."""
    await call.services.apps.remove(await _app(call, given.sid))
