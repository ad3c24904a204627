"""The official Python library against the running server: messaging services and sending through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

Ask = Callable[[Callable[[], Any]], Any]
HANDSET, GERMAN = "+14155550123", "+4915112345678"


def refused(call: Callable[[], Any]) -> tuple[int, int]:
    """Return code and status of a refusal."""
    with pytest.raises(TwilioRestException) as found:
        call()
    return found.value.code, found.value.status


def number_sid(live: Any, number: str | None = None) -> str:
    return str(live.client().incoming_phone_numbers.list(phone_number=number or live.number)[0].sid)


@pytest.fixture
def service(live: Any) -> Any:
    """Make a service whose only sender is the server's number, and take it down again."""
    services = live.client().messaging.v1.services
    made = services.create(friendly_name="Desk")
    services(made.sid).phone_numbers.create(phone_number_sid=number_sid(live))
    yield services(made.sid)
    services(made.sid).delete()


def test_a_service_is_made_with_the_published_defaults_listed_changed_and_deleted(live: Any) -> None:
    services = live.client().messaging.v1.services
    made = services.create(
        friendly_name="My Service!", usecase="marketing", inbound_request_url="https://example.com/in"
    )
    assert made.sid.startswith("MG")
    assert (made.friendly_name, made.usecase, made.inbound_method) == ("My Service!", "marketing", "POST")
    assert (made.validity_period, made.sticky_sender, made.mms_converter, made.smart_encoding) == (
        36000,
        True,
        True,
        True,
    )
    assert (made.area_code_geomatch, made.fallback_to_long_code, made.use_inbound_webhook_on_number) == (
        True,
        True,
        False,
    )
    assert made.url == f"{live.url}/messaging/v1/Services/{made.sid}"
    assert made.links["phone_numbers"] == f"{made.url}/PhoneNumbers"
    assert made.sid in [each.sid for each in services.list()]
    changed = services(made.sid).update(
        friendly_name="Desk", inbound_request_url="", validity_period=600, sticky_sender=False
    )
    assert (changed.friendly_name, changed.inbound_request_url, changed.validity_period) == ("Desk", None, 600)
    assert (changed.sticky_sender, changed.usecase) == (False, "marketing")
    assert services(made.sid).fetch().validity_period == 600
    assert services(made.sid).delete()
    assert refused(services(made.sid).fetch) == (20404, 404)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"friendly_name": ""}, 20001),
        ({"friendly_name": "x" * 65}, 20001),
        ({"friendly_name": "x", "usecase": "spam"}, 21713),
        ({"friendly_name": "x", "validity_period": 36001}, 21624),
        ({"friendly_name": "x", "validity_period": 0}, 21624),
        ({"friendly_name": "x", "inbound_request_url": "nowhere"}, 20001),
        ({"friendly_name": "x", "inbound_method": "PUT"}, 20001),
        ({"friendly_name": "x", "scan_message_content": "maybe"}, 20001),
    ],
)
def test_a_service_that_makes_no_sense_is_refused(live: Any, given: dict[str, Any], code: int) -> None:
    assert refused(lambda: live.client().messaging.v1.services.create(**given)) == (code, 400)


def test_the_use_cases_are_those_that_a_service_takes(live: Any) -> None:
    found = live.client().messaging.v1.usecases.fetch().usecases
    assert [each["usecase"] for each in found] == [
        "notifications",
        "marketing",
        "verification",
        "discussion",
        "poll",
        "undeclared",
    ]


