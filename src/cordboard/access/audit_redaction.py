"""What the audit keeps of parameters: enough to recognise them by, and neither numbers nor what was said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from cordboard.access.audit import json_bytes
from cordboard.base.phone import HIDDEN, mask, masked_number, parse_recipient
from cordboard.base.sid import SID_LENGTH
from cordboard.catalogue.describe import Operation

MOST_SHOWN = 10
MOST_WHOLE, MAX_WHOLE_CHARS = 1000, 4000
MAX_NAME_CHARS = 64
_name = itemgetter(0)
MAX_WHOLE = 1 << 53
"""Beyond it readers of JSON round whole numbers (RFC 8259 section 6)."""
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_URL = re.compile(r"https?://", re.IGNORECASE)
# Numbers inside a path or a sentence. Seven digits are the shortest that libphonenumber takes for a whole number
# nearly everywhere; what is part of a longer word, such as a SID, is none.
_NUMBER = re.compile(r"(?:\+|%2[Bb])\d{4,15}|(?<![0-9A-Za-z])\d{7,15}(?![0-9A-Za-z])")


def parameters_of(operation: Operation, given: Any, *, is_masked: bool = True) -> dict[str, object]:
    """Return what the audit keeps of the parameters of a call, by the names that they have on the wire."""
    if given is None:
        return {}
    values, keep = vars(given), kept if is_masked else whole
    names = tuple([name for name, value in values.items() if value is not None])
    return {wire: keep(values[name]) for name, wire, _ in _labels_of(operation, names)}


def parameters_json(operation: Operation, values: Mapping[str, Any], *, is_masked: bool) -> bytes:
    """Return the same as canonical JSON, of values by attribute, none of them None.

    Texts are written without the objects in between.
    """
    write, labels = _kept_json if is_masked else _whole_json, _labels_of(operation, tuple(values))
    return b"{%b}" % b",".join([label + write(values[name]) for name, _, label in labels])


def _kept_json(value: object) -> bytes:
    if type(value) is str:
        if value[:1] == "+" and (shown := masked_json(value)):
            return b'"%b"' % shown
        if value.startswith(("https://", "http://")):
            return _origin_json(value)
        if _are_words(value):
            digest = sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
            return b'{"chars":%d,"sha256":"%b"}' % (len(value), digest.encode())
    return json_bytes(kept(value))


def _whole_json(value: object) -> bytes:
    return json_bytes(whole(value))


@lru_cache(maxsize=1024)
def masked_json(text: str) -> bytes:
    """Return an E.164 number masked, as it stands in a text of JSON, or nothing for what is none; calls ask thrice."""
    return masked_number(text).encode()


Labels = tuple[tuple[str, str, bytes], ...]
"""Of each parameter its attribute, its name on the wire, and that as it stands before a value in JSON."""
_LABELS: dict[int, tuple[Operation, dict[tuple[str, ...], Labels]]] = {}
MOST_REMEMBERED = 1000  # of one operation; callers choose what they give, though most give the same again and again


def _labels_of(operation: Operation, given: tuple[str, ...]) -> Labels:
    """Return what is given in the order of its names on the wire, as canonical JSON has them."""
    _, known = _LABELS.get(id(operation)) or _LABELS.setdefault(id(operation), (operation, {}))  # no id comes again
    found = known.get(given)
    if found is None:
        names = sorted((each.wire, each.attribute) for each in operation.parameters if each.attribute in given)
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        found = known[given] = tuple((attribute, wire, json_bytes(wire) + b":") for wire, attribute in names)
    return found


def kept(value: object) -> object:
    """Return what is kept of a value: of an address its ends, of a URL its host, of words their hash and length."""
    if type(value) is str:  # nearly every one
        return _text(value)
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < MAX_WHOLE else str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        more = len(value) - MOST_SHOWN
        return [*map(kept, value[:MOST_SHOWN]), *([f"and {more} more"] if more > 0 else [])]
    if isinstance(value, Mapping):
        named = [(str(name)[:MAX_NAME_CHARS], each) for name, each in [*value.items()][:MOST_SHOWN]]
        return {name: kept(each) for name, each in sorted(named, key=_name)}
    if hasattr(value, "__parameters__"):
        return {name: kept(each) for name, each in sorted(vars(value).items()) if each is not None}
    return _hashed(str(value))


def whole(value: object) -> object:
    """Return a value as it was given, as far as JSON can say it; of one that is beyond all measure what is kept of it.

    For who has to know afterwards what was said, and may.
    """
    if isinstance(value, str) and not isinstance(value, Enum):
        return value.encode(errors="replace").decode() if len(value) <= MAX_WHOLE_CHARS else kept(value)
    if isinstance(value, list | tuple):
        return [whole(each) for each in value[:MOST_WHOLE]]
    if isinstance(value, Mapping):
        named = [(str(name)[:MAX_NAME_CHARS], each) for name, each in [*value.items()][:MOST_WHOLE]]
        return {name: whole(each) for name, each in sorted(named, key=_name)}
    if hasattr(value, "__parameters__"):
        return {name: whole(each) for name, each in sorted(vars(value).items()) if each is not None}
    return kept(value)


@lru_cache(maxsize=1024)
def without_numbers(text: str) -> str:
    """Return a path or a sentence whose telephone numbers are masked."""
    return _NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    return mask("+" + found[0].removeprefix("%2B").removeprefix("%2b").removeprefix("+"))


def _text(value: str) -> object:
    if value[:1] == "+" and (shown := masked_number(value)):
        return shown
    if _are_words(value):
        return _hashed(value)
    if len(value) == SID_LENGTH and _SID.fullmatch(value):
        return value
    if _URL.match(value):
        return _origin(value)
    address = parse_recipient(value)
    if address is not None and (address.number is not None or address.channel != "sms"):
        return mask(value)
    return _hashed(value)


def _are_words(value: str) -> bool:
    """Tell whether a text can be nothing but words.

    What begins with a letter is a URL, or an address, behind one word and a colon only.
    """
    if not value[:1].isalpha():
        return False
    before, colon, _ = value.partition(":")
    return " " in before or not (colon or len(value) == SID_LENGTH)


@lru_cache(maxsize=1024)
def _origin_json(url: str) -> bytes:
    return json_bytes(_origin(url))


@lru_cache(maxsize=1024)
def _origin(url: str) -> object:
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname}/{HIDDEN}"
    except ValueError:  # brackets that hold no address
        return _hashed(url)


def _hashed(text: str) -> dict[str, object]:
    return {"chars": len(text), "sha256": _sha256(text)}


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
