"""What services do: choose senders, schedule, call back, take messages in, and let recipients opt out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.base.exceptions import TwilioRestException

Ask = Callable[[Callable[[], Any]], Any]
HANDSET, OTHER = "+14155550170", "+14155550171"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shared(start_module: Any) -> Any:
    return start_module(clock="test", clock_start=START.isoformat(), sim_latency_ms="100", allow_reset="true")


@pytest.fixture
def frozen(shared: Any) -> Iterator[Any]:
    """Give a server whose clock stands still, with no services and no messages."""
    yield shared
    for service in shared.client().messaging.v1.services.list():
        service.delete()
    shared.control("POST", "reset")


def now(live: Any) -> datetime:
    return datetime.fromisoformat(live.control("GET", "clock")["now"])


def own(live: Any) -> str:
    return str(live.client().incoming_phone_numbers.list(phone_number=live.number)[0].sid)


def serve(live: Any, **settings: Any) -> str:
    """Make a service with the server's number in its pool."""
    services = live.client().messaging.v1.services
    made = services.create(friendly_name="Desk", **settings)
    services(made.sid).phone_numbers.create(phone_number_sid=own(live))
    return str(made.sid)


def buy(live: Any, service: str, **wanted: Any) -> str:
    """Buy a number and put it into the pool."""
    client = live.client()
    offered = client.available_phone_numbers(wanted.pop("country", "US")).local.list(limit=1, **wanted)[0]
    bought = client.incoming_phone_numbers.create(phone_number=offered.phone_number)
    client.messaging.v1.services(service).phone_numbers.create(phone_number_sid=bought.sid)
    return str(bought.phone_number)


def send(live: Any, service: str, **more: Any) -> Any:
    return live.client().messages.create(**{"to": HANDSET, "messaging_service_sid": service, "body": "x"} | more)


def advance(live: Any, **move: Any) -> None:
    live.control("POST", "clock", move)


def idle(live: Any) -> None:
    advance(live, until="idle")


def fetched(live: Any, sid: str) -> Any:
    return live.client().messages(sid).fetch()


def code_of(call: Callable[[], Any]) -> int:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return int(refused.value.code)


# Status callbacks


def test_three_callbacks_tell_of_a_services_message_and_name_it(live: Any, application: Any) -> None:
    service = serve(live, status_callback=f"{application.url}/status")
    sent = send(live, service)
    hooks = [application.next() for _ in range(3)]
    assert [hook.given["MessageStatus"] for hook in hooks] == ["queued", "sent", "delivered"]
    assert {hook.given["MessagingServiceSid"] for hook in hooks} == {service}
    assert {hook.given["From"] for hook in hooks} == {live.number}
    assert {hook.given["MessageSid"] for hook in hooks} == {sent.sid}
    send(live, service, status_callback=f"{application.url}/own", from_=live.number)
    assert [(hook := application.next()).path, hook.given["MessageStatus"]] == ["/own", "sent"]
    assert application.next().given["MessageStatus"] == "delivered"
    live.client().messaging.v1.services(service).delete()


# Inbound


def test_the_service_takes_what_comes_in_to_its_numbers(live: Any, application: Any) -> None:
    application.answers["/in"] = (200, "text/xml", b"<Response><Message>Hello</Message></Response>")
    service = serve(live, inbound_request_url=f"{application.url}/in")
    written = live.write(HANDSET, "Anybody there?")
    hook = application.next()
    assert (hook.path, hook.given["MessagingServiceSid"], hook.given["Body"]) == ("/in", service, "Anybody there?")
    assert "OptOutType" not in hook.given
    assert fetched(live, written["sid"]).messaging_service_sid == service
    live.client().messaging.v1.services(service).delete()


def test_a_service_without_a_url_takes_nothing_in_and_heeds_a_stop(live: Any, eventually: Ask) -> None:
    service = serve(live)
    written = live.write(OTHER, "hello")
    assert code_of(lambda: fetched(live, written["sid"])) == 20404
    live.write(OTHER, "stop")
    assert eventually(lambda: [each for each in live.inbox(OTHER) if "unsubscribed" in each["body"]])
    assert code_of(lambda: send(live, service, to=OTHER)) == 21610
    assert code_of(lambda: live.client().messages.create(to=OTHER, from_=live.number, body="x")) == 21610
    live.write(OTHER, "START")
    assert send(live, service, to=OTHER).status == "accepted"
    live.client().messaging.v1.services(service).delete()


