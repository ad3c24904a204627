"""Addresses: numbers as libphonenumber reads them, and the other things that a message can be sent to or from."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from phonenumbers.phonemetadata import PhoneMetadata

from cordboard.base.calling_codes import CALLING_CODES
from cordboard.base.phone import (
    HIDDEN,
    MAX_ADDRESS_LENGTH,
    MAX_NUMBER_LENGTH,
    Address,
    AddressKind,
    calling_code,
    is_toll_free,
    mask,
    parse_e164,
    parse_recipient,
    parse_sender,
)

REGIONS: dict[int, tuple[str, ...]] = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
NO_COUNTRY = "001"
# Dialled at home by rules that no table of prefixes holds: Belarus puts 80 or 8 before a number, and Argentina a 15
# into the middle of a mobile one, which abroad is a 9 in front.
DIALLED_BY_RULES_OF_THEIR_OWN = {"BY", "AR"}

numbers = st.builds(
    lambda code, national: f"+{code}{national}",
    st.sampled_from(sorted(CALLING_CODES)),
    st.text(alphabet="0123456789", max_size=18),
)


def examples() -> list[tuple[str, phonenumbers.PhoneNumber]]:
    """Return libphonenumber's example numbers of every region and type, as far as they are possible."""
    found = [
        (region, phonenumbers.example_number_for_type(region, kind))
        for region in phonenumbers.SUPPORTED_REGIONS
        for kind in PhoneNumberType.values()
    ]
    found += [
        (NO_COUNTRY, phonenumbers.example_number_for_non_geo_entity(code))
        for code, regions in REGIONS.items()
        if regions == (NO_COUNTRY,)
    ]
    return [(region, number) for region, number in found if number and phonenumbers.is_possible_number(number)]


EXAMPLES = examples()


def as_the_library_reads(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if possible else None


# Numbers


def test_the_table_of_calling_codes_is_libphonenumbers() -> None:
    expected = {}
    for code, regions in REGIONS.items():
        main = regions[0]
        metadata = (
            PhoneMetadata.metadata_for_nongeo_region(code, None)
            if main == NO_COUNTRY
            else PhoneMetadata.metadata_for_region(main, None)
        )
        general = metadata.general_desc
        lengths = tuple(each for each in general.possible_length if each > 0)
        local = tuple(each for each in general.possible_length_local_only or () if each > 0)
        expected[str(code)] = (lengths, local, metadata.national_prefix or "")
    assert {code: tuple(plan) for code, plan in CALLING_CODES.items()} == expected


def test_there_are_examples_of_every_calling_code() -> None:
    assert {str(number.country_code) for _, number in EXAMPLES} == set(CALLING_CODES)


@pytest.mark.parametrize("form", [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL])
def test_every_example_number_is_read_however_it_is_punctuated(form: int) -> None:
    for region, number in EXAMPLES:
        written = phonenumbers.format_number(number, form)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        assert (region, parse_e164(written)) == (region, e164)
        assert calling_code(e164) == str(number.country_code)


def test_every_example_number_is_read_as_it_is_dialled_at_home() -> None:
    for region, number in EXAMPLES:
        if region == REGIONS[number.country_code][0] and region not in DIALLED_BY_RULES_OF_THEIR_OWN | {NO_COUNTRY}:
            written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            assert (region, parse_e164(written, str(number.country_code))) == (region, e164)


# The library also repairs numbers, as by dropping a trunk prefix behind the calling code. Those are left out: what is
# written otherwise than it is meant is another number to us.
@given(numbers)
def test_a_number_that_the_library_reads_as_written_is_read_as_written(text: str) -> None:
    read = as_the_library_reads(text)
    if read == text:
        assert parse_e164(text) == text
    elif read is None:
        assert parse_e164(text) is None


@given(st.text(max_size=80))
def test_what_is_read_is_e164(text: str) -> None:
    for number in (parse_e164(text), parse_e164(text, "44")):
        assert number is None or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())
        assert number is None or parse_e164(number) == number


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("(415) 555-0100", "1", "+14155550100"),
        ("1.415.555.0100", "1", "+14155550100"),
        ("020 7946 0018", "44", "+442079460018"),
        ("+44 20 7946 0018", "1", "+442079460018"),
        ("06 12 34 56 78", "33", "+33612345678"),
        ("06 1234 5678", "39", "+390612345678"),  # Italy keeps the zero
        ("5550100", "1", None),  # no area
        ("0044 20 7946 0018", "44", None),  # an international prefix, not a trunk prefix
        ("1-800-FLOWERS", "1", None),
        ("+999123456789", "1", None),  # an unassigned code
        ("+1415555010", "1", None),
        ("+141555501000", "1", None),
        ("+1415555٠١٠٠", "1", None),  # digits, but not of ASCII
        ("++14155550100", "1", None),
        ("+1415+5550100", "1", None),
        ("+", "1", None),
        ("", "1", None),
        ("+1 415 555 0100\n", "1", None),
    ],
)
def test_a_number_is_read_at_home_and_abroad(text: str, code: str, number: str | None) -> None:
    assert parse_e164(text, code) == number


def test_a_number_that_is_mostly_punctuation_is_read_up_to_a_bound() -> None:
    number = "+14155550100"
    assert parse_e164(number + "-" * (MAX_NUMBER_LENGTH - len(number))) == number
    assert parse_e164(number + "-" * (MAX_NUMBER_LENGTH - len(number) + 1)) is None


