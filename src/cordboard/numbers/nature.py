"""What a number is by its own kind: its type, what it can do, and what its owner must have."""

from __future__ import annotations

from dataclasses import dataclass

from cordboard.base.phone import is_toll_free
from cordboard.numbers.countries import COUNTRIES, AddressRequirement, NumberType


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What a number is and can do."""

    type: NumberType = NumberType.LOCAL
    can_sms: bool = True
    can_mms: bool = True
    can_voice: bool = True
    address: AddressRequirement = AddressRequirement.NONE


# Types whose numbers take messages everywhere; in these countries all types do, with pictures.
_MESSAGING = frozenset({NumberType.MOBILE, NumberType.MACHINE_TO_MACHINE})
_MESSAGING_COUNTRIES = frozenset({"US", "CA", "PR"})
# Types that belong to a place, and so ask for an address where the country does.
_GEOGRAPHIC = frozenset({NumberType.LOCAL, NumberType.MOBILE})


def nature_of(country: str, type_: NumberType) -> Nature:
    """Return what numbers of a country and type are like."""
    has_media = country in _MESSAGING_COUNTRIES
    asked = COUNTRIES[country].address if country in COUNTRIES and type_ in _GEOGRAPHIC else AddressRequirement.NONE
    return Nature(
        type=type_,
        can_sms=has_media or type_ in _MESSAGING,
        can_mms=has_media,
        can_voice=type_ is not NumberType.MACHINE_TO_MACHINE,
        address=asked,
    )


def assumed(phone_number: str) -> Nature:
    """Return what a number is taken for that the operator named himself: one that can do everything."""
    return Nature(type=NumberType.TOLL_FREE if is_toll_free(phone_number) else NumberType.LOCAL)