def test_the_numbers_own_url_is_called_where_the_service_says_so(live: Any, application: Any) -> None:
    service = serve(live, inbound_request_url=f"{application.url}/service", use_inbound_webhook_on_number=True)
    numbers = live.client().incoming_phone_numbers
    numbers(own(live)).update(sms_url=f"{application.url}/number")
    live.write(HANDSET, "hello")
    hook = application.next()
    assert (hook.path, hook.given["MessagingServiceSid"]) == ("/number", service)
    numbers(own(live)).update(sms_url="")
    live.client().messaging.v1.services(service).delete()


def test_words_of_its_own_opt_out_of_a_service_and_are_told_to_the_application(
    live: Any, application: Any, eventually: Ask
) -> None:
    person = "+14155550172"
    service = serve(live, inbound_request_url=f"{application.url}/in")
    given = {"stop": ["basta", "finito"], "stop_reply": "Ciao", "help_reply": ""}
    assert live.control("PUT", f"services/{service}/keywords", given)["stop"] == ["BASTA", "FINITO"]
    assert live.control("GET", f"services/{service}/keywords")["stop_reply"] == "Ciao"
    live.write(person, " Basta ")
    assert application.next().given["OptOutType"] == "STOP"
    assert eventually(lambda: [each["body"] for each in live.inbox(person)][-1:] == ["Ciao"])
    assert code_of(lambda: send(live, service, to=person)) == 21610
    live.write(person, "quit")  # the usual word counts no more
    assert "OptOutType" not in application.next().given
    live.write(person, "start")
    assert application.next().given["OptOutType"] == "START"
    assert send(live, service, to=person).status == "accepted"
    live.write(person, "help")
    assert application.next().given["OptOutType"] == "HELP"
    live.client().messaging.v1.services(service).delete()


# The choice of a sender


def test_senders_take_turns_and_each_recipient_keeps_its_own(frozen: Any) -> None:
    service = serve(frozen)
    pool = {frozen.number, *(buy(frozen, service) for _ in range(3))}
    people = [f"+1415555{n:04d}" for n in range(200, 240)]
    first = {person: send(frozen, service, to=person).sid for person in people}
    idle(frozen)
    chosen = {person: fetched(frozen, sid).from_ for person, sid in first.items()}
    assert set(Counter(chosen.values()).values()) == {10}
    assert set(chosen.values()) == pool
    again = {person: send(frozen, service, to=person).sid for person in reversed(people)}
    idle(frozen)
    assert {person: fetched(frozen, sid).from_ for person, sid in again.items()} == chosen


def test_a_number_of_the_recipients_area_is_preferred_and_then_one_of_its_country(frozen: Any) -> None:
    service = serve(frozen, sticky_sender=False)
    near = buy(frozen, service, area_code="415")
    british = buy(frozen, service, country="GB", sms_enabled=True) if _offers(frozen, "GB") else None

    def sender_to(number: str) -> str:
        sid = send(frozen, service, to=number).sid
        idle(frozen)
        return str(fetched(frozen, sid).from_)

    assert [sender_to("+14155550180") for _ in range(4)] == [near] * 4
    if british is not None:
        assert sender_to("+447700900123") == british
    frozen.client().messaging.v1.services(service).update(area_code_geomatch=False)
    assert {sender_to("+14155550180") for _ in range(4)} == {near, frozen.number}


def _offers(live: Any, country: str) -> bool:
    return bool(live.client().available_phone_numbers(country).local.list(limit=1, sms_enabled=True))


def test_a_full_queue_of_a_service_fails_the_message_with_30001(launch: Any, application: Any) -> None:
    live = launch(clock="test", sender_rate="0.01", sim_latency_ms="0")
    service = serve(live, status_callback=f"{application.url}/status")
    # 0.01 segments a second are 360 in ten hours; the first message leaves the queue at once.
    for _ in range(37):
        live.client().messages.create(to=HANDSET, from_=live.number, body="a" * 1530)
        advance(live, advance_s=0)
    late = [send(live, service), send(live, service, from_=live.number)]
    assert [each.status for each in late] == ["accepted", "queued"]
    advance(live, advance_s=0)
    found = [fetched(live, each.sid) for each in late]
    assert [(each.status, each.error_code) for each in found] == [("failed", 30001)] * 2
    told = {application.next().given["ErrorCode"] for _ in late}
    assert told == {"30001"}


