"""The steps of the scenario that concern SIP."""

from __future__ import annotations

from steps import Step

DOMAIN, LIST, BOX = {"Sid": "{domain}"}, {"Sid": "{credentials}"}, {"Sid": "{addresses}"}
OF_DOMAIN, OF_LIST, OF_BOX = (
    {"DomainSid": "{domain}"},
    {"CredentialListSid": "{credentials}"},
    {"IpAccessControlListSid": "{addresses}"},
)
CREDENTIAL, ADDRESS = {**OF_LIST, "Sid": "{credential}"}, {**OF_BOX, "Sid": "{address}"}
MAPPED = (
    ("SipCredentialListMapping", OF_LIST, LIST),
    ("SipIpAccessControlListMapping", OF_BOX, BOX),
    ("SipAuthCallsCredentialListMapping", OF_LIST, LIST),
    ("SipAuthCallsIpAccessControlListMapping", OF_BOX, BOX),
    ("SipAuthRegistrationsCredentialListMapping", OF_LIST, LIST),
)


def mapping_steps() -> tuple[Step, ...]:
    """Map each list, look at the mapping, and take it away."""
    return tuple(
        step
        for name, given, sid in MAPPED
        for step in (
            Step(f"Create{name}", OF_DOMAIN, given),
            Step(f"List{name}", OF_DOMAIN),
            Step(f"Fetch{name}", {**OF_DOMAIN, **sid}),
            Step(f"Delete{name}", {**OF_DOMAIN, **sid}),
        )
    )


STEPS = (
    Step("CreateSipDomain", given={"DomainName": "scranton.sip.twilio.com", "SipRegistration": "true"}, keep="domain"),
    Step("ListSipDomain"),
    Step("FetchSipDomain", DOMAIN),
    Step("UpdateSipDomain", DOMAIN, {"FriendlyName": "Scranton", "VoiceUrl": "https://example.com/"}),
    Step("CreateSipCredentialList", given={"FriendlyName": "Low rises"}, keep="credentials"),
    Step("ListSipCredentialList"),
    Step("FetchSipCredentialList", LIST),
    Step("UpdateSipCredentialList", LIST, {"FriendlyName": "High rises"}),
    Step("CreateSipCredential", OF_LIST, {"Username": "jim", "Password": "IWasAtSignal2018"}, keep="credential"),
    Step("ListSipCredential", OF_LIST),
    Step("FetchSipCredential", CREDENTIAL),
    Step("UpdateSipCredential", CREDENTIAL, {"Password": "IWasAtSignal2019"}),
    Step("CreateSipIpAccessControlList", given={"FriendlyName": "Office"}, keep="addresses"),
    Step("ListSipIpAccessControlList"),
    Step("FetchSipIpAccessControlList", BOX),
    Step("UpdateSipIpAccessControlList", BOX, {"FriendlyName": "Warehouse"}),
    Step("CreateSipIpAddress", OF_BOX, {"FriendlyName": "Door", "IpAddress": "192.0.2.1"}, keep="address"),
    Step("ListSipIpAddress", OF_BOX),
    Step("FetchSipIpAddress", ADDRESS),
    Step("UpdateSipIpAddress", ADDRESS, {"CidrPrefixLength": "24"}),
    *mapping_steps(),
    Step("DeleteSipCredential", CREDENTIAL),
    Step("DeleteSipCredentialList", LIST),
    Step("DeleteSipIpAddress", ADDRESS),
    Step("DeleteSipIpAccessControlList", BOX),
    Step("DeleteSipDomain", DOMAIN),
)
