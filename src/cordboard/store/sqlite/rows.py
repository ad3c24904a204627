"""Between rows and the products' records."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from cordboard.accounts.account import Account, AccountStatus, AccountType
from cordboard.accounts.keys import ApiKey, KeyKind
from cordboard.accounts.ports import Vault
from cordboard.base.outbox import TaskKind
from cordboard.messaging.message import NO_OPTIONS, Direction, Message, Options, Status
from cordboard.messaging.ports import Media
from cordboard.numbers.nature import Nature
from cordboard.numbers.number import PhoneNumber, Routing

encode = msgspec.json.Encoder().encode
_options = msgspec.json.Decoder(Options)
_routing = msgspec.json.Decoder(Routing)
_nature = msgspec.json.Decoder(Nature)
_words = msgspec.json.Decoder(list[str])

ACCOUNT = (
    "key, sid, owner_sid, friendly_name, status, type, auth_token, created_ms, updated_ms, secondary_token, is_held"
)
API_KEY = "sid, account_sid, friendly_name, secret_hash, created_ms, updated_ms, kind, allowed"
NUMBER = "sid, account_sid, phone_number, friendly_name, routing, created_ms, updated_ms, nature"
MESSAGE = (
    "key, sid, account_sid, direction, sender, recipient, body, status, num_segments, num_media, created_ms,"
    " updated_ms, sent_ms, error_code, price, service_sid, options"
)
MEDIA = "sid, account_sid, message_sid, content_type, digest, created_ms, updated_ms"

_STATUS = {each.value: each for each in Status}
_DIRECTION = {each.value: each for each in Direction}
# What is in a column for a member of these: `value` of an enumeration is two calls of Python, four times a message.
WORD: Mapping[StrEnum, str] = {each: each.value for kind in (Status, Direction, TaskKind) for each in kind}


def message_row(message: Message) -> tuple[object, ...]:
    """Return the values of the columns `MESSAGE`."""
    return (
        message.key,
        message.sid,
        message.account_sid,
        WORD[message.direction],
        message.sender,
        message.recipient,
        message.body,
        WORD[message.status],
        message.num_segments,
        message.num_media,
        message.created_ms,
        message.updated_ms,
        message.sent_ms,
        message.error_code,
        None if message.price is None else str(message.price),
        message.service_sid,
        None if message.options is NO_OPTIONS else encode(message.options),
    )


def message_of(row: tuple[Any, ...]) -> Message:
    """Return the message of a row."""
    return Message(
        sid=row[1],
        account_sid=row[2],
        direction=_DIRECTION[row[3]],
        sender=row[4],
        recipient=row[5],
        body=row[6],
        status=_STATUS[row[7]],
        num_segments=row[8],
        num_media=row[9],
        created_ms=row[10],
        updated_ms=row[11],
        sent_ms=row[12],
        error_code=row[13],
        price=None if row[14] is None else Decimal(row[14]),
        service_sid=row[15],
        options=NO_OPTIONS if row[16] is None else _options.decode(row[16]),
    )


def account_of(row: tuple[Any, ...], vault: Vault) -> Account:
    """Return the account of a row."""
    key, sid, owner, name, status, kind, token, created, updated, second, is_held = row
    return Account(
        sid=sid,
        key=key,
        owner_sid=owner,
        friendly_name=name,
        status=AccountStatus(status),
        type=AccountType(kind),
        auth_token=vault.open(token),
        created_ms=created,
        updated_ms=updated,
        secondary_token=None if second is None else vault.open(second),
        is_held=bool(is_held),
    )


def api_key_of(row: tuple[Any, ...]) -> ApiKey:
    """Return the key of a row."""
    sid, account_sid, name, secret_hash, created, updated, kind, allowed = row
    return ApiKey(
        sid=sid,
        account_sid=account_sid,
        friendly_name=name,
        secret_hash=secret_hash,
        created_ms=created,
        updated_ms=updated,
        kind=KeyKind(kind),
        allowed=tuple(_words.decode(allowed)),
    )


def number_of(row: tuple[Any, ...]) -> PhoneNumber:
    """Return the phone number of a row."""
    sid, account_sid, phone_number, name, routing, created, updated, nature = row
    return PhoneNumber(
        sid=sid,
        account_sid=account_sid,
        phone_number=phone_number,
        friendly_name=name,
        routing=_routing.decode(routing),
        created_ms=created,
        updated_ms=updated,
        nature=_nature.decode(nature),
    )


def media_of(row: tuple[Any, ...]) -> Media:
    """Return the media of a row."""
    sid, account_sid, message_sid, content_type, digest, created, updated = row
    return Media(
        sid=sid,
        account_sid=account_sid,
        message_sid=message_sid,
        content_type=content_type,
        digest=digest,
        created_ms=created,
        updated_ms=updated,
    )