def test_a_number_is_in_one_pool_at_a_time(live: Any, service: Any) -> None:
    sid = number_sid(live)
    found = service.phone_numbers(sid).fetch()
    assert (found.sid, found.phone_number, found.country_code) == (sid, live.number, "US")
    assert found.capabilities == ["Voice", "SMS", "MMS"]
    assert [each.sid for each in service.phone_numbers.list()] == [sid]
    assert refused(lambda: service.phone_numbers.create(phone_number_sid=sid)) == (21710, 409)
    others = live.client().messaging.v1.services
    other = others.create(friendly_name="Other")
    assert refused(lambda: others(other.sid).phone_numbers.create(phone_number_sid=sid)) == (21712, 409)
    assert service.phone_numbers(sid).delete()
    assert refused(service.phone_numbers(sid).fetch) == (20404, 404)
    assert others(other.sid).phone_numbers.create(phone_number_sid=sid).sid == sid
    others(other.sid).delete()
    assert refused(lambda: service.phone_numbers.create(phone_number_sid="PN" + "0" * 32)) == (20404, 404)
    assert refused(lambda: service.phone_numbers.create(phone_number_sid="nonsense")) == (21421, 400)


def test_a_number_that_is_given_up_leaves_its_pool(live: Any, service: Any) -> None:
    client = live.client()
    offered = client.available_phone_numbers("US").local.list(limit=1)[0]
    bought = client.incoming_phone_numbers.create(phone_number=offered.phone_number)
    service.phone_numbers.create(phone_number_sid=bought.sid)
    assert client.incoming_phone_numbers(bought.sid).delete()
    assert bought.sid not in [each.sid for each in service.phone_numbers.list()]
    assert refused(service.phone_numbers(bought.sid).fetch) == (20404, 404)


def test_a_short_code_is_granted_joined_and_preferred_at_home(live: Any, service: Any, eventually: Ask) -> None:
    granted = live.control("POST", "short_codes", {"account_sid": live.account_sid, "short_code": "89898"})
    joined = service.short_codes.create(short_code_sid=granted["sid"])
    assert (joined.short_code, joined.country_code, joined.capabilities) == ("89898", "US", ["SMS"])
    assert [each.sid for each in service.short_codes.list()] == [granted["sid"]]
    given = {"to": "+14155550125", "messaging_service_sid": service.fetch().sid, "body": "x"}
    sent = live.client().messages.create(**given)
    assert eventually(lambda: live.client().messages(sent.sid).fetch().from_ == "89898")
    assert service.short_codes(granted["sid"]).fetch().short_code == "89898"
    assert service.short_codes(granted["sid"]).delete()
    assert refused(lambda: service.short_codes.create(short_code_sid="SC" + "0" * 32)) == (20404, 404)


def test_sender_names_are_kept_for_everywhere_and_for_countries(service: Any) -> None:
    everywhere = service.alpha_senders.create(alpha_sender="Cordboard")
    german = service.destination_alpha_senders.create(alpha_sender="Klappe", iso_country_code="de")
    assert (everywhere.alpha_sender, everywhere.sid[:2], everywhere.capabilities) == ("Cordboard", "AI", ["SMS"])
    assert (german.alpha_sender, german.iso_country_code) == ("Klappe", "DE")
    assert [each.alpha_sender for each in service.alpha_senders.list()] == ["Cordboard"]
    assert [each.alpha_sender for each in service.destination_alpha_senders.list()] == ["Klappe", "Cordboard"]
    found = service.destination_alpha_senders.list(iso_country_code="DE")
    assert [each.sid for each in found] == [german.sid]
    assert service.alpha_senders(everywhere.sid).fetch().alpha_sender == "Cordboard"
    assert refused(lambda: service.alpha_senders.create(alpha_sender="Cordboard")) == (21710, 409)
    assert refused(lambda: service.alpha_senders.create(alpha_sender="12345")) == (21709, 400)
    assert refused(lambda: service.alpha_senders.create(alpha_sender="twelve chars")) == (21709, 400)
    assert refused(lambda: service.alpha_senders.create(alpha_sender="")) == (21708, 400)
    assert service.alpha_senders(everywhere.sid).delete()
    assert service.destination_alpha_senders(german.sid).fetch().iso_country_code == "DE"
    assert service.destination_alpha_senders(german.sid).delete()
    assert refused(service.alpha_senders(everywhere.sid).fetch) == (20404, 404)


