"""The world's numbering plans by libphonenumber: the types that a country has, their numbers, and what a number is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from cordboard.numbers.countries import NumberType
from cordboard.numbers.digits import Block, blocks_of, fixed

# libphonenumber's name of the pattern of each type.
_PATTERNS = {
    NumberType.LOCAL: "fixed_line",
    NumberType.MOBILE: "mobile",
    NumberType.TOLL_FREE: "toll_free",
    NumberType.NATIONAL: "uan",
    NumberType.VOIP: "voip",
    NumberType.SHARED_COST: "shared_cost",
}
# Numbers for machines, which libphonenumber counts among the mobile ones.
# Source: Autoriteit Consument & Markt, number plan, series 097: eleven digits behind the calling code.
_MACHINES = {"NL": ("970", 11)}
_NO_MACHINES = ("", 0)
# The types that libphonenumber tries before fixed lines and mobiles, in its order: the first that matches is the type.
_BEFORE = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")
NOTHING = "(?!)"  # which no text matches
_MOBILE_OR_LOCAL = (NumberType.MOBILE, NumberType.LOCAL)


class Identity(NamedTuple):
    """What a number is in the world's plan."""

    country: str
    type: NumberType


def _library() -> Any:
    # Loaded at first use: the plan takes 60 ms and 3 MB, and a server on which nobody buys numbers does not need it.
    return import_module("phonenumbers")


@lru_cache(maxsize=512)
def blocks(country: str, type_: NumberType) -> tuple[Block, ...]:
    """Return the blocks of a country's numbers of a type, calling code included."""
    metadata = _library().PhoneMetadata.metadata_for_region(country)
    head = fixed(str(metadata.country_code))
    described = getattr(metadata, _PATTERNS.get(type_, "mobile"))
    if described is None or not described.national_number_pattern:
        return ()
    if type_ is NumberType.MACHINE_TO_MACHINE:
        prefix, length = _MACHINES.get(country, _NO_MACHINES)
        machines = blocks_of(described.national_number_pattern, length) if length else []
        return tuple(head + block for block in machines if _may_begin(block, prefix))
    # Of the lengths that a type may have, the example has the usual one.
    national = blocks_of(described.national_number_pattern, len(described.example_number or ""))
    return tuple(head + block for block in national)


def _may_begin(block: Block, prefix: str) -> bool:
    return all(mask & digit for mask, digit in zip(block, fixed(prefix), strict=False))


@lru_cache(maxsize=8192)
def _begins_as(country: str, type_: NumberType, beginning: str) -> bool:
    return is_of_by_library(country, type_, f"{beginning}345678")


def is_of(country: str, type_: NumberType, phone_number: str) -> bool:
    """Tell whether an E.164 number is given out, in this country, and of this type."""
    if country in ("US", "CA"):  # whose plan is told by the area code and one digit more
        return _begins_as(country, type_, phone_number[:6])
    return _teller(country, type_, len(phone_number))(phone_number)


@lru_cache(maxsize=1024)
def _teller(country: str, type_: NumberType, length: int) -> Callable[[str], bool]:
    """Return what tells numbers of a type and length by the patterns of libphonenumber, in its order.

    Asking the library takes a tenth of a millisecond a number, which is more than a page of a thousand may take; a test
    compares the two.
    """
    metadata = _library().PhoneMetadata.metadata_for_region(country)
    code = f"+{metadata.country_code}"
    digits = length - len(code)
    is_typed, is_elsewhere = _typed(metadata, type_, digits), _elsewhere(country, type_, digits)
    prefix, machine_digits = _MACHINES.get(country, _NO_MACHINES)
    wants_machines = type_ is NumberType.MACHINE_TO_MACHINE

    def tell(phone_number: str) -> bool:
        national = phone_number[len(code) :]
        is_machine = digits == machine_digits and national.startswith(prefix)
        return is_machine is wants_machines and is_typed(national) and not is_elsewhere(national)

    return tell


def _typed(metadata: Any, type_: NumberType, digits: int) -> Callable[[str], bool]:
    """Return what tells whether a national number has a type by the metadata of one country."""
    sought = _PATTERNS.get(type_, "mobile")
    if sought == "mobile" and metadata.country_code == 1:
        before: tuple[str, ...] = (*_BEFORE, "fixed_line")  # a number that may be either is local there
    else:
        before = _BEFORE[: _BEFORE.index(sought)] if sought in _BEFORE else _BEFORE
        if sought == "mobile" and metadata.same_mobile_and_fixed_line_pattern:
            sought = "fixed_line"
    is_sought, is_other, is_national = (
        _matcher(metadata, names, digits) for names in ((sought,), before, ("general_desc",))
    )
    return lambda national: bool(is_sought(national) and is_national(national) and not is_other(national))


