"""Every described operation of the messaging API answers as the published schemas of versions 1 to 3 say.

Where the published documents are absent, our own judge alone; the calls are the same.
Source: https://github.com/twilio/twilio-oai (spec/json/twilio_messaging_v1.json and its siblings).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from oracle import PUBLISHED, Oracle
from steps import Step

from cordboard.api.surfaces import MESSAGING, MESSAGING_2, MESSAGING_3
from cordboard.catalogue.derive.coverage import coverage
from cordboard.catalogue.derive.openapi import openapi
from cordboard.catalogue.derive.parts import path_of
from cordboard.catalogue.describe import Operation, Surface

SURFACES = (MESSAGING, MESSAGING_2, MESSAGING_3)
BU, DN = "BU" + "1" * 32, {"DomainSid": "DN" + "a" * 32}
OF, IN = {"ServiceSid": "{service}"}, {"MessagingServiceSid": "{service}"}
CAMPAIGN = {
    "Description": "Sales",
    "MessageFlow": "A form",
    "MessageSamples": "One",
    "HasEmbeddedLinks": "true",
    "HasEmbeddedPhone": "false",
}
TOLLFREE = {
    "BusinessName": "Owl",
    "BusinessWebsite": "https://example.com",
    "NotificationEmail": "owl@example.com",
    "UseCaseCategories": "MARKETING",
    "UseCaseSummary": "Offers",
    "ProductionMessageSample": "Hello",
    "OptInImageUrls": "https://example.com/a.png",
    "OptInType": "VERBAL",
    "MessageVolume": "10",
    "TollfreePhoneNumberSid": "{number}",
}
SENDER, BRAND, VETTED = {"Sid": "{sender}"}, {"Sid": "{brand}"}, {"BrandSid": "{brand}"}
FIRST = (
    Step("CreateService", given={"FriendlyName": "Desk", "StatusCallback": "https://example.com"}, keep="service"),
    Step("ListService"),
    Step("FetchService", {"Sid": "{service}"}),
    Step("UpdateService", {"Sid": "{service}"}, {"Usecase": "poll"}),
    Step("FetchUsecase"),
    Step("CreatePhoneNumber", OF, {"PhoneNumberSid": "{number}"}),
    Step("ListPhoneNumber", OF),
    Step("FetchPhoneNumber", OF | {"Sid": "{number}"}),
    Step("DeletePhoneNumber", OF | {"Sid": "{number}"}),
    Step("CreateShortCode", OF, {"ShortCodeSid": "{code}"}),
    Step("ListShortCode", OF),
    Step("FetchShortCode", OF | {"Sid": "{code}"}),
    Step("DeleteShortCode", OF | {"Sid": "{code}"}),
    Step("CreateAlphaSender", OF, {"AlphaSender": "Cord"}, keep="sender"),
    Step("ListAlphaSender", OF),
    Step("FetchAlphaSender", OF | SENDER),
    Step("DeleteAlphaSender", OF | SENDER),
    Step("CreateDestinationAlphaSender", OF, {"AlphaSender": "Cord", "IsoCountryCode": "FR"}, keep="sender"),
    Step("ListDestinationAlphaSender", OF, {"IsoCountryCode": "FR"}),
    Step("FetchDestinationAlphaSender", OF | SENDER),
    Step("DeleteDestinationAlphaSender", OF | SENDER),
    Step("CreateChannelsSender", given={"sender_id": "whatsapp:{own}"}, keep="channel"),
    Step("ListChannelsSender", given={"Channel": "whatsapp"}),
    Step("FetchChannelsSender", {"Sid": "{channel}"}),
    Step("CreateChannelSender", IN, {"Sid": "{channel}"}),
    Step("ListChannelSender", IN),
    Step("FetchChannelSender", IN | {"Sid": "{channel}"}),
    Step("DeleteChannelSender", IN | {"Sid": "{channel}"}),
    Step("UpdateChannelsSender", {"Sid": "{channel}"}),
    Step("CreateTypingIndicator", given={"channel": "whatsapp", "messageId": "{written}"}),
    Step("CreateV3TypingIndicator", given={"channel": "WHATSAPP", "messageId": "{written}"}),
    Step("DeleteChannelsSender", {"Sid": "{channel}"}),
    Step("FetchDeactivation", given={"Date": "2026-01-01"}),
)
SECOND = (
    Step("CreateBrandRegistrations", given={"CustomerProfileBundleSid": BU, "A2PProfileBundleSid": BU}, keep="brand"),
    Step("ListBrandRegistrations"),
    Step("FetchBrandRegistrations", BRAND),
    Step("UpdateBrandRegistrations", BRAND),
    Step("CreateBrandRegistrationOtp", {"BrandRegistrationSid": "{brand}"}),
    Step("CreateBrandVetting", VETTED, {"VettingProvider": "aegis"}, keep="vetting"),
    Step("ListBrandVetting", VETTED),
    Step("FetchBrandVetting", VETTED | {"BrandVettingSid": "{vetting}"}),
    Step(
        "CreateUsAppToPerson",
        IN,
        CAMPAIGN | {"BrandRegistrationSid": "{brand}", "UsAppToPersonUsecase": "MIXED"},
        keep="campaign",
    ),
    Step("ListUsAppToPerson", IN),
    Step("FetchUsAppToPerson", IN | {"Sid": "{campaign}"}),
    Step("UpdateUsAppToPerson", IN | {"Sid": "{campaign}"}, CAMPAIGN | {"AgeGated": "true", "DirectLending": "false"}),
    Step("FetchUsAppToPersonUsecase", IN),
    Step("DeleteUsAppToPerson", IN | {"Sid": "{campaign}"}),
    Step("CreateExternalCampaign", given={"CampaignId": "CM1", "MessagingServiceSid": "{service}"}),
    Step("CreateTollfreeVerification", given=TOLLFREE, keep="tollfree"),
    Step("ListTollfreeVerification"),
    Step("FetchTollfreeVerification", {"Sid": "{tollfree}"}),
    Step("UpdateTollfreeVerification", {"Sid": "{tollfree}"}, {"BusinessName": "Owl 2"}),
    Step("DeleteTollfreeVerification", {"Sid": "{tollfree}"}),
    Step("UpdateDomainCertV4", DN, {"TlsCert": "PEM"}),
    Step("FetchDomainCertV4", DN),
    Step("UpdateRequestManagedCert", DN),
    Step("FetchDomainCertV4 of v2", DN),
    Step("UpdateDomainConfig", DN, {"FallbackUrl": "https://example.com"}),
    Step("FetchDomainConfig", DN),
    Step("FetchDomainDnsValidation", DN),
    Step("CreateLinkshorteningMessagingService", DN | IN),
    Step("FetchLinkshorteningMessagingServiceDomainAssociation", IN),
    Step("FetchDomainConfigMessagingService", IN),
    Step("DeleteLinkshorteningMessagingService", DN | IN),
    Step("DeleteDomainCertV4", DN),
    Step("DeleteService", {"Sid": "{service}"}),
)
# Differences that are deliberate: docs/reference/divergences.md, Messaging services.
TOLD = {
    ("CreateBrandRegistrations", "words of", "BrandType"),
    *(("ListBrandVetting", "parameter", name) for name in ("Page", "PageSize", "PageToken")),
    ("ListChannelsSender", "need of", "Channel"),
    *((name, "words of", "Usecase") for name in ("CreateService", "UpdateService")),
    # Published as one of several shapes, which the comparison does not look into.
    *(("CreateV3TypingIndicator", "parameter", name) for name in ("channel", "messageId", "from", "to", "event")),
}


class Reply(NamedTuple):
    """What came of a step."""

    surface: Surface
    operation: Operation
    status: int
    body: Any


def key_of(surface: Surface, operation: Operation) -> str:
    """Return the name of an operation; one that two versions share is told apart."""
    shared = surface is MESSAGING_2 and any(operation.name == each.name for each in MESSAGING.operations)
    return f"{operation.name} of v2" if shared else operation.name


OPERATIONS = {key_of(surface, each): (surface, each) for surface in SURFACES for each in surface.operations}


def published(surface: Surface) -> dict[str, Any] | None:
    """Return the published document of a version, with its parameters' references followed; None where it is absent."""
    file = PUBLISHED.with_name(f"twilio_messaging_{surface.version}.json")
    if not file.exists():
        return None
    document: dict[str, Any] = json.loads(file.read_text())
    for item in document["paths"].values():
        for operation in [item, *(each for each in item.values() if isinstance(each, dict))]:
            operation["parameters"] = [_followed(document, each) for each in operation.get("parameters", [])]
    return document