def test_a_message_of_a_service_is_accepted_and_a_sender_is_found(live: Any, service: Any, eventually: Ask) -> None:
    client = live.client()
    sent = client.messages.create(to=HANDSET, messaging_service_sid=service.fetch().sid, body="“Hi” – from the pool…")
    assert (sent.status, sent.from_, sent.num_segments) == ("accepted", None, "0")
    assert sent.messaging_service_sid == service.fetch().sid
    assert sent.body == '"Hi" - from the pool...'  # smart encoding is on by default
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    found = client.messages(sent.sid).fetch()
    assert (found.from_, found.num_segments) == (live.number, "1")
    assert found.sid in [each["sid"] for each in live.inbox(HANDSET)]


def test_a_sender_name_is_preferred_where_the_country_takes_one(live: Any, service: Any, eventually: Ask) -> None:
    client, sid = live.client(), service.fetch().sid
    service.alpha_senders.create(alpha_sender="Cordboard")
    service.destination_alpha_senders.create(alpha_sender="Klappe", iso_country_code="DE")

    def sender_to(number: str) -> str:
        sent = client.messages.create(to=number, messaging_service_sid=sid, body="x")
        assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
        return str(client.messages(sent.sid).fetch().from_)

    assert sender_to(GERMAN) == "Klappe"
    assert sender_to("+33612345678") == "Cordboard"
    assert sender_to("+14155550124") == live.number


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"messaging_service_sid": "MG" + "0" * 32}, 21701),
        ({"messaging_service_sid": "MG1"}, 21705),
        ({"from_": "MG" + "0" * 32}, 21701),
        ({"messaging_service_sid": "OWN", "from_": "+12015550199"}, 21711),
        ({"messaging_service_sid": "OWN", "from_": "?!"}, 21212),
        ({"messaging_service_sid": "OWN", "to": "whatsapp:+14155550123"}, 21703),
        ({"messaging_service_sid": "OWN", "body": None}, 21602),
        ({"messaging_service_sid": "OWN", "body": "x" * 1601}, 21617),
        ({"messaging_service_sid": "OWN", "to": "nobody"}, 21211),
    ],
)
def test_a_message_that_a_service_cannot_send_is_refused(
    live: Any, service: Any, given: dict[str, Any], code: int
) -> None:
    filled = {"to": HANDSET, "body": "x"} | {
        name: service.fetch().sid if value == "OWN" else value for name, value in given.items()
    }
    filled = {name: value for name, value in filled.items() if value is not None}
    assert refused(lambda: live.client().messages.create(**filled)) == (code, 400)


def test_an_empty_service_refuses_with_21704(live: Any) -> None:
    client = live.client()
    empty = client.messaging.v1.services.create(friendly_name="Empty")
    given = {"to": HANDSET, "messaging_service_sid": empty.sid, "body": "x"}
    assert refused(lambda: client.messages.create(**given)) == (21704, 400)


def test_an_explicit_sender_of_the_pool_is_queued_at_once(live: Any, service: Any) -> None:
    sid = service.fetch().sid
    sent = live.client().messages.create(to=HANDSET, from_=live.number, messaging_service_sid=sid, body="x")
    assert (sent.status, sent.from_, sent.messaging_service_sid) == ("queued", live.number, sid)


def test_the_sid_of_a_service_as_from_is_echoed_until_a_sender_is_found(
    live: Any, service: Any, eventually: Ask
) -> None:
    sid = service.fetch().sid
    sent = live.client().messages.create(to=HANDSET, from_=sid, body="x")
    assert (sent.status, sent.from_, sent.messaging_service_sid) == ("accepted", sid, sid)
    assert eventually(lambda: live.client().messages(sent.sid).fetch().from_ == live.number)


def test_media_becomes_a_link_where_mms_does_not_reach(live: Any, service: Any) -> None:
    given = {"messaging_service_sid": service.fetch().sid, "body": "Look", "media_url": ["https://example.com/a.png"]}
    abroad = live.client().messages.create(to=GERMAN, **given)
    assert (abroad.body, abroad.num_media, abroad.sid[:2]) == ("Look https://example.com/a.png", "0", "SM")
    service.update(mms_converter=False)
    assert live.client().messages.create(to=GERMAN, **given).num_media == "1"


