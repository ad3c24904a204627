"""The official Python library against the running server: SIP domains, lists and mappings."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

PASSWORD = "IWasAtSignal2018"


def refusal(call: Any, *given: Any, **named: Any) -> tuple[int, int]:
    """Return status and code of a call that is refused."""
    with pytest.raises(TwilioRestException) as refused:
        call(*given, **named)
    return refused.value.status, refused.value.code


def test_a_domain_lives_from_creation_to_deletion(live: Any) -> None:
    domains = live.client().sip.domains
    made = domains.create(
        domain_name="Office.sip.twilio.com", voice_url="https://example.com/v", friendly_name="Office"
    )
    assert made.domain_name == "office.sip.twilio.com"
    assert (made.voice_url, made.voice_method, made.auth_type) == ("https://example.com/v", "POST", "")
    assert (made.secure, made.sip_registration, made.byoc_trunk_sid) == (False, False, None)
    changed = domains(made.sid).update(secure=True, voice_url="", friendly_name="Hut")
    assert (changed.secure, changed.voice_url, changed.friendly_name) == (True, None, "Hut")
    assert [each.sid for each in domains.list()] == [made.sid]
    assert refusal(domains.create, domain_name="OFFICE.sip.twilio.com") == (400, 21231)
    assert domains(made.sid).delete()
    assert refusal(domains(made.sid).fetch) == (404, 20404)


@pytest.mark.parametrize("name", ["office", "-a.sip.twilio.com", "a b.sip.twilio.com", "x" * 250 + ".com", "a..com"])
def test_a_domain_name_that_is_none_is_refused_with_21232(live: Any, name: str) -> None:
    assert refusal(live.client().sip.domains.create, domain_name=name) == (400, 21232)


def test_a_credential_list_lives_with_its_credentials(live: Any) -> None:
    lists = live.client().sip.credential_lists
    made = lists.create(friendly_name="Crew")
    assert lists(made.sid).update(friendly_name="Staff").friendly_name == "Staff"
    assert made.sid in [each.sid for each in lists.list()]
    credentials = lists(made.sid).credentials
    jim = credentials.create(username="jim", password=PASSWORD)
    assert (jim.username, jim.credential_list_sid) == ("jim", made.sid)
    assert credentials(jim.sid).update(password=PASSWORD + "!").username == "jim"
    assert [each.username for each in credentials.list()] == ["jim"]
    assert refusal(credentials.create, username="jim", password=PASSWORD) == (400, 21243)
    assert lists(made.sid).delete()
    assert refusal(credentials(jim.sid).fetch) == (404, 20404)


@pytest.mark.parametrize("password", ["Short1", "iwasatsignal2018", "IWASATSIGNAL2018", "IWasAtTheSignal", "aA1" * 86])
def test_a_weak_or_endless_password_is_refused_with_21243(live: Any, password: str) -> None:
    kept = live.client().sip.credential_lists.create(friendly_name="Weak")
    credentials = live.client().sip.credential_lists(kept.sid).credentials
    assert refusal(credentials.create, username="jim", password=password) == (400, 21243)
    assert refusal(credentials.create, username="x" * 33, password=PASSWORD) == (400, 21243)


def test_an_access_control_list_lives_with_its_addresses(live: Any) -> None:
    lists = live.client().sip.ip_access_control_lists
    made = lists.create(friendly_name="Doors")
    assert lists(made.sid).update(friendly_name="Gates").friendly_name == "Gates"
    addresses = lists(made.sid).ip_addresses
    door = addresses.create(friendly_name="Front", ip_address="192.0.2.7")
    assert (door.ip_address, door.cidr_prefix_length, door.ip_access_control_list_sid) == ("192.0.2.7", 32, made.sid)
    changed = addresses(door.sid).update(cidr_prefix_length=24, ip_address="198.51.100.0")
    assert (changed.ip_address, changed.cidr_prefix_length, changed.friendly_name) == ("198.51.100.0", 24, "Front")
    assert [each.sid for each in addresses.list()] == [door.sid]
    for wrong in ("192.0.2", "300.0.2.1", "::1", "door"):
        assert refusal(addresses.create, friendly_name="x", ip_address=wrong) == (400, 21238)
    assert refusal(addresses.create, friendly_name="x", ip_address="192.0.2.1", cidr_prefix_length=33) == (400, 21238)
    assert addresses(door.sid).delete()
    assert addresses.list() == []


def test_mappings_say_what_guards_a_domain_and_keep_their_lists(live: Any) -> None:
    sip = live.client().sip
    domain = sip.domains.create(domain_name="guarded.sip.twilio.com")
    crew = sip.credential_lists.create(friendly_name="Crew")
    doors = sip.ip_access_control_lists.create(friendly_name="Doors")
    calls, registrations = sip.domains(domain.sid).auth.calls, sip.domains(domain.sid).auth.registrations
    made = calls.credential_list_mappings.create(credential_list_sid=crew.sid)
    assert (made.sid, made.friendly_name) == (crew.sid, "Crew")
    assert calls.ip_access_control_list_mappings.create(ip_access_control_list_sid=doors.sid).sid == doors.sid
    assert sip.domains(domain.sid).fetch().auth_type == "IP_ACL,CREDENTIAL_LIST"
    older = sip.domains(domain.sid).credential_list_mappings.list()
    assert [(each.sid, each.domain_sid) for each in older] == [(crew.sid, domain.sid)]
    assert registrations.credential_list_mappings.list() == []
    registrations.credential_list_mappings.create(credential_list_sid=crew.sid)
    assert [each.sid for each in registrations.credential_list_mappings.list()] == [crew.sid]
    assert refusal(sip.credential_lists(crew.sid).delete) == (400, 21241)
    assert refusal(sip.ip_access_control_lists(doors.sid).delete) == (400, 21236)
    assert calls.credential_list_mappings(crew.sid).delete()
    assert sip.domains(domain.sid).fetch().auth_type == "IP_ACL"
    assert refusal(calls.credential_list_mappings(crew.sid).fetch) == (404, 20404)
    assert sip.domains(domain.sid).delete()
    assert sip.credential_lists(crew.sid).delete()
    assert sip.ip_access_control_lists(doors.sid).delete()


def test_a_mapping_of_an_unknown_list_is_not_found(live: Any) -> None:
    sip = live.client().sip
    domain = sip.domains.create(domain_name="unmapped.sip.twilio.com")
    mappings = sip.domains(domain.sid).auth.calls.credential_list_mappings
    assert refusal(mappings.create, credential_list_sid="CL" + "0" * 32) == (404, 20404)
    assert refusal(mappings("CL" + "0" * 32).delete) == (404, 20404)