# Scheduling


def schedule(live: Any, service: str, **after: float) -> Any:
    return send(live, service, schedule_type="fixed", send_at=now(live) + timedelta(**after))


def test_a_scheduled_message_is_sent_at_its_time(frozen: Any) -> None:
    service = serve(frozen)
    begun = now(frozen)
    made = schedule(frozen, service, hours=1)
    assert (made.status, made.from_, made.num_segments, made.date_sent) == ("scheduled", None, "0", None)
    advance(frozen, advance_s=3599)
    assert fetched(frozen, made.sid).status == "scheduled"
    advance(frozen, advance_s=2)
    found = fetched(frozen, made.sid)
    assert (found.status, found.from_, found.num_segments) == ("delivered", frozen.number, "1")
    assert found.date_sent == begun + timedelta(hours=1)


HOUR, FIXED = timedelta(hours=1), {"schedule_type": "fixed"}


@pytest.mark.parametrize(
    ("given", "after", "code"),
    [
        (FIXED, None, 35111),
        (FIXED, timedelta(days=-1), 35114),
        ({"schedule_type": "often"}, HOUR, 35126),
        ({}, HOUR, 35126),
        (FIXED | {"to": "messenger:7"}, HOUR, 35126),
        (FIXED | {"messaging_service_sid": "", "from_": "OWN"}, HOUR, 35118),
    ],
)
def test_what_cannot_be_scheduled_is_refused(
    live: Any, given: dict[str, str], after: timedelta | None, code: int
) -> None:
    service = live.client().messaging.v1.services.create(friendly_name="Empty").sid
    more = {} if after is None else {"send_at": datetime.now(UTC) + after}
    assert code_of(lambda: send(live, service, **given, **more)) == code
    assert code_of(lambda: send(live, service, **FIXED, send_at="tomorrow")) == 35114


def test_both_ends_of_the_window_are_taken_and_nothing_beyond(frozen: Any) -> None:
    service = serve(frozen)
    first, last = timedelta(minutes=15), timedelta(days=35)
    assert {schedule(frozen, service, seconds=each.total_seconds()).status for each in (first, last)} == {"scheduled"}
    second = timedelta(seconds=1)
    for beyond in (first - second, last + second):
        assert code_of(lambda beyond=beyond: send(frozen, service, **FIXED, send_at=now(frozen) + beyond)) == 35114


def test_a_scheduled_message_can_be_canceled_once_and_is_never_sent(frozen: Any, application: Any) -> None:
    service = serve(frozen, status_callback=f"{application.url}/status")
    made = schedule(frozen, service, hours=1)
    message = frozen.client().messages(made.sid)
    assert message.update(status="canceled").status == "canceled"
    assert application.next().given["MessageStatus"] == "canceled"
    with pytest.raises(TwilioRestException) as refused:
        message.update(status="canceled")
    assert (refused.value.code, refused.value.status) == (30409, 409)
    advance(frozen, advance_s=7200)
    assert message.fetch().status == "canceled"
    assert frozen.inbox(HANDSET) == []
    assert message.delete()


def test_a_message_that_is_not_scheduled_cannot_be_canceled(frozen: Any) -> None:
    sent = frozen.client().messages.create(to=HANDSET, from_=frozen.number, body="x")
    assert code_of(lambda: frozen.client().messages(sent.sid).update(status="canceled")) == 30409


def test_who_opts_out_meanwhile_is_not_written_to(frozen: Any, application: Any) -> None:
    service = serve(frozen, inbound_request_url=f"{application.url}/in")
    made = schedule(frozen, service, hours=1)
    frozen.write(HANDSET, "STOP")
    advance(frozen, advance_s=3601)
    found = fetched(frozen, made.sid)
    assert (found.status, found.error_code) == ("failed", 21610)