def _elsewhere(country: str, type_: NumberType, digits: int) -> Callable[[str], bool]:
    """Return what tells whether a national number is another country's, or has another type there.

    Of the countries that share a calling code the first that knows a number says what it is.
    """
    library = _library()
    region = library.PhoneMetadata.metadata_for_region
    regions = library.COUNTRY_CODE_TO_REGION_CODE[region(country).country_code]
    others = [region(each) for each in regions[: regions.index(country)]]
    known = [_known(each, digits) for each in others]
    told = [(re.compile(each).match, _typed(other, type_, digits)) for each, other in zip(known, others, strict=True)]
    # North America has twenty-five countries. Most numbers are of none of the others, which one expression tells.
    is_known = re.compile("|".join(known) or NOTHING).match
    return lambda national: bool(
        is_known(national) and next(not is_typed(national) for knows, is_typed in told if knows(national))
    )


def _known(metadata: Any, digits: int) -> str:
    """Return how national numbers of a country begin: by its leading digits, or as whole numbers of any type."""
    of_any_type = _pattern(metadata, (*_BEFORE, "fixed_line", "mobile"), digits)
    return f"(?:{metadata.leading_digits})" if metadata.leading_digits else rf"(?:{of_any_type})\Z"


def _matcher(metadata: Any, names: Iterable[str], digits: int) -> Callable[[str], object]:
    """Return what tells whether a national number of this length is of any of these types."""
    return re.compile(_pattern(metadata, names, digits)).fullmatch


def _pattern(metadata: Any, names: Iterable[str], digits: int) -> str:
    described = (getattr(metadata, name) for name in names)
    patterns = [each.national_number_pattern for each in described if each is not None and _may_have(each, digits)]
    return "|".join(patterns) or NOTHING


def _may_have(described: Any, digits: int) -> bool:
    lengths = described.possible_length
    return bool(described.national_number_pattern) and (not lengths or digits in lengths)


def is_of_by_library(country: str, type_: NumberType, phone_number: str) -> bool:
    """Tell the same by asking libphonenumber, which says what is right and takes its time."""
    library = _library()
    parsed = library.parse(phone_number)
    if not library.is_valid_number_for_region(parsed, country):
        return False
    return type_ in _types(library, parsed)


def identity_of(phone_number: str) -> Identity | None:
    """Return the country and type of an E.164 number; None for one that is not given out, or not of a type here."""
    library = _library()
    try:
        parsed = library.parse(phone_number)
    except library.NumberParseException:
        return None
    country = library.region_code_for_number(parsed)
    types = _types(library, parsed)
    return Identity(country, types[0]) if country and types else None


def _types(library: Any, parsed: Any) -> tuple[NumberType, ...]:
    """Return the types that a number may be sold as, the likelier first."""
    kind = library.PhoneNumberType
    found = {
        kind.FIXED_LINE: (NumberType.LOCAL,),
        # In North America a mobile number is at home in a place; elsewhere the plan does not tell them apart.
        kind.FIXED_LINE_OR_MOBILE: (NumberType.LOCAL,) if parsed.country_code == 1 else _MOBILE_OR_LOCAL,
        kind.MOBILE: (NumberType.MOBILE,),
        kind.TOLL_FREE: (NumberType.TOLL_FREE,),
        kind.UAN: (NumberType.NATIONAL,),
        kind.VOIP: (NumberType.VOIP,),
        kind.SHARED_COST: (NumberType.SHARED_COST,),
    }
    types = found.get(library.number_type(parsed), ())
    prefix, length = _MACHINES.get(library.region_code_for_number(parsed), _NO_MACHINES)
    national = str(parsed.national_number)
    is_machine = bool(types) and length == len(national) and national.startswith(prefix)
    return (NumberType.MACHINE_TO_MACHINE,) if is_machine else types


def is_valid(phone_number: str) -> bool:
    """Tell whether a number is given out somewhere in the world."""
    library = _library()
    try:
        return bool(library.is_valid_number(library.parse(phone_number)))
    except library.NumberParseException:
        return False
