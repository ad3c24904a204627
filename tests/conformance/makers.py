"""How the things in lists are made, by operation: what a form holds, and what stands above it.

In values `{n}` is new each time (`{high}` and `{low}` are two bytes of it), `{own}` is a number of the account,
`{bought}` a new one, and `@Operation` the SID of a new thing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from cordboard.api.surfaces import SURFACES
from cordboard.catalogue.describe import Operation, Place
from described_requests import Asked, Line, ask, own_parameters

Values = Mapping[str, Any]
BY_KEY: dict[str, Operation] = {
    f"{surface.name}-{operation.name}": operation for surface in SURFACES for operation in surface.operations
}
NAMED = {"FriendlyName": "Thing {n}"}
HOME = {
    "CustomerName": "Ada",
    "Street": "4 Row",
    "City": "Bath",
    "Region": "BA",
    "PostalCode": "BA1",
    "IsoCountry": "GB",
}
WATCH = {"CallbackUrl": "http://127.0.0.1:9/", "TriggerValue": "+5", "UsageCategory": "sms"}
SPOKEN = {"To": "+14155550193", "From": "{own}", "Twiml": "<Response/>"}
MADE: dict[str, Values] = {
    "v2010-CreateAccount": NAMED,
    "v2010-CreateAddress": HOME,
    "v2010-CreateApplication": NAMED,
    "v2010-CreateCall": SPOKEN,
    "v2010-CreateIncomingPhoneNumber": {"AreaCode": "415"},
    "v2010-CreateIncomingPhoneNumberAssignedAddOn": {"InstalledAddOnSid": "XE{n:032x}"},
    "v2010-CreateIncomingPhoneNumberLocal": {"PhoneNumber": "+1510555{n:04}"},
    "v2010-CreateIncomingPhoneNumberMobile": {"PhoneNumber": "+44740012{n:04}"},
    "v2010-CreateIncomingPhoneNumberTollFree": {"PhoneNumber": "+1888234{n:04}"},
    "v2010-CreateMessage": {"To": "+14155550194", "From": "{own}", "Body": "{n}"},
    "v2010-CreateNewKey": NAMED,
    "v2010-CreateNewSigningKey": NAMED,
    "v2010-CreateQueue": NAMED,
    "v2010-CreateSipCredential": {"Username": "user{n}", "Password": "IWasAtSignal2018"},
    "v2010-CreateSipCredentialList": NAMED,
    "v2010-CreateSipDomain": {"DomainName": "place{n}.sip.twilio.com"},
    "v2010-CreateSipIpAccessControlList": NAMED,
    "v2010-CreateSipIpAddress": {"FriendlyName": "Door", "IpAddress": "10.0.{high}.{low}"},
    "v2010-CreateUsageTrigger": WATCH,
    "accounts_v1-CreateCredentialAws": {"Credentials": "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
    "iam_v1-CreateNewKey": {"AccountSid": "{AccountSid}"},
    "iam_v1-CreateOauthAppAccount": {"friendly_name": "App {n}"},
    "messaging_v1-CreateService": NAMED,
    "messaging_v1-CreateAlphaSender": {"AlphaSender": "Alpha{n}"},
    "messaging_v1-CreatePhoneNumber": {"PhoneNumberSid": "@v2010-CreateIncomingPhoneNumber"},
    "messaging_v1-CreateBrandRegistrations": {
        "CustomerProfileBundleSid": "BU{n:032x}",
        "A2PProfileBundleSid": "BU{n:032x}",
    },
    "messaging_v2-CreateChannelsSender": {"sender_id": "whatsapp:{bought}"},
    "comms_v1-CreateContact": {"addresses": [{"address": "+14155550197", "channel": "phone"}]},
    "comms_v1-CreateAudience": {"name": "Thing {n}"},
    "comms_v1-SendEmails": {
        "from": {"address": "shop@example.com"},
        "to": [{"address": "ada@example.com"}],
        "content": {"subject": "Hi", "html": "Hi"},
    },
    "comms_v1-SendPushNotifications": {
        "to": [{"token": "device", "provider": "fcm"}],
        "content": {"body": "Hi"},
    },
    "comms_v1-CreateSenderPool": {"name": "Thing {n}"},
    "content_v1-CreateContent": {"language": "en", "types": {"twilio/text": {"body": "Hi"}}},
    "cordboard-CreateHandsetMessage": {"to": "{own}", "body": "{n}"},
}
MADE |= {
    f"v2010-CreateSip{use}{kind}Mapping": {f"{kind}Sid": f"@v2010-CreateSip{kind}"}
    for use, kind in (
        ("", "CredentialList"),
        ("", "IpAccessControlList"),
        ("AuthCalls", "CredentialList"),
        ("AuthCalls", "IpAccessControlList"),
        ("AuthRegistrations", "CredentialList"),
    )
}
ABOVE = {
    "Address": "ada@example.com",
    "AddressSid": "@v2010-CreateAddress",
    "CallSid": "@v2010-CreateCall",
    "CredentialListSid": "@v2010-CreateSipCredentialList",
    "DomainSid": "@v2010-CreateSipDomain",
    "IpAccessControlListSid": "@v2010-CreateSipIpAccessControlList",
    "MessageSid": "@v2010-CreateMessage",
    "MessagingServiceSid": "@messaging_v1-CreateService",
    "BrandSid": "@messaging_v1-CreateBrandRegistrations",
    "Number": "+14155550195",
    "QueueSid": "@v2010-CreateQueue",
    "ResourceSid": "@v2010-CreateIncomingPhoneNumber",
    "RoleSid": "IX85f59e65fb042d77cb273b2f0886214c",  # of developers, on every server
    "ServiceSid": "@messaging_v1-CreateService",
    "audience_id": "@comms_v1-CreateAudience",
    "contact_id": "@comms_v1-CreateContact",
    "sender_pool_id": "@comms_v1-CreateSenderPool",
}
MOST_LOOKS = 1_000  # each takes a millisecond or more; a send has made its first row after some ten
# A country that has numbers of the kind on sale
COUNTRIES = {"Local": "US", "TollFree": "US", "SharedCost": "AU", "MachineToMachine": "NL"}


def sid_of(made: Mapping[str, Any]) -> str:
    """Return what a thing that was made is known by."""
    return str(made.get("sid") or made.get("id") or made["resourceId"])


@dataclass(slots=True)
class Workshop:
    """Makes things, each under the same thing above it."""

    line: Line
    _numbers: count[int] = field(default_factory=lambda: count(100))
    _above: dict[str, str] = field(default_factory=dict)

    def places(self, operation: Operation) -> dict[str, str]:
        """Return what stands in the path of an operation, and in a query that is required; made where need be."""
        given = own_parameters(operation)
        above = {each.wire: self._place(each.wire) for each in given if each.place is Place.PATH and each.wire in ABOVE}
        if "{CountryCode}" in operation.path:
            above["CountryCode"] = COUNTRIES.get(operation.path.rpartition("/")[2], "GB")
        asks_account = any(each.wire == "AccountSid" and each.required for each in given)
        return above | ({"AccountSid": self.line.live.account_sid} if asks_account else {})

    def _place(self, wire: str) -> str:
        if wire not in self._above:
            self._above[wire] = self._filled(ABOVE[wire])
        return self._above[wire]

    def _filled(self, value: str) -> str:
        if value.startswith("@"):
            return sid_of(self.make(value[1:]))
        live, number = self.line.live, next(self._numbers)
        high, low = divmod(number, 256)
        bought = self.make("v2010-CreateIncomingPhoneNumber")["phone_number"] if "{bought}" in value else ""
        return value.format(n=number, high=high, low=low, bought=bought, own=live.number, AccountSid=live.account_sid)

    def make(self, key: str) -> dict[str, Any]:
        """Make one thing and return it."""
        operation = BY_KEY[key]
        values = {name: self._filled(value) if isinstance(value, str) else value for name, value in MADE[key].items()}
        asked = ask(operation, self.line.live.account_sid, wrong=self.places(operation) | values)
        status, _, body = self.line.send(asked)
        assert status < 300, (key, status, body)
        made = dict(json.loads(body))
        return self._made_by(operation, made) if "operationId" in made else made

    def _made_by(self, operation: Operation, accepted: dict[str, Any]) -> dict[str, Any]:
        """Return what an operation of the Communications API has made, which it may do after the answer."""
        path = f"/{operation.surface.host}/{operation.surface.version}{operation.path}"
        for _ in range(MOST_LOOKS):
            [rows, _] = self.line.get(f"{path}?operation_id={accepted['operationId']}").values()
            if rows:
                return dict(rows[0])
        raise AssertionError(f"{operation.name} made nothing")

    def list_of(self, operation: Operation, suffix: str | None = None, **paging: str) -> Asked:
        """Return the request for a page."""
        return ask(operation, self.line.live.account_sid, wrong=self.places(operation) | paging, suffix=suffix)