def test_an_unassigned_default_calling_code_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        parse_e164("4155550100", "999")


@pytest.mark.parametrize("text", ["", "+", "+0123", "+999", "14155550100", "tel:+1"])
def test_only_an_e164_number_has_a_calling_code(text: str) -> None:
    with pytest.raises(ValueError, match="calling code"):
        calling_code(text)


def test_toll_free_numbers_are_those_that_the_library_knows() -> None:
    for area in range(200, 1000):
        number = f"+1{area}2345678"
        kind = phonenumbers.number_type(phonenumbers.parse(number))
        assert (area, is_toll_free(number)) == (area, kind == PhoneNumberType.TOLL_FREE)
    assert not is_toll_free("+448001111111")
    assert not is_toll_free("+180023456780")


# Addresses. The reference, messaging behaviour, "From / To kinds".


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("+14155550100", AddressKind.PHONE, "+14155550100"),
        (" (415) 555-0100 ", AddressKind.PHONE, "+14155550100"),
        ("4155550100", AddressKind.PHONE, "+14155550100"),
        ("911", AddressKind.SHORT_CODE, "911"),
        ("12345", AddressKind.SHORT_CODE, "12345"),
        ("12345678", AddressKind.SHORT_CODE, "12345678"),
        ("whatsapp:+14155550100", AddressKind.WHATSAPP, "whatsapp:+14155550100"),
        ("whatsapp:+1 (415) 555-0100", AddressKind.WHATSAPP, "whatsapp:+14155550100"),
        ("messenger:1234567890", AddressKind.MESSENGER, "messenger:1234567890"),
        ("rcs:brand_agent", AddressKind.RCS, "rcs:brand_agent"),
        ("rcs:+14155550100", AddressKind.RCS, "rcs:+14155550100"),
        ("sim:DE" + "0a" * 16, AddressKind.SIM, "sim:DE" + "0a" * 16),
        ("sim:HS" + "0a" * 16, AddressKind.SIM, "sim:HS" + "0a" * 16),
        ("telegram:@bell", AddressKind.CHANNEL, "telegram:@bell"),
    ],
)
def test_each_kind_of_recipient_is_told_from_the_others(text: str, kind: AddressKind, value: str) -> None:
    assert parse_recipient(text) == parse_sender(text) == Address(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12",
        "123456789",
        "Cordboard",
        "whatsapp:",
        "whatsapp:Bell",
        "whatsapp:4155550100",
        "whatsapp:+1415",
        "WhatsApp:+14155550100",
        "sms:+14155550100",
        "sim:+14155550100",
        "sim:DE00",
        "sim:DE" + "0A" * 16,
        ":+14155550100",
        "messenger:",
        "messenger:a b",
        "messenger:a\n",
        "messenger:é",
        "rcs:+",
        "rcs:+x",
        "x" * 33 + ":a",
        "messenger:" + "a" * MAX_ADDRESS_LENGTH,
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_recipient(text) is None


@pytest.mark.parametrize("name", ["A", "Cordboard", "Bell & Sons", "24-7 Help", "a+b_c", "1234567890A"])
def test_a_sender_may_have_a_name_of_eleven_characters_with_a_letter(name: str) -> None:
    assert parse_sender(name) == Address(AddressKind.ALPHANUMERIC, name)
    assert parse_recipient(name) is None


@pytest.mark.parametrize("name", ["", "12", "12345678901A", "Bell!", "Bellé", "123-456", "Be\nll", "Bell\n"])
def test_other_names_are_none(name: str) -> None:
    assert parse_sender(name) is None


def test_an_address_tells_its_channel_and_its_number() -> None:
    whatsapp, phone = Address(AddressKind.WHATSAPP, "whatsapp:+14155550100"), Address(AddressKind.PHONE, "+14155550100")
    assert (whatsapp.channel, whatsapp.number) == ("whatsapp", "+14155550100")
    assert (phone.channel, phone.number) == ("sms", "+14155550100")
    assert Address(AddressKind.SHORT_CODE, "12345").number is None
    assert Address(AddressKind.MESSENGER, "messenger:1").number is None


@given(st.text(max_size=60))
def test_an_address_read_again_is_the_same(text: str) -> None:
    address = parse_sender(text)
    assert address is None or parse_sender(address.value) == address


# Masks


def test_a_masked_number_hides_three_digits_or_half_of_a_shorter_one() -> None:
    for _, number in EXAMPLES:
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        national = e164[1 + len(str(number.country_code)) :]
        shown = mask(e164).removeprefix(f"+{number.country_code}")
        hidden = len(national) - sum(character.isdigit() for character in shown)
        assert HIDDEN in shown
        assert hidden >= 3 or 2 * hidden >= len(national)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("+14155550100", "+1 415 ••• 0100"),
        ("whatsapp:+14155550100", "whatsapp:+1 415 ••• 0100"),
        ("12345", "1•••"),
        ("messenger:1234567890123456", "messenger:1234•••"),
        ("my password", "my •••"),
        ("hunter2 hunter2", "•••"),
        ("", "•••"),
    ],
)
def test_a_mask_shows_what_those_who_know_it_recognise(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(min_size=1, max_size=60))
def test_no_mask_holds_the_whole(text: str) -> None:
    assert text.strip() == "" or text not in mask(text) or text in HIDDEN
