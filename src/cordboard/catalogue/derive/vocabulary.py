"""The words that people use for what the catalogue calls by another name (data and its look-up)."""

from __future__ import annotations

import re
from collections.abc import Mapping

CONCEPTS = (
    "create make add new register place start open provision",
    "delete remove erase wipe revoke drop kick release",
    "update change edit modify set rotate rename",
    "list show all find browse history recent",
    "fetch get read check look see view status",
    "message sms text texts mms whatsapp",
    "call phone dial ring voice calls",
    "key credential secret token",
    "number numbers did line phonenumber",
    "account subaccount tenant project",
    "recording record recordings tape",
    "participant somebody someone attendee caller",
    "price cost rate tariff pricing spend spent",
    "usage spend spent consumption billing limit",
    "webhook hook callback sink notify notified",
    "media picture image photo attachment file",
    "people contact contacts audience recipient recipients",
    "template content",
    "campaign brand a2p",
    "carrier lookup mobile landline line",
    "transcription transcript transcribe captions",
    "payment payments card pay charge",
    "hold queue wait",
    "verify verification validate confirm",
    "available search buyable inventory",
    "buy purchase provision order",
    "stop end hang cancel hangup terminate",
    "play audio sound mp3",
    "digits dtmf keypad gather keys collect",
    "authentication login credentials auth password",
)

INTENTS: Mapping[str, str] = {
    "CreateMessage": "send a text, sms, mms, picture or whatsapp; schedule a message for later",
    "UpdateMessage": "cancel a scheduled message; redact the text of a message",
    "CreateCall": "place a phone call; dial somebody",
    "UpdateCall": "hang up; end a live call; redirect a call to other TwiML",
    "CreateIncomingPhoneNumber": "buy a phone number; purchase; order",
    "UpdateIncomingPhoneNumber": "set the web hook of a number; configure where texts and calls go",
    "DeleteIncomingPhoneNumber": "release a phone number; give it back",
    "ListIncomingPhoneNumber": "list my phone numbers; numbers the account owns",
    "UpdateAccount": "suspend a subaccount; close an account; reactivate",
    "CreateAccount": "create a subaccount",
    "CreateSecondaryAuthToken": "rotate the auth token",
    "UpdateAuthTokenPromotion": "rotate the auth token; promote the second token",
    "DeleteKey": "revoke an API key",
    "CreateParticipant": "add somebody to a conference call",
    "UpdateParticipant": "mute, hold or announce to a participant",
    "DeleteParticipant": "kick somebody out of a conference",
    "FetchBalance": "how much money is left",
    "CreateValidationRequest": "verify a caller ID",
    "CreateUsageTrigger": "alert when usage or spend passes a limit",
    "CreateStream": "stream call audio to a websocket",
    "CreateSink": "send events to a webhook",
    "SendMessages": "send one message to many people; bulk; broadcast",
    "CreateApprovalCreate": "submit a template for WhatsApp approval",
    "CreateUsAppToPerson": "register an A2P campaign",
    "CreateAgent": "give an AI agent limited access",
    "UpdateApproval": "approve or refuse what an agent asked for",
}
"""What an operation is for, by its name, where the name does not say it."""

_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BY_WORD: dict[str, list[str]] = {}
for _number, _group in enumerate(CONCEPTS):
    for _each in _group.split():
        _BY_WORD.setdefault(_each, []).append(f"concept{_number}")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, names in camel case taken apart."""
    return _WORD.findall(_HUMP.sub(" ", text).lower())


def concepts_of(words: list[str]) -> list[str]:
    """Return what words mean, each meaning once."""
    found = (concept for word in words for concept in _BY_WORD.get(word) or _BY_WORD.get(word.rstrip("s")) or [])
    return list(dict.fromkeys(found))
