"""Accounts, tokens and keys through the official client."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

HOME = "+14155550161"
NOWHERE = "SM" + "0" * 32


def refusal(call: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value.status, refused.value.code


def test_a_subaccount_is_made_renamed_suspended_activated_and_closed_for_good(live: Any) -> None:
    client = live.client()
    made = client.api.v2010.accounts.create(friendly_name="Branch")
    assert (made.sid[:2], made.friendly_name, made.status, made.type) == ("AC", "Branch", "active", "Full")
    assert (made.owner_account_sid, len(made.auth_token)) == (live.account_sid, 32)
    account = client.api.v2010.accounts(made.sid)
    assert account.update(friendly_name="Branch 2").friendly_name == "Branch 2"
    assert account.update(status="suspended").status == "suspended"
    assert account.fetch().status == "suspended"
    assert account.update(status="active").status == "active"
    assert account.update(status="closed").status == "closed"
    assert refusal(lambda: account.update(status="active")) == (400, 21479)
    assert refusal(lambda: account.update(status="open")) == (400, 21475)
    assert made.sid in [each.sid for each in client.api.v2010.accounts.list(status="closed")]


def test_a_subaccount_without_a_name_is_named_after_its_birth(live: Any) -> None:
    made = live.client().api.v2010.accounts.create()
    assert made.friendly_name.startswith("SubAccount Created at 20")
    assert made.friendly_name.endswith((" am", " pm"))


def test_accounts_are_listed_by_name_and_state_the_parent_among_them(live: Any) -> None:
    client = live.client()
    name = f"Branch {uuid.uuid4()}"
    made = [client.api.v2010.accounts.create(friendly_name=name).sid for _ in range(3)]
    found = [each.sid for each in client.api.v2010.accounts.list(friendly_name=name)]
    assert found == made[::-1]
    everyone = [each.sid for each in client.api.v2010.accounts.list(page_size=2)]
    assert everyone[-1] == live.account_sid
    assert len(everyone) == len(set(everyone)) == len(client.api.v2010.accounts.list())
    assert client.api.v2010.accounts.list(friendly_name=name, status="closed") == []
    own = live.client(made[0], client.api.v2010.accounts(made[0]).fetch().auth_token)
    assert [each.sid for each in own.api.v2010.accounts.list()] == [made[0]]


def test_pages_of_accounts_lead_back_from_an_account_whose_sid_came_from_the_settings(launch: Any) -> None:
    live = launch(account_sid="AC" + "f" * 32, auth_token="a" * 32)
    made = live.client().api.v2010.accounts.create().sid
    last = live.client().api.v2010.accounts.page(page_size=1).next_page()
    assert [each.sid for each in last] == ["AC" + "f" * 32]
    assert [each.sid for each in last.previous_page()] == [made]


def test_a_parent_acts_for_its_subaccount_by_path_and_a_subaccount_for_nobody_else(live: Any) -> None:
    client = live.client()
    made = client.api.v2010.accounts.create(friendly_name="Branch")
    key = client.api.v2010.accounts(made.sid).new_keys.create(friendly_name="till")
    assert [each.sid for each in client.api.v2010.accounts(made.sid).keys.list()] == [key.sid]
    assert client.api.v2010.accounts(made.sid).messages.list() == []
    own = live.client(made.sid, made.auth_token)
    assert own.api.v2010.accounts(made.sid).fetch().friendly_name == "Branch"
    assert refusal(lambda: own.api.v2010.accounts(live.account_sid).fetch()) == (401, 20003)
    assert refusal(lambda: own.api.v2010.accounts.create()) == (400, 21101)
    assert refusal(lambda: own.api.v2010.accounts(made.sid).update(status="suspended")) == (400, 21477)
    assert refusal(lambda: client.api.v2010.accounts(live.account_sid).update(status="closed")) == (400, 21477)


def test_a_suspended_account_is_refused_with_20005_to_itself_and_to_its_parent(live: Any) -> None:
    client = live.client()
    made = client.api.v2010.accounts.create()
    own = live.client(made.sid, made.auth_token)
    client.api.v2010.accounts(made.sid).update(status="suspended")
    assert refusal(lambda: own.api.v2010.accounts(made.sid).fetch()) == (401, 20005)
    assert refusal(lambda: own.api.v2010.accounts(made.sid).messages(NOWHERE).fetch()) == (401, 20005)
    assert refusal(lambda: client.api.v2010.accounts(made.sid).messages(NOWHERE).fetch()) == (401, 20005)
    client.api.v2010.accounts(made.sid).update(status="active")
    assert refusal(lambda: own.api.v2010.accounts(made.sid).messages(NOWHERE).fetch()) == (404, 20404)


def test_what_the_operator_suspended_its_parent_cannot_activate(live: Any) -> None:
    client = live.client()
    made = client.api.v2010.accounts.create()
    assert live.control("PUT", f"accounts/{made.sid}", {"held": True})["status"] == "suspended"
    assert refusal(lambda: client.api.v2010.accounts(made.sid).update(status="active")) == (400, 21478)
    assert live.control("PUT", f"accounts/{made.sid}", {"held": False})["status"] == "active"
    assert client.api.v2010.accounts(made.sid).fetch().status == "active"


def test_there_are_only_so_many_subaccounts_closed_ones_not_counted(launch: Any) -> None:
    live = launch(max_subaccounts="2")
    accounts = live.client().api.v2010.accounts
    first, _ = accounts.create(), accounts.create()
    assert refusal(lambda: accounts.create()) == (400, 21480)
    live.client().api.v2010.accounts(first.sid).update(status="closed")
    assert accounts.create().status == "active"


def test_a_second_token_lets_in_until_it_is_deleted(live: Any) -> None:
    made = live.client().api.v2010.accounts.create()
    client = live.client(made.sid, made.auth_token)
    second = client.accounts.v1.secondary_auth_token().create()
    assert (second.account_sid, len(second.secondary_auth_token)) == (made.sid, 32)
    assert second.url == f"{live.url}/accounts/v1/AuthTokens/Secondary"
    assert refusal(lambda: client.accounts.v1.secondary_auth_token().create()) == (409, 20409)
    by_second = live.client(made.sid, second.secondary_auth_token)
    assert by_second.api.v2010.accounts(made.sid).fetch().sid == made.sid
    assert client.accounts.v1.secondary_auth_token().delete()
    assert refusal(lambda: by_second.api.v2010.accounts(made.sid).fetch()) == (401, 20003)
    assert refusal(lambda: client.accounts.v1.auth_token_promotion().update()) == (404, 20404)


def test_a_promoted_token_is_the_only_one_at_once_and_keys_stay(live: Any) -> None:
    made = live.client().api.v2010.accounts.create()
    client = live.client(made.sid, made.auth_token)
    key = client.api.v2010.accounts(made.sid).new_keys.create()
    second = client.accounts.v1.secondary_auth_token().create().secondary_auth_token
    assert client.accounts.v1.auth_token_promotion().update().auth_token == second
    assert refusal(lambda: client.api.v2010.accounts(made.sid).fetch()) == (401, 20003)
    renewed = live.client(made.sid, second)
    assert renewed.api.v2010.accounts(made.sid).fetch().auth_token == second
    by_key = live.client(key.sid, key.secret)
    assert by_key.api.v2010.accounts(made.sid).messages.list() == []


def test_tokens_and_accounts_outlive_the_server(launch: Any, tmp_path: Any) -> None:
    live = launch(tmp_path / "kept")
    made = live.client().api.v2010.accounts.create(friendly_name="Branch")
    second = live.client(made.sid, made.auth_token).accounts.v1.secondary_auth_token().create().secondary_auth_token
    policy = {"allow": ["/twilio/messaging/messages/list"]}
    key = live.client().iam.v1.new_api_key.create(account_sid=made.sid, key_type="restricted", policy=policy)
    live.client().api.v2010.accounts(made.sid).update(status="suspended")
    live.process.terminate()
    live.process.wait(timeout=30)
    again = launch(tmp_path / "kept")
    assert again.client().api.v2010.accounts(made.sid).fetch().status == "suspended"
    again.client().api.v2010.accounts(made.sid).update(status="active")
    assert again.client(made.sid, second).api.v2010.accounts(made.sid).fetch().friendly_name == "Branch"
    assert again.client().iam.v1.api_key(key.sid).fetch().policy == policy


def test_signing_keys_are_the_keys_under_another_name(live: Any) -> None:
    client = live.client()
    made = client.new_signing_keys.create(friendly_name="sign")
    assert (made.friendly_name, len(made.secret)) == ("sign", 32)
    assert made.sid in [each.sid for each in client.signing_keys.list()]
    assert client.keys(made.sid).fetch().friendly_name == "sign"
    assert client.signing_keys(made.sid).update(friendly_name="sign 2").friendly_name == "sign 2"
    assert client.signing_keys(made.sid).fetch().friendly_name == "sign 2"
    assert client.signing_keys(made.sid).delete()
    assert refusal(lambda: client.keys(made.sid).fetch()) == (404, 20404)
    assert client.new_keys.create().friendly_name is None


def test_keys_of_the_iam_api_are_made_listed_changed_and_revoked(live: Any) -> None:
    iam = live.client().iam.v1
    made = iam.new_api_key.create(account_sid=live.account_sid, friendly_name="plain")
    assert (made.friendly_name, made.policy, len(made.secret)) == ("plain", None, 32)
    listed = {each.sid: each for each in iam.get_api_keys.list(account_sid=live.account_sid)}
    assert listed[made.sid].flags == ["rest_api", "signing"]
    assert iam.api_key(made.sid).update(friendly_name="plain 2").friendly_name == "plain 2"
    assert iam.api_key(made.sid).fetch().policy is None
    assert iam.api_key(made.sid).delete()
    assert refusal(lambda: iam.api_key(made.sid).fetch()) == (404, 20404)
    status, _, body = live.raw("GET", "/iam/v1/Keys")
    assert (status, json.loads(body)["code"]) == (400, 20001)


def test_a_restricted_key_reaches_what_it_is_permitted_and_no_more(live: Any) -> None:
    sid = live.client().messages.create(to=HOME, from_=live.number, body="hello").sid
    iam = live.client().iam.v1
    policy = {"allow": ["/twilio/messaging/messages/read"]}
    made = iam.new_api_key.create(
        account_sid=live.account_sid, friendly_name="reader", key_type="restricted", policy=policy
    )
    assert made.policy == policy
    reader = live.client(made.sid, made.secret)
    assert reader.messages(sid).fetch().sid == sid
    status, _, body = live.raw(
        "GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json", auth=(made.sid, made.secret)
    )
    refused = json.loads(body)
    assert (status, refused["code"]) == (403, 70051)
    assert refused["message"].endswith("required permission twilio/messaging/messages/list is missing")
    assert refused["details"]["permission"] == "/twilio/messaging/messages/list"
    assert refused["details"]["decision_id"].startswith("DE")
    assert refusal(lambda: reader.messages.create(to=HOME, from_=live.number, body="x")) == (403, 70051)
    assert refusal(lambda: reader.api.v2010.accounts(live.account_sid).fetch()) == (403, 70051)
    iam.api_key(made.sid).update(policy={"allow": ["/twilio/messaging/messages/*"]})
    assert reader.messages.create(to=HOME, from_=live.number, body="x").sid
    assert live.raw("GET", "/cordboard/v1/clock", auth=(made.sid, made.secret))[0] == 401


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ({"allow": ["/twilio/messaging/messages/sing"]}, 70002),
        ({"allow": ["/twilio/cordboard/clock/read"]}, 70002),
        ({"allow": ["/twilio/messaging/messages/read"] * 101}, 70001),
        ({"allow": "/twilio/messaging/messages/read"}, 70001),
        ({"deny": []}, 70001),
    ],
)
def test_a_policy_that_cannot_be_is_refused(live: Any, policy: dict[str, Any], code: int) -> None:
    create = live.client().iam.v1.new_api_key.create
    given = {"account_sid": live.account_sid, "key_type": "restricted"}
    assert refusal(lambda: create(**given, policy=policy)) == (400, code)


def test_a_main_key_reaches_accounts_and_keys_and_a_standard_one_does_not(live: Any) -> None:
    main = live.control("POST", "main_keys", {"account_sid": live.account_sid})
    by_main = live.client(main["sid"], main["secret"])
    assert by_main.api.v2010.accounts(live.account_sid).fetch().sid == live.account_sid
    standard = by_main.new_keys.create()
    by_standard = live.client(standard.sid, standard.secret)
    assert refusal(lambda: by_standard.api.v2010.accounts(live.account_sid).fetch()) == (401, 20003)
    assert refusal(lambda: by_standard.signing_keys(standard.sid).fetch()) == (401, 20003)
    assert refusal(lambda: by_standard.iam.v1.api_key(standard.sid).fetch()) == (401, 20003)
    assert refusal(lambda: by_standard.accounts.v1.secondary_auth_token().create()) == (401, 20003)


def test_a_setting_lets_standard_keys_reach_accounts_and_keys_but_not_the_control_interface(launch: Any) -> None:
    live = launch(standard_keys_reach_all="true")
    key = live.client().new_keys.create()
    by_key = live.client(key.sid, key.secret)
    assert by_key.api.v2010.accounts(live.account_sid).fetch().sid == live.account_sid
    assert by_key.new_keys.create().sid
    assert live.raw("GET", "/cordboard/v1/clock", auth=(key.sid, key.secret))[0] == 401


def test_credentials_of_others_are_kept_by_name_and_without_what_is_secret(live: Any) -> None:
    v1 = live.client().accounts.v1.credentials
    secret = "wJalrXUtnFEMI"
    aws = v1.aws.create(credentials=f"AKIAIOSFODNN7EXAMPLE:{secret}", friendly_name="bucket")
    assert (aws.sid[:2], aws.friendly_name, aws.account_sid) == ("CR", "bucket", live.account_sid)
    pem = "-----BEGIN PUBLIC KEY-----MIIBIjANBgkq-----END PUBLIC KEY-----"
    key = v1.public_key.create(public_key=pem, friendly_name="phone")
    for kind, made in ((v1.aws, aws), (v1.public_key, key)):
        assert kind(made.sid).fetch().friendly_name == made.friendly_name
        assert kind(made.sid).update(friendly_name="new").friendly_name == "new"
        assert [each.sid for each in kind.list()] == [made.sid]
        assert kind(made.sid).delete()
        assert refusal(lambda kind=kind, made=made: kind(made.sid).fetch()) == (404, 20404)
    assert refusal(lambda: v1.aws.create(credentials="no colon")) == (400, 20001)
    assert refusal(lambda: v1.public_key.create(public_key="no key")) == (400, 20001)
    assert refusal(lambda: v1.aws.create(credentials="a:b", account_sid="AC" + "1" * 32)) == (400, 20001)
    assert secret.encode() not in b"".join(path.read_bytes() for path in live.data.glob("cordboard.db*"))


def test_the_safe_list_keeps_a_number_once(live: Any) -> None:
    safe = live.client().accounts.v1.safelist
    made = safe.create(phone_number="+18001234567")
    assert (made.sid[:2], made.phone_number) == ("GN", "+18001234567")
    assert safe.create(phone_number="+18001234567").sid == made.sid
    assert safe.fetch(phone_number="+18001234567").sid == made.sid
    assert safe.delete(phone_number="+18001234567")
    assert refusal(lambda: safe.fetch(phone_number="+18001234567")) == (404, 20404)
    assert refusal(lambda: safe.create(phone_number="none")) == (400, 20001)


def test_consents_and_contacts_are_judged_one_by_one(live: Any) -> None:
    v1 = live.client().accounts.v1
    good = {
        "contact_id": "+19999999991",
        "correlation_id": "ad388b5a46b33b874b0d41f7226db2ef",
        "sender_id": "MG" + "0" * 32,
        "status": "opt-in",
        "source": "website",
    }
    bad = good | {"contact_id": "you", "correlation_id": "02520cfa6c432f0e3ec3a38c122d428d", "date_of_consent": "soon"}
    told = v1.bulk_consents.create(items=[good, bad]).items
    assert told[0] == {"correlation_id": good["correlation_id"], "error_code": 0, "error_messages": []}
    assert told[1]["error_code"] == 30646
    assert told[1]["error_messages"] == ["INVALID_CONTACT_ID", "INVALID_DATE_OF_CONSENT"]
    home = {"contact_id": "you", "correlation_id": "1", "country_iso_code": "US", "zip_code": "37203"}
    told = v1.bulk_contacts.create(items=[home]).items
    assert told == [{"correlation_id": "1", "error_code": 30647, "error_messages": ["INVALID_CONTACT_ID"]}]
    status, _, body = live.raw("POST", "/accounts/v1/Consents/Bulk", b"Items=%5B1%5D")
    assert (status, json.loads(body)["code"]) == (400, 20001)