def _followed(document: Any, node: dict[str, Any]) -> dict[str, Any]:
    for name in node.get("$ref", "#").split("/")[1:]:
        document = document[name]
    return document if "$ref" in node else node


def oracles(surface: Surface) -> list[Oracle]:
    """Return the judges of a version: ours, and the published one."""
    found, document = [Oracle(f"own-{surface.version}", openapi(surface, version="1"))], published(surface)
    return found if document is None else [*found, Oracle(f"published-{surface.version}", document)]


JUDGES = {surface.name: oracles(surface) for surface in SURFACES}


def run(live: Any) -> list[Reply]:
    """Take the steps and return what came of each."""
    written = live.control("POST", "handsets/whatsapp:%2B14155550195/messages", {"to": live.number, "body": "Hi"})
    granted = live.control("POST", "short_codes", {"account_sid": live.account_sid, "short_code": "89898"})
    [number] = live.client().incoming_phone_numbers.list(limit=1)
    known = {"own": live.number, "number": number.sid, "written": written["sid"], "code": granted["sid"]}
    replies = []
    for step in (*FIRST, *SECOND):
        surface, operation = OPERATIONS[step.operation]
        status, body = _take(live, surface, operation, step, known)
        assert status < 400, (step, body)
        if step.keep:
            known[step.keep] = body.get("sid") or body["brand_vetting_sid"]
        replies.append(Reply(surface, operation, status, body))
    return replies


