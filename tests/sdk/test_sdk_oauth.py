"""The official Python library against the running server: OAuth apps, their tokens, and roles."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import jwt
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.credential.client_credential_provider import ClientCredentialProvider
from twilio.http.client_token_manager import ClientTokenManager
from twilio.rest import Client
from twilio.rest.iam.v1.o_auth_app import OAuthAppInstance

READ, SEND = "/twilio/messaging/messages/read", "/twilio/messaging/messages/create"
ALL, LISTS = "/twilio/messaging/messages/*", "/twilio/messaging/messages/list"
MESSAGES = "/2010-04-01/Accounts/{sid}/Messages.json"
# IX and the first 32 digits of `printf 'role developer' | sha256sum`, as the divergences tell
ROLES = {"developer": "IX85f59e65fb042d77cb273b2f0886214c", "support": "IX3c6725c6cc7c5f547bc33b1d1b276bcd"}


def made(live: Any, **given: Any) -> Any:
    body = {"type": "account", "friendly_name": "Till", "access_token_ttl": 600, **given}
    status, _, answer = live.raw(
        "POST", "/iam/v1/Account/OAuthApps", json.dumps(body).encode(), content_type="application/json"
    )
    assert status == 201, answer
    return json.loads(answer)


def put(live: Any, sid: str, **given: Any) -> Any:
    path = f"/iam/v1/Account/OAuthApps/{sid}"
    status, _, answer = live.raw("PUT", path, json.dumps(given).encode(), content_type="application/json")
    assert status == 200, answer
    return json.loads(answer)


def asked(live: Any, app: Any, **more: str) -> tuple[int, Any]:
    form = {"grant_type": "client_credentials", "client_id": app["sid"], "client_secret": app["secret"], **more}
    # Nobody is signed in yet: an empty header is none.
    status, _, answer = live.raw("POST", "/iam/v1/token", urlencode(form).encode(), headers={"Authorization": ""})
    return status, json.loads(answer)


def token(live: Any, app: Any, **more: str) -> str:
    status, answer = asked(live, app, **more)
    assert status == 201, answer
    return str(answer["access_token"])


def called(live: Any, bearer: str, method: str = "GET", path: str = MESSAGES, **form: str) -> tuple[int, int]:
    """Call with a token; returns the status and the error code."""
    body = urlencode(form).encode() if form else None
    path = path.format(sid=live.account_sid)
    status, _, answer = live.raw(method, path, body, headers={"Authorization": f"Bearer {bearer}"})
    return status, json.loads(answer).get("code") or 0 if answer else 0


def test_the_official_library_signs_in_as_an_app(live: Any) -> None:
    app = made(live, policy={"allow": [ALL]})
    here = live.client().http_client  # which sends what is for twilio.com to the server
    manager = ClientTokenManager("client_credentials", app["sid"], app["secret"])
    manager.client = Client(environment={"-": ""}, http_client=here)  # it knows only oauth.twilio.com by itself
    provider = ClientCredentialProvider(app["sid"], app["secret"], token_manager=manager)
    client = Client(credential_provider=provider, account_sid=live.account_sid, http_client=here)
    client.api.base_url = live.url
    sent = client.messages.create(to="+14155550143", from_=live.number, body="From an app")
    assert client.messages(sent.sid).fetch().body == "From an app"
    with pytest.raises(TwilioRestException) as refused:
        client.calls("CA" + "1" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (403, 70051)


def test_an_app_is_made_changed_and_deleted(live: Any) -> None:
    app = made(live, policy={"allow": [READ]}, description="Reads")
    assert (app["policy"], app["status"], app["created_by"]) == (
        {"allow": [READ], "deny": []},
        "active",
        live.account_sid,
    )
    changed = put(live, app["sid"], friendly_name="Till 2", policy={"allow": [SEND]})
    assert (changed["friendly_name"], changed["description"]) == ("Till 2", "Reads")
    assert changed["policy"]["allow"] == [SEND]
    assert "secret" not in changed
    live.client().iam.v1.o_auth_apps(app["sid"]).delete()
    assert live.raw("DELETE", f"/iam/v1/Account/OAuthApps/{app['sid']}")[0] == 404


def test_the_library_makes_an_app_and_is_shown_its_secret_once(live: Any) -> None:
    apps = live.client().iam.v1.o_auth_apps
    given = {"type": "account", "friendly_name": "Made", "policy": {"allow": [READ]}}
    request = OAuthAppInstance.IamV1AccountVendorOauthAppCreateRequest(given | {"policy": None})
    app = apps.create(request)
    assert len(app.secret) == 43
    assert app.access_token_ttl == 3600


def test_a_token_says_in_signed_claims_whose_it_is_and_when_it_ends(live: Any) -> None:
    app = made(live, policy={"allow": [LISTS]})
    status, answer = asked(live, app)
    assert (status, answer["token_type"], answer["expires_in"]) == (201, "bearer", 600)
    assert answer["refresh_token"] is None
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["acc"], claims["exp"] - claims["iat"]) == (app["sid"], live.account_sid, 600)
    assert jwt.get_unverified_header(answer["access_token"]) == {"alg": "HS256", "typ": "JWT"}


def test_a_token_that_somebody_else_signed_lets_nobody_in(live: Any) -> None:
    app = made(live, policy={"allow": [LISTS]})
    claims = jwt.decode(token(live, app), options={"verify_signature": False})
    forged = jwt.encode(claims, "0" * 32, algorithm="HS256")
    unsigned = jwt.encode(claims, None, algorithm="none")
    good = token(live, app)
    cut = good.rpartition(".")[0] + "."
    for each in (forged, unsigned, cut, good + "x", "x", "..", "é"):
        assert called(live, quote(each)) == (401, 20003)
    assert called(live, good) == (200, 0)


def test_the_secret_of_another_app_gets_no_token(live: Any) -> None:
    app, other = made(live), made(live)
    for wrong in ({"client_secret": other["secret"]}, {"client_secret": ""}, {"client_id": "OQ" + "1" * 32}):
        status, answer = asked(live, app, **wrong)
        assert (status, answer["code"]) == (401, 20003)
    status, answer = asked(live, app, grant_type="password")
    assert (status, answer["code"]) == (400, 20001)


def test_an_app_without_a_policy_may_do_nothing(live: Any) -> None:
    assert called(live, token(live, made(live))) == (403, 70051)


def test_what_is_denied_is_taken_from_what_is_allowed(live: Any) -> None:
    bearer = token(live, made(live, policy={"allow": [ALL], "deny": [SEND]}))
    assert called(live, bearer) == (200, 0)
    form = {"To": "+14155550143", "From": live.number, "Body": "x"}
    assert called(live, bearer, "POST", **form) == (403, 70051)


def test_a_scope_holds_a_token_to_less_than_its_app_and_never_to_more(live: Any) -> None:
    app = made(live, policy={"allow": [LISTS, SEND]})
    assert called(live, token(live, app, scope=LISTS)) == (200, 0)
    assert called(live, token(live, app, scope=SEND)) == (403, 70051)
    assert called(live, token(live, made(live, policy={"allow": [SEND]}), scope=LISTS)) == (403, 70051)
    assert asked(live, app, scope="scope")[1]["code"] == 70002


def test_a_new_policy_holds_at_once_for_tokens_that_were_given_before(live: Any) -> None:
    app = made(live, policy={"allow": [LISTS]})
    bearer = token(live, app)
    assert called(live, bearer) == (200, 0)
    put(live, app["sid"], policy={"allow": [SEND]})
    assert called(live, bearer) == (403, 70051)


def test_the_tokens_of_a_deleted_app_let_nobody_in(live: Any) -> None:
    app = made(live, policy={"allow": [LISTS]})
    bearer = token(live, app)
    assert called(live, bearer) == (200, 0)
    live.raw("DELETE", f"/iam/v1/Account/OAuthApps/{app['sid']}")
    assert called(live, bearer) == (401, 20003)


def test_a_token_ends_by_the_clock(launch: Callable[..., Any]) -> None:
    frozen = launch(clock="test")
    bearer = token(frozen, made(frozen, policy={"allow": [LISTS]}))
    frozen.control("POST", "clock", {"advance_s": 599})
    assert called(frozen, bearer) == (200, 0)
    frozen.control("POST", "clock", {"advance_s": 1})
    assert called(frozen, bearer) == (401, 20003)


def test_an_app_of_a_subaccount_reaches_the_subaccount_alone(live: Any) -> None:
    branch = live.client().api.v2010.accounts.create(friendly_name="Branch")
    bearer = token(live, made(live, owner_sid=branch.sid, policy={"allow": [LISTS]}))
    assert called(live, bearer) == (401, 20003)
    assert called(live, bearer, path=MESSAGES.replace("{sid}", branch.sid)) == (200, 0)


def test_a_permission_that_is_none_is_refused_with_70002(live: Any) -> None:
    body = json.dumps({"policy": {"allow": ["/twilio/messaging/horoscopes/read"]}}).encode()
    status, _, answer = live.raw("POST", "/iam/v1/Account/OAuthApps", body, content_type="application/json")
    assert (status, json.loads(answer)["code"]) == (400, 70002)


def test_a_developer_may_send_and_support_may_only_look(live: Any) -> None:
    roles = live.client().iam.v1.role_permission
    held = {
        name: {(each.product, each.resource, each.action) for each in roles(sid).list()} for name, sid in ROLES.items()
    }
    assert ("messaging", "messages", "create") in held["developer"]
    assert {action for _, _, action in held["support"]} == {"read", "list"}
    assert not {each for each in held["developer"] if each[0] == "iam"}
    assert live.raw("GET", f"/iam/v1/Roles/IX{'1' * 32}/Permissions")[0] == 404