def test_a_sender_name_of_the_pool_is_refused_where_the_country_takes_none(live: Any, service: Any) -> None:
    service.alpha_senders.create(alpha_sender="Cordboard")
    given = {"to": HANDSET, "from_": "Cordboard", "messaging_service_sid": service.fetch().sid, "body": "x"}
    assert refused(lambda: live.client().messages.create(**given)) == (21612, 400)


def test_registrations_are_kept_with_the_published_shape(live: Any, service: Any) -> None:
    messaging, sid = live.client().messaging.v1, service.fetch().sid
    brand = messaging.brand_registrations.create(
        customer_profile_bundle_sid="BU" + "1" * 32, a2p_profile_bundle_sid="BU" + "2" * 32
    )
    assert (brand.status, brand.brand_type) == ("PENDING", "STANDARD")
    assert [each.sid for each in messaging.brand_registrations.list()] == [brand.sid]
    one = messaging.brand_registrations(brand.sid)
    assert one.update().sid == one.fetch().sid == brand.sid
    vetting = one.brand_vettings.create(vetting_provider="campaign-verify", vetting_id="7")
    assert one.brand_vettings(vetting.brand_vetting_sid).fetch().vetting_id == "7"
    assert [each.vetting_provider for each in one.brand_vettings.list(vetting_provider="aegis")] == []
    assert one.brand_registration_otps.create().brand_registration_sid == brand.sid
    campaign = service.us_app_to_person.create(
        brand_registration_sid=brand.sid,
        description="Sales",
        message_flow="A form",
        message_samples=["One", "Two"],
        us_app_to_person_usecase="MARKETING",
        has_embedded_links=True,
        has_embedded_phone=False,
    )
    assert (campaign.campaign_status, campaign.message_samples) == ("PENDING", ["One", "Two"])
    assert service.fetch().us_app_to_person_registered is True
    assert service.us_app_to_person(campaign.sid).fetch().description == "Sales"
    assert [each.sid for each in service.us_app_to_person.list()] == [campaign.sid]
    changed = service.us_app_to_person(campaign.sid).update(
        has_embedded_links=False,
        has_embedded_phone=False,
        message_samples=["Three"],
        message_flow="A form",
        description="Offers",
        age_gated=True,
        direct_lending=False,
    )
    assert (changed.description, changed.age_gated, changed.message_samples) == ("Offers", True, ["Three"])
    codes = [each["code"] for each in service.us_app_to_person_usecases.fetch().us_app_to_person_usecases]
    assert {"2FA", "MARKETING", "MIXED"} <= set(codes)
    assert service.us_app_to_person(campaign.sid).delete()
    assert service.fetch().us_app_to_person_registered is False
    external = messaging.external_campaign.create(campaign_id="CM1", messaging_service_sid=sid)
    assert (external.campaign_id, external.messaging_service_sid, external.sid[:2]) == ("CM1", sid, "QE")


def test_a_toll_free_verification_is_kept(live: Any) -> None:
    verifications = live.client().messaging.v1.tollfree_verifications
    made = verifications.create(
        business_name="Owl, Inc.",
        business_website="https://example.com",
        notification_email="owl@example.com",
        use_case_categories=["TWO_FACTOR_AUTHENTICATION", "MARKETING"],
        use_case_summary="Codes",
        production_message_sample="Your code is 1",
        opt_in_image_urls=["https://example.com/a.png"],
        opt_in_type="VERBAL",
        message_volume="10",
        tollfree_phone_number_sid=number_sid(live),
        external_reference_id="abc",
    )
    assert (made.status, made.use_case_categories) == (
        "PENDING_REVIEW",
        ["TWO_FACTOR_AUTHENTICATION", "MARKETING"],
    )
    assert [each.sid for each in verifications.list(external_reference_id="abc")] == [made.sid]
    assert verifications.list(status="TWILIO_APPROVED") == []
    assert verifications(made.sid).update(business_name="Owl").business_name == "Owl"
    assert verifications(made.sid).fetch().opt_in_type == "VERBAL"
    assert verifications(made.sid).delete()
    assert refused(verifications(made.sid).fetch) == (20404, 404)


