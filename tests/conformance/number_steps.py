"""The steps of the scenario that buy, set up and release numbers, and what the operator does before them."""

from __future__ import annotations

from typing import Any

from steps import Step

VERIFIED, AWAITED = "+14155550195", "+14155550196"
NONE: dict[str, str] = {}
HOME = {
    "CustomerName": "Ada",
    "Street": "4 Row",
    "City": "Bath",
    "Region": "BA",
    "PostalCode": "BA1",
    "IsoCountry": "GB",
}
US, GB, NL = {"CountryCode": "US"}, {"CountryCode": "GB"}, {"CountryCode": "NL"}
ADDRESS, APPLICATION = {"Sid": "{address}"}, {"Sid": "{application}"}
OF_NUMBER = {"ResourceSid": "{bought}"}
ADD_ON = {**OF_NUMBER, "Sid": "{add_on}"}
OF_ADD_ON = {**OF_NUMBER, "AssignedAddOnSid": "{add_on}"}
CALLER_ID, SHORT_CODE, APP = {"Sid": "{caller_id}"}, {"Sid": "{short_code}"}, {"Sid": "{app}"}
FEW = {"PageSize": "2"}

_ROWS: tuple[tuple[str, dict[str, str], dict[str, str], str], ...] = (
    ("CreateAddress", NONE, HOME, "address"),
    ("ListAddress", NONE, {"IsoCountry": "GB"}, ""),
    ("FetchAddress", ADDRESS, NONE, ""),
    ("UpdateAddress", ADDRESS, {"FriendlyName": "Home"}, ""),
    ("CreateApplication", NONE, {"FriendlyName": "Desk", "SmsUrl": "{url}/health"}, "application"),
    ("ListApplication", NONE, {"FriendlyName": "Desk"}, ""),
    ("FetchApplication", APPLICATION, NONE, ""),
    ("UpdateApplication", APPLICATION, {"SmsMethod": "GET", "SmsUrl": ""}, ""),
    ("ListAvailablePhoneNumberCountry", NONE, NONE, ""),
    ("FetchAvailablePhoneNumberCountry", US, NONE, ""),
    ("ListAvailablePhoneNumberLocal", US, {"AreaCode": "415", **FEW}, ""),
    ("ListAvailablePhoneNumberTollFree", US, FEW, ""),
    ("ListAvailablePhoneNumberMobile", GB, FEW, ""),
    ("ListAvailablePhoneNumberNational", GB, FEW, ""),
    ("ListAvailablePhoneNumberVoip", GB, FEW, ""),
    ("ListAvailablePhoneNumberSharedCost", {"CountryCode": "AU"}, FEW, ""),
    ("ListAvailablePhoneNumberMachineToMachine", NL, FEW, ""),
    ("CreateIncomingPhoneNumber", NONE, {"AreaCode": "415", "AddressSid": "{address}"}, "bought"),
    ("ListDependentPhoneNumber", {"AddressSid": "{address}"}, NONE, ""),
    ("CreateIncomingPhoneNumberLocal", NONE, {"PhoneNumber": "+15105550170"}, ""),
    ("ListIncomingPhoneNumberLocal", NONE, FEW, ""),
    ("CreateIncomingPhoneNumberMobile", NONE, {"PhoneNumber": "+447400123456"}, ""),
    ("ListIncomingPhoneNumberMobile", NONE, FEW, ""),
    ("CreateIncomingPhoneNumberTollFree", NONE, {"PhoneNumber": "+18882345678"}, ""),
    ("ListIncomingPhoneNumberTollFree", NONE, FEW, ""),
    ("CreateIncomingPhoneNumberAssignedAddOn", OF_NUMBER, {"InstalledAddOnSid": f"XE{'0' * 32}"}, "add_on"),
    ("ListIncomingPhoneNumberAssignedAddOn", OF_NUMBER, NONE, ""),
    ("FetchIncomingPhoneNumberAssignedAddOn", ADD_ON, NONE, ""),
    ("ListIncomingPhoneNumberAssignedAddOnExtension", OF_ADD_ON, NONE, "extension"),
    ("FetchIncomingPhoneNumberAssignedAddOnExtension", {**OF_ADD_ON, "Sid": "{extension}"}, NONE, ""),
    ("DeleteIncomingPhoneNumberAssignedAddOn", ADD_ON, NONE, ""),
    ("DeleteIncomingPhoneNumber", {"Sid": "{bought}"}, NONE, ""),
    ("DeleteAddress", ADDRESS, NONE, ""),
    ("DeleteApplication", APPLICATION, NONE, ""),
    ("CreateValidationRequest", NONE, {"PhoneNumber": AWAITED}, ""),
    ("ListOutgoingCallerId", NONE, {"PhoneNumber": VERIFIED}, "caller_id"),
    ("FetchOutgoingCallerId", CALLER_ID, NONE, ""),
    ("UpdateOutgoingCallerId", CALLER_ID, {"FriendlyName": "Mine"}, ""),
    ("DeleteOutgoingCallerId", CALLER_ID, NONE, ""),
    ("ListShortCode", NONE, {"ShortCode": "89512"}, "short_code"),
    ("FetchShortCode", SHORT_CODE, NONE, ""),
    ("UpdateShortCode", SHORT_CODE, {"SmsUrl": "{url}/health"}, ""),
    ("ListAuthorizedConnectApp", NONE, NONE, ""),
    ("ListConnectApp", NONE, NONE, "app"),
    ("FetchAuthorizedConnectApp", {"ConnectAppSid": "{app}"}, NONE, ""),
    ("FetchConnectApp", APP, NONE, ""),
    ("UpdateConnectApp", APP, {"Description": "For trying", "Permissions": "post-all"}, ""),
    ("DeleteConnectApp", APP, NONE, ""),
)
STEPS = tuple(Step(*each) for each in _ROWS)


def prepare(live: Any) -> None:
    """Do what the core API cannot: grant a short code, make and let in a connect app, verify a caller id."""
    account = {"account_sid": live.account_sid}
    live.control("POST", "short_codes", {**account, "short_code": "89512"})
    app = live.control("POST", "connect_apps", {**account, "friendly_name": "Board"})
    live.control("POST", f"connect_apps/{app['sid']}/authorizations", account)
    code = live.client().validation_requests.create(phone_number=VERIFIED).validation_code
    live.control("POST", f"handsets/{VERIFIED.replace('+', '%2B')}/verifications", {"code": code})
