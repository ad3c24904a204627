"""Permissions: names from descriptions, and what each kind of credential may call."""

from __future__ import annotations

import pytest

from cordboard.access.permissions import KEYLESS_AREAS, every, is_permitted, permission_of, permissions_of, refusal
from cordboard.access.principal import Principal, Reach
from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.describe import Operation

OPERATIONS = {(surface.name, each.name): each for surface in SURFACES for each in surface.operations}
ME = "AC" + "0" * 32, "SK" + "0" * 32


def operation(name: str, surface: str = "v2010") -> Operation:
    return OPERATIONS[surface, name]


# Names that the original publishes. Source: https://www.twilio.com/docs/iam/api-keys/restricted-api-keys
@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("CreateMessage", "/twilio/messaging/messages/create"),
        ("ListMessage", "/twilio/messaging/messages/list"),
        ("FetchMessage", "/twilio/messaging/messages/read"),
        ("UpdateMessage", "/twilio/messaging/messages/update"),
        ("DeleteMessage", "/twilio/messaging/messages/delete"),
        ("CreateMessageFeedback", "/twilio/messaging/messages.feedback/create"),
        ("CreateCall", "/twilio/voice/calls/create"),
        ("FetchKey", "/twilio/iam/api-keys/read"),
    ],
)
def test_a_permission_is_named_as_the_original_names_it(name: str, permission: str) -> None:
    assert permission_of(operation(name)) == permission


def test_the_same_keys_need_the_same_permission_by_each_of_their_paths() -> None:
    names = {permission_of(operation(each)) for each in ("ListKey", "ListSigningKey")}
    assert names == {permission_of(operation("ListGetKeys", "iam_v1"))}


def test_no_permission_is_for_the_operators_interface_or_for_what_is_public() -> None:
    known = permissions_of(SURFACES)
    assert "/twilio/messaging/messages/*" in known
    assert not [each for each in known if each.startswith(("/twilio/cordboard/", "/twilio/probes/"))]
    assert all(each.startswith("/twilio/") and len(each.split("/")) == 5 for each in known)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_restricted_key_without_permissions_may_call_nothing(name: tuple[str, str]) -> None:
    assert not is_permitted(Principal(*ME, Reach.RESTRICTED), OPERATIONS[name])


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_restricted_key_may_call_what_it_is_permitted_by_name_or_with_all_of_a_resource(
    name: tuple[str, str],
) -> None:
    needed = permission_of(OPERATIONS[name])
    is_open = OPERATIONS[name].area != "cordboard"
    for permission in (needed, every(needed)):
        principal = Principal(*ME, Reach.RESTRICTED, frozenset({permission}))
        assert is_permitted(principal, OPERATIONS[name])
        assert (refusal(principal, OPERATIONS[name], KEYLESS_AREAS) is None) is is_open


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_standard_key_may_call_all_but_the_areas_that_make_credentials(name: tuple[str, str]) -> None:
    problem = refusal(Principal(*ME, Reach.STANDARD), OPERATIONS[name], KEYLESS_AREAS)
    assert (problem is not None) is (OPERATIONS[name].area in ("accounts", "api_keys", "cordboard"))


def test_with_test_credentials_only_what_has_a_rehearsal_may_be_called() -> None:
    allowed = {
        name for name, each in OPERATIONS.items() if refusal(Principal(*ME, Reach.TEST), each, KEYLESS_AREAS) is None
    }
    # Source: https://www.twilio.com/docs/iam/test-credentials
    assert allowed >= {("v2010", "CreateMessage"), ("v2010", "CreateCall")}
    assert allowed <= {("v2010", name) for name in ("CreateMessage", "CreateCall", "CreateIncomingPhoneNumber")}