def test_domains_for_short_links_are_kept(live: Any, service: Any) -> None:
    messaging, domain, sid = live.client().messaging.v1, "DN" + "a" * 32, service.fetch().sid
    assert refused(messaging.domain_certs(domain).fetch) == (20404, 404)
    made = messaging.domain_certs(domain).update(tls_cert="-----BEGIN CERTIFICATE-----")
    assert (made.domain_sid, made.certificate_sid[:2]) == (domain, "CW")
    assert messaging.domain_certs(domain).fetch().certificate_sid == made.certificate_sid
    assert messaging.request_managed_cert(domain).update().managed is True
    assert live.client().messaging.v2.domain_certs(domain).fetch().managed is True
    assert messaging.domain_config(domain).update(fallback_url="https://example.com").config_sid[:2] == "ZK"
    assert messaging.domain_config(domain).fetch().fallback_url == "https://example.com"
    linked = messaging.linkshortening_messaging_service(domain, sid).create()
    assert (linked.domain_sid, linked.messaging_service_sid) == (domain, sid)
    association = messaging.linkshortening_messaging_service_domain_association(sid)
    assert association.fetch().domain_sid == domain
    assert messaging.domain_config_messaging_service(sid).fetch().messaging_service_sid == sid
    assert messaging.domain_validate_dns(domain).fetch().is_valid is False
    assert messaging.linkshortening_messaging_service(domain, sid).delete()
    assert refused(association.fetch) == (20404, 404)
    assert messaging.domain_certs(domain).delete()


def test_the_file_of_deactivated_numbers_is_found_behind_a_redirect(live: Any) -> None:
    found = live.client().messaging.v1.deactivations().fetch(date="2026-01-02")
    assert found.redirect_to.startswith("data:text/plain")
    status, headers, _ = live.raw("GET", "/messaging/v1/Services/Usecases")
    assert (status, headers["content-type"].split(";")[0]) == (200, "application/json")


def test_channel_senders_are_registered_joined_to_a_service_and_used(live: Any, service: Any, eventually: Ask) -> None:
    from twilio.rest.messaging.v2.channels_sender import ChannelsSenderContext as Sender
    from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList as Senders

    client = live.client()
    given = Senders.MessagingV2ChannelsSenderRequestsCreate({"sender_id": f"whatsapp:{live.number}"})
    made = client.messaging.v2.channels_senders.create(given)
    assert (made.status, made.sender_id) == ("ONLINE", f"whatsapp:{live.number}")
    joined = service.channel_senders.create(sid=made.sid)
    assert (joined.sender, joined.sender_type, joined.country_code) == (made.sender_id, "WhatsApp", "US")
    assert [each.sid for each in service.channel_senders.list()] == [made.sid]
    assert refused(lambda: service.channel_senders.create(sid=made.sid)) == (21710, 409)
    assert service.channel_senders(made.sid).fetch().sender == made.sender_id
    assert service.channel_senders(made.sid).delete()
    assert service.channel_senders.list() == []
    service.channel_senders.create(sid=made.sid)
    change = Sender.MessagingV2ChannelsSenderRequestsUpdate({"webhook": {"callback_url": "https://example.com/in"}})
    changed = client.messaging.v2.channels_senders(made.sid).update(change)
    assert (changed.status, changed.webhook["callback_url"]) == ("ONLINE", "https://example.com/in")
    sent = client.messages.create(to=f"whatsapp:{HANDSET}", messaging_service_sid=service.fetch().sid, body="x")
    assert eventually(lambda: client.messages(sent.sid).fetch().from_ == made.sender_id)
    assert [each.sid for each in client.messaging.v2.channels_senders.list(channel="whatsapp")] == [made.sid]
    assert client.messaging.v2.channels_senders(made.sid).fetch().sid == made.sid
    assert client.messaging.v2.channels_senders(made.sid).delete()
    assert refused(service.channel_senders(made.sid).fetch) == (20404, 404)
