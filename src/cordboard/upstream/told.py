"""What an answer tells of a resource: which it is, how it stands, and what it did cost."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import msgspec

from cordboard.agents.prices import Told
from cordboard.catalogue.request import Answer

MICROS = Decimal(1_000_000)
MOST_MICROS = 10**12  # a million dollars; what is above is no price of a call
NOTHING = Told()
_ELEMENT = re.compile(rb"<(Sid|Status|Price|PriceUnit)>([^<]{1,64})</\1>")


class _Resource(msgspec.Struct):
    sid: str | None = None
    status: str | None = None
    price: str | float | None = None
    price_unit: str | None = None


_resource = msgspec.json.Decoder(_Resource, strict=False)


def told_by(answer: Answer) -> Told:
    """Return what an answer tells, in JSON or XML; what is no single resource tells nothing."""
    try:
        if "json" in answer.content_type:
            found = _resource.decode(answer.body)
        elif "xml" in answer.content_type:
            found = _element(answer.body)
        else:
            return NOTHING
        return Told(found.sid or "", found.status or "", _micros(found))
    except (msgspec.DecodeError, InvalidOperation, UnicodeDecodeError):
        return NOTHING


def _element(body: bytes) -> _Resource:
    pairs = [(name.decode(), value.decode()) for name, value in _ELEMENT.findall(body)]
    found = dict(pairs)
    if len(found) < len(pairs):  # more than one resource
        return _Resource()
    return _Resource(found.get("Sid"), found.get("Status"), found.get("Price"), found.get("PriceUnit"))


def _micros(found: _Resource) -> int | None:
    """Return a price in millionths of a dollar; it is negative for what is paid. Raises: InvalidOperation."""
    if found.price is None or (found.price_unit or "USD").upper() != "USD":
        return None
    micros = abs(Decimal(str(found.price))) * MICROS
    return int(micros) if micros.is_finite() and micros < MOST_MICROS else None