def test_a_service_that_is_deleted_fails_what_waits_and_lets_go_what_has_a_sender(launch: Any) -> None:
    live = launch(clock="test", clock_start=START.isoformat(), sender_rate="1", sim_latency_ms="0")
    service = serve(live)
    sent = [send(live, service).sid for _ in range(3)]
    advance(live, advance_s=0)
    scheduled = schedule(live, service, hours=1)
    live.client().messaging.v1.services(service).delete()
    idle(live)
    assert [fetched(live, sid).status for sid in sent] == ["delivered"] * 3
    found = fetched(live, scheduled.sid)
    assert (found.status, found.error_code, found.from_) == ("failed", 21701, None)


def test_what_is_scheduled_survives_a_kill(launch: Any, tmp_path: Any) -> None:
    settings = {"clock": "test", "sim_latency_ms": "0", "account_sid": "AC" + "5" * 32, "auth_token": "b" * 32}
    live = launch(tmp_path / "data", clock_start=START.isoformat(), **settings)
    service = serve(live)
    kept, canceled = schedule(live, service, hours=1).sid, schedule(live, service, hours=1).sid
    live.client().messages(canceled).update(status="canceled")
    first = send(live, service, to=OTHER).sid
    advance(live, advance_s=1)
    known = fetched(live, first).from_
    live.process.kill()
    live.process.wait()
    live = launch(tmp_path / "data", clock_start=(START + timedelta(minutes=30)).isoformat(), **settings)
    assert fetched(live, kept).status == "scheduled"
    advance(live, advance_s=1801)
    assert [fetched(live, sid).status for sid in (kept, canceled)] == ["delivered", "canceled"]
    again = send(live, service, to=OTHER).sid
    advance(live, advance_s=1)
    assert fetched(live, again).from_ == known
    assert live.client().messaging.v1.services(service).phone_numbers.list()


# Channels


def test_a_typing_indicator_is_shown_on_the_handset_that_wrote(live: Any, application: Any) -> None:
    person = "whatsapp:+14155550173"
    written = live.control("POST", f"handsets/{person.replace('+', '%2B')}/messages", {"to": live.number, "body": "Hi"})
    found = fetched(live, written["sid"])
    assert (found.to, found.from_) == (f"whatsapp:{live.number}", person)
    form = urlencode({"channel": "whatsapp", "messageId": written["sid"]}).encode()
    status, _, answer = live.raw("POST", "/messaging/v2/Indicators/Typing.json", form)
    assert (status, json.loads(answer)) == (200, {"success": True})
    body = json.dumps({"channel": "WHATSAPP", "messageId": written["sid"]}).encode()
    status, _, answer = live.raw("POST", "/messaging/v3/Indicators/Typing.json", body, content_type="application/json")
    assert (status, json.loads(answer)) == (200, {"success": True})
    shown = [(each["direction"], each["status"], each["sid"]) for each in live.inbox(person)]
    assert shown[1:] == [("typing", "typing", written["sid"])] * 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"channel": "whatsapp", "messageId": "SM" + "0" * 32}, 20404),
        ({"channel": "pigeon", "messageId": "SM" + "0" * 32}, 20001),
        ({"channel": "whatsapp", "messageId": "nonsense"}, 20001),
        ({"channel": "whatsapp"}, 20001),
    ],
)
def test_a_typing_indicator_that_answers_nothing_is_refused(live: Any, given: dict[str, str], code: int) -> None:
    _, _, answer = live.raw("POST", "/messaging/v2/Indicators/Typing.json", urlencode(given).encode())
    assert json.loads(answer)["code"] == code


def test_a_message_to_an_rcs_agent_reaches_the_agents_application(live: Any, application: Any) -> None:
    hook = {"callback_url": f"{application.url}/rcs", "callback_method": "POST"}
    body = json.dumps({"sender_id": "rcs:cord_agent", "webhook": hook, "profile": {"name": "Cord"}}).encode()
    status, _, answer = live.raw("POST", "/messaging/v2/Channels/Senders", body, content_type="application/json")
    made = json.loads(answer)
    assert (status, made["sender_id"], made["profile"]) == (202, "rcs:cord_agent", {"name": "Cord"})
    live.control("POST", "handsets/rcs:%2B14155550174/messages", {"to": "rcs:cord_agent", "body": "Hi"})
    arrived = application.next()
    assert (arrived.path, arrived.given["To"], arrived.given["From"]) == ("/rcs", "rcs:cord_agent", "rcs:+14155550174")
