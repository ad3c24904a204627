"""The order in which a service's senders are preferred."""

from __future__ import annotations

import pytest

from cordboard.base.phone import Address, parse_recipient
from cordboard.messaging.choose import tiers
from cordboard.messaging.keywords import Keyword, keyword_of, reply_to
from cordboard.messaging.service import OptOut, Role, Sender, Service

SERVICE = Service(sid="MG1", account_sid="AC1", created_ms=0, updated_ms=0, friendly_name="Desk")
FAR = Service(sid="MG1", account_sid="AC1", created_ms=0, updated_ms=0, friendly_name="Desk", area_code_geomatch=False)


def sender(role: Role, address: str, country: str = "") -> Sender:
    return Sender(
        sid=f"MA{address}",
        account_sid="AC1",
        created_ms=0,
        updated_ms=0,
        parent_sid="MG1",
        role=role,
        member_sid=address,
        address=address,
        country=country,
    )


POOL = (
    sender(Role.PHONE_NUMBER, "+12015550100", "US"),
    sender(Role.PHONE_NUMBER, "+14155550100", "US"),
    sender(Role.PHONE_NUMBER, "+447700900100", "GB"),
    sender(Role.SHORT_CODE, "89898", "US"),
    sender(Role.ALPHA, "Everywhere"),
    sender(Role.ALPHA, "Britain", "GB"),
    sender(Role.CHANNEL, "whatsapp:+12015550100", "US"),
    sender(Role.CHANNEL, "rcs:agent"),
)


def ranks(service: Service, to: str) -> list[list[str]]:
    recipient = parse_recipient(to)
    assert isinstance(recipient, Address)
    return [[each.address for each in tier] for tier in tiers(service, POOL, recipient) if tier]


@pytest.mark.parametrize(
    ("service", "to", "expected"),
    [
        (SERVICE, "+14155550123", [["89898"], ["+14155550100"], ["+12015550100"], ["+447700900100"]]),
        (FAR, "+14155550123", [["89898"], ["+12015550100", "+14155550100"], ["+447700900100"]]),
        (
            SERVICE,
            "+447700900123",
            [["Britain"], ["Everywhere"], ["+447700900100"], ["+12015550100", "+14155550100"]],
        ),
        (SERVICE, "+33612345678", [["Everywhere"], ["+12015550100", "+14155550100", "+447700900100"]]),
        (SERVICE, "whatsapp:+14155550123", [["whatsapp:+12015550100"]]),
        (SERVICE, "rcs:+14155550123", [["rcs:agent"]]),
        (SERVICE, "messenger:7", []),
        (SERVICE, "77777", [["+12015550100", "+14155550100", "+447700900100"]]),
    ],
)
def test_senders_are_ranked_by_name_short_code_area_and_country(
    service: Service, to: str, expected: list[list[str]]
) -> None:
    assert ranks(service, to) == expected


@pytest.mark.parametrize(
    ("body", "own", "expected"),
    [
        ("basta", OptOut(stop=("BASTA",)), Keyword.STOP),
        (" Stop ", OptOut(stop=("BASTA",)), Keyword.STOP),
        ("quit", OptOut(stop=("BASTA",)), None),
        ("quit", OptOut(), Keyword.STOP),
        ("yes", OptOut(), Keyword.START),
        ("si", OptOut(start=("SI",)), Keyword.START),
        ("basta per favore", OptOut(stop=("BASTA",)), None),
        ("info", OptOut(help=("AIUTO",)), None),
        ("help", OptOut(help=("AIUTO",)), Keyword.HELP),
    ],
)
def test_a_services_own_words_stand_in_the_place_of_the_usual_and_the_reserved_ones_count(
    body: str, own: OptOut, expected: Keyword | None
) -> None:
    assert keyword_of(body, is_toll_free=False, own=own) is expected


def test_an_empty_answer_is_none_and_an_absent_one_the_usual() -> None:
    assert reply_to(Keyword.STOP, OptOut(stop_reply="")) == ""
    assert reply_to(Keyword.STOP, OptOut(stop_reply="Ciao")) == "Ciao"
    assert reply_to(Keyword.STOP, OptOut()) == reply_to(Keyword.STOP, None) != ""
