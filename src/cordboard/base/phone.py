"""Addresses of messages and calls: telephone numbers, short codes, sender names, other channels.

A number counts as one when its calling code is assigned and its length is possible behind that code. Whether anyone
holds it is for a carrier to say.

Source: ITU-T E.164; libphonenumber's `is_possible_number`; twilio.com/docs/messaging/api/message-resource (From, To).
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from cordboard.base.calling_codes import CALLING_CODES

# 17 digits is the longest number libphonenumber reads after a calling code; the rest is room for punctuation.
MAX_NUMBER_LENGTH: Final = 64
# Identities on other channels are user ids of foreign systems; 255 is what those systems keep them in.
MAX_ADDRESS_LENGTH: Final = 255

HIDDEN: Final = "•••"


class AddressKind(StrEnum):
    """What a message can be sent to or from."""

    PHONE = "phone"
    SHORT_CODE = "short_code"
    ALPHANUMERIC = "alphanumeric"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    RCS = "rcs"
    SIM = "sim"
    CHANNEL = "channel"


_PHONE = AddressKind.PHONE  # to look a member up in its class takes as long as a call


class Address(NamedTuple):
    """One end of a message, its value written as the API returns it."""

    kind: AddressKind
    value: str

    @property
    def channel(self) -> str:
        """The prefix of the value, or `sms` where there is none."""
        prefix, colon, _ = self.value.partition(":")
        return prefix if colon else "sms"

    @property
    def number(self) -> str | None:
        """The E.164 number in it, if there is one."""
        identity = self.value.rpartition(":")[2]
        return identity if identity.startswith("+") else None


_PUNCTUATION = str.maketrans("", "", " ()-./")
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
# The longest short codes are as long as the shortest national numbers. Up to this length they are never a number.
_SURELY_SHORT_CODE_DIGITS = 6
_ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11}")

_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_PREFIX_OF_NUMBERS = "sms"  # An address without prefix is one; with it there would be two spellings of each number.
_PREFIX_KINDS = {kind.value: kind for kind in (AddressKind.MESSENGER, AddressKind.RCS)}
_PREFIX_KINDS |= {"whatsapp": AddressKind.WHATSAPP, "sim": AddressKind.SIM}
_ANY_IDENTITY = re.compile(r"[!-*,-~][!-~]*")  # Printable ASCII without blanks; after a plus sign only E.164 may come.
_IDENTITIES = {
    AddressKind.WHATSAPP: re.compile(r"(?!)"),  # nothing but E.164
    AddressKind.SIM: re.compile(r"(?:DE|HS)[0-9a-f]{32}"),
}

# Area codes whose calls the called party pays, in the countries of calling code 1.
# Source: North American Numbering Plan Administrator, 8YY codes in service.
_TOLL_FREE_AREAS = frozenset({"800", "833", "844", "855", "866", "877", "888"})

# (national digits at least, leading digits shown, trailing digits shown): three digits at least stay hidden, which
# leaves a thousand numbers to guess from; of four or five digits half, and of fewer all.
_SHOWN = ((10, 3, 4), (8, 2, 3), (6, 1, 2), (4, 0, 2), (0, 0, 0))
_SHOWN_OF = tuple(
    next((leading, trailing) for least, leading, trailing in _SHOWN if length >= least)
    for length in range(MAX_NUMBER_LENGTH)
)


def parse_recipient(text: str, *, default_calling_code: str = "1") -> Address | None:
    """Read the To of a message; None when it is no address.

    Raises: KeyError when the default calling code is not assigned.
    """
    if is_number(text):  # nearly every one
        return Address(_PHONE, text)
    if text[:1] == "+" and len(text) <= MAX_NUMBER_LENGTH and _are_digits(text[1:]):
        return None
    if ":" in text:
        return _parse_channel_address(text)
    bare = text.strip(" ")
    is_short_code = _SHORT_CODE.fullmatch(bare) is not None
    if not is_short_code or len(bare) > _SURELY_SHORT_CODE_DIGITS:
        number = parse_e164(bare, default_calling_code)
        if number is not None:
            return Address(AddressKind.PHONE, number)
    return Address(AddressKind.SHORT_CODE, bare) if is_short_code else None


@lru_cache(maxsize=1024)  # an application has few senders
def parse_sender(text: str) -> Address | None:
    """Read the From of a message: as a recipient, or a sender name of 1 to 11 characters with a letter in it."""
    address = parse_recipient(text)
    if address is not None:
        return address
    name = text.strip(" ")
    return Address(AddressKind.ALPHANUMERIC, name) if _ALPHANUMERIC.fullmatch(name) else None


def parse_e164(text: str, default_calling_code: str = "1") -> str | None:
    """Read a number, international or of the default calling code's countries, and write it as E.164.

    Spaces and `()-./` are ignored, letters are not: a number with one is None, like one of impossible length.

    Raises: KeyError when the default calling code is not assigned.
    Source: ITU-T E.164 §6; libphonenumber `is_possible_number`, which counts area-less lengths as possible.
    """
    if len(text) > MAX_NUMBER_LENGTH:
        return None
    if text[:1] == "+" and _are_digits(text[1:]):
        return text if _is_possible(text[1:]) else None
    bare = text.translate(_PUNCTUATION)
    if bare[:1] != "+":
        return _from_national(bare, default_calling_code)
    return bare if _are_digits(bare[1:]) and _is_possible(bare[1:]) else None


def calling_code(e164: str) -> str:
    """Tell the calling code of a number, without its plus sign.

    Raises: ValueError when the text starts with no assigned one.
    """
    code = _leading_calling_code(e164[1:]) if e164.startswith("+") else ""
    if not code:
        raise ValueError("not an E.164 number of an assigned calling code")
    return code


def is_toll_free(e164: str) -> bool:
    """Tell whether a number of the United States or Canada is free to call."""
    return len(e164) == len("+18005551234") and e164.startswith("+1") and e164[2:5] in _TOLL_FREE_AREAS


def is_number(text: str) -> bool:
    """Tell whether a text is a number in the one way that E.164 numbers are written here, of a possible length."""
    return text[:1] == "+" and len(text) in _LENGTHS.get(text[1:4], ()) and text[1:].isdecimal() and text.isascii()


def mask(text: str) -> str:
    """Write an address so that it can be recognised by those who know it, and not be used by others.

    What is no address is hidden whole: it may be anything, put into the wrong field.
    """
    return (text[:1] == "+" and masked_number(text)) or _mask_other(text)


def masked_number(text: str) -> str:
    """Return an E.164 number as `mask` writes it, or nothing for what is none."""
    return _mask_number(text) if is_number(text) else ""


@lru_cache(maxsize=1024)
def _mask_other(text: str) -> str:
    address = parse_sender(text)
    if address is None:
        return HIDDEN
    if address.number is not None:
        return address.value.removesuffix(address.number) + _mask_number(address.number)
    prefix, colon, identity = address.value.partition(":")
    if not colon:
        return _mask_identity(address.value)
    return f"{prefix}:{_mask_identity(identity)}"


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


# Calling codes have one to three digits and none begins another, so three digits tell the code: a table of a thousand.
_CODE_BY_THREE_DIGITS = {
    three: next((three[:length] for length in (1, 2, 3) if three[:length] in CALLING_CODES), "")
    for three in (f"{number:03}" for number in range(1000))
}
# Digits with calling code that a number may have, by calling code.
_POSSIBLE = {
    code: frozenset(len(code) + length for length in (*plan.lengths, *plan.local_lengths))
    for code, plan in CALLING_CODES.items()
}
# Of a whole number with its plus sign, by its first three digits.
_LENGTHS = {
    three: frozenset(length + 1 for length in _POSSIBLE[code]) for three, code in _CODE_BY_THREE_DIGITS.items() if code
}


def _leading_calling_code(digits: str) -> str:
    return _CODE_BY_THREE_DIGITS.get(digits[:3], "")


def _is_possible(digits: str) -> bool:
    return len(digits) in _POSSIBLE.get(_CODE_BY_THREE_DIGITS.get(digits[:3], ""), ())


def _from_national(digits: str, code: str) -> str | None:
    """Put the calling code in the place of the trunk prefix; a number without its area does not suffice."""
    plan = CALLING_CODES[code]
    # Two zeros are an international prefix in most of the world, and would pass for a trunk prefix and a number.
    if not _are_digits(digits) or digits.startswith("00"):
        return None
    without_trunk = digits.removeprefix(plan.trunk)
    if len(without_trunk) in plan.lengths:
        return f"+{code}{without_trunk}"
    return f"+{code}{digits}" if len(digits) in plan.lengths else None


def _parse_channel_address(text: str) -> Address | None:
    if len(text) > MAX_ADDRESS_LENGTH:
        return None
    prefix, _, identity = text.strip(" ").partition(":")
    if prefix == _PREFIX_OF_NUMBERS or not _PREFIX.fullmatch(prefix):
        return None
    kind = _PREFIX_KINDS.get(prefix, AddressKind.CHANNEL)
    if identity.startswith("+"):
        number = parse_e164(identity)
        return Address(kind, f"{prefix}:{number}") if number and kind is not AddressKind.SIM else None
    is_identity = _IDENTITIES.get(kind, _ANY_IDENTITY).fullmatch(identity)
    return Address(kind, f"{prefix}:{identity}") if is_identity else None


def _mask_number(e164: str) -> str:
    start, leading, trailing = _shown_of(e164[1:4], len(e164))
    if trailing and leading > start:  # nearly every one
        return f"{e164[:start]} {e164[start:leading]} {HIDDEN} {e164[-trailing:]}"
    return f"{e164[:start]} {HIDDEN} {e164[-trailing:]}" if trailing else f"{e164[:start]} {HIDDEN}"


@lru_cache(maxsize=4096)
def _shown_of(first_digits: str, length: int) -> tuple[int, int, int]:
    """Return where the national part of a number begins, up to where it is shown, and how much of its end."""
    start = 1 + len(_leading_calling_code(first_digits))
    leading, trailing = _SHOWN_OF[length - start]
    return start, start + leading, trailing


def _mask_identity(identity: str) -> str:
    """Show a third, so a guess stays a guess, and of a long identity no more than four characters."""
    return identity[: min(len(identity) // 3, 4)] + HIDDEN