def _take(live: Any, surface: Surface, operation: Operation, step: Step, known: Mapping[str, str]) -> tuple[int, Any]:
    path = path_of(operation).format_map({name: value.format_map(known) for name, value in step.at.items()})
    given = {name: value.format_map(known) for name, value in step.given.items()}
    path = f"/{surface.host}{path}"
    if operation.method == "GET":
        status, _, body = live.raw("GET", f"{path}?{urlencode(given)}" if given else path, headers={"Accept": "*/*"})
    elif surface is MESSAGING:
        status, _, body = live.raw(operation.method, path, urlencode(given).encode())
    else:
        status, _, body = live.raw(operation.method, path, json.dumps(given).encode(), content_type="application/json")
    return status, json.loads(body) if body else None


@pytest.fixture(scope="module")
def replies(live: Any) -> list[Reply]:
    return run(live)


def test_every_described_operation_was_called_with_success(replies: list[Reply]) -> None:
    assert {key_of(reply.surface, reply.operation) for reply in replies} == set(OPERATIONS)
    assert [reply for reply in replies if reply.status != reply.operation.success] == []


def test_every_answer_is_as_its_schemas_say(replies: list[Reply]) -> None:
    for reply in replies:
        for oracle in JUDGES[reply.surface.name]:
            schema = oracle.operation(reply.operation.method, path_of(reply.operation))
            assert schema is not None, reply.operation.name
            assert schema["operationId"] == reply.operation.name
            if str(reply.status).startswith("2"):
                assert oracle.faults(schema, reply.status, reply.body) == [], reply.operation.name


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_the_catalogue_describes_what_is_published(surface: Surface) -> None:
    own, *others = JUDGES[surface.name]
    for oracle in others:
        compared = coverage(surface, oracle.document)
        assert compared.missing == ()
        assert compared.own == ()
        found = set()
        for each in compared.operations:
            operation = next(one for one in surface.operations if one.name == each.name)
            found |= {(each.name, "parameter", name) for name in (*each.parameters.missing, *each.parameters.own)}
            if each.properties.missing:
                found |= {(each.name, "property", name) for name in each.properties.missing}
            found |= _differing(operation, oracle, own)
        assert found - TOLD == set()


def _differing(operation: Operation, oracle: Oracle, own: Oracle) -> set[tuple[str, str, str]]:
    theirs, ours = (each.operation(operation.method, path_of(operation)) for each in (oracle, own))
    assert theirs is not None
    assert ours is not None
    before, after = oracle.parameters(theirs), own.parameters(ours)
    shared = before.keys() & after.keys()
    needs = {(operation.name, "need of", name) for name in shared if before[name][0] != after[name][0]}
    return needs | {(operation.name, "words of", name) for name in shared if before[name][1] != after[name][1]}
