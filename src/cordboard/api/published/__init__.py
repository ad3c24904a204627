"""What Twilio publishes of the APIs served here, and why some of it is kept only, or not there.

The tables beside this file list the operations of https://github.com/twilio/twilio-oai (spec/json), of whose documents
`tools/published.py` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from cordboard.catalogue.derive.standing import Published, Reasons, Standing, from_table, standings
from cordboard.catalogue.describe import Surface

NO_SIP = "no SIP reaches this server"
NO_ADD_ON = "add-ons change nothing here"
NO_REVIEW = "nobody reviews it"
NO_LINK = "no link is shortened"
NO_BULK = "nothing of it changes what is sent"
# By surface, then by the beginning of a path; docs/reference/divergences.md tells the same in sentences.
KEPT: Mapping[str, Mapping[str, str]] = {
    "v2010": {
        "/Accounts/{AccountSid}/SIP/": NO_SIP,
        "/Accounts/{AccountSid}/IncomingPhoneNumbers/{ResourceSid}/AssignedAddOns": NO_ADD_ON,
        "/Accounts/{AccountSid}/Recordings/{ReferenceSid}/AddOnResults": NO_ADD_ON,
        "/Accounts/{AccountSid}/ConnectApps": "nobody connects through it",
        "/Accounts/{AccountSid}/AuthorizedConnectApps": "nobody connects through it",
        "/Accounts/{AccountSid}/Tokens": "no STUN or TURN server runs here",
    },
    "accounts_v1": {
        "/Credentials/": "nothing is signed or stored with it",
        "/SafeList/": NO_BULK,
        "/Consents/": NO_BULK,
        "/Contacts/": NO_BULK,
    },
    "messaging_v1": {
        "/a2p/": NO_REVIEW,
        "/Services/PreregisteredUsa2p": NO_REVIEW,
        "/Services/{MessagingServiceSid}/Compliance/": NO_REVIEW,
        "/Tollfree/": NO_REVIEW,
        "/LinkShortening/": NO_LINK,
    },
    "messaging_v2": {"/LinkShortening/": NO_LINK},
}
MISSING: Mapping[str, str] = {}  # nothing at present


def document_of(surface: Surface) -> str:
    """Return the file name that the published document of a surface has."""
    return f"twilio_{surface.host}_{surface.name}.json" if surface.name == "v2010" else f"twilio_{surface.name}.json"


def reasons_of(surface: Surface) -> Reasons:
    """Return why operations of a surface are kept only, or not there."""
    return Reasons(KEPT.get(surface.name, {}), MISSING)


@cache
def published_of(name: str) -> tuple[Published, ...]:
    """Return what is published of a surface; nothing of our own ones."""
    table = files(__name__) / f"{name}.tsv"
    return from_table(table.read_text()) if table.is_file() else ()


def coverage_of(surfaces: Iterable[Surface]) -> Iterator[Standing]:
    """Return where every published operation of these surfaces stands."""
    for surface in surfaces:
        yield from standings(surface, published_of(surface.name), reasons_of(surface))
