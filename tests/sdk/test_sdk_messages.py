"""The official Python library against the running server: messages."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

HANDSET = "+14155550123"
Ask = Callable[[Callable[[], Any]], Any]


def test_a_message_reaches_its_handset_and_is_delivered(live: Any, eventually: Ask) -> None:
    client = live.client()
    sent = client.messages.create(to=HANDSET, from_=live.number, body="Hello from the switchboard")
    assert (sent.status, sent.direction, sent.num_segments, sent.num_media) == ("queued", "outbound-api", "1", "0")
    assert (sent.to, sent.from_, sent.body) == (HANDSET, live.number, "Hello from the switchboard")
    assert sent.sid.startswith("SM")
    assert sent.price is None
    assert sent.date_sent is None
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    fetched = client.messages(sent.sid).fetch()
    assert (fetched.price, fetched.price_unit, fetched.error_code) == ("-0.00750", "USD", None)
    assert fetched.date_sent is not None
    assert [each["body"] for each in live.inbox(HANDSET) if each["sid"] == sent.sid] == ["Hello from the switchboard"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"from_": "OWN", "body": "x"}, 21604),
        ({"to": "not a number", "from_": "OWN", "body": "x"}, 21211),
        ({"to": "+1234", "from_": "OWN", "body": "x"}, 21211),
        ({"to": HANDSET, "body": "x"}, 21603),
        ({"to": HANDSET, "from_": "+12015550199", "body": "x"}, 21606),
        ({"to": HANDSET, "from_": "?!", "body": "x"}, 21212),
        ({"to": HANDSET, "from_": "OWN"}, 21602),
        ({"to": HANDSET, "from_": "OWN", "body": ""}, 21602),
        ({"to": HANDSET, "from_": "OWN", "body": "x" * 1601}, 21617),
        ({"to": HANDSET, "from_": "OWN", "body": "x", "status_callback": "nowhere"}, 21609),
        ({"to": HANDSET, "from_": "OWN", "body": "x", "status_callback": "http://a_b.example/"}, 21609),
        ({"to": HANDSET, "from_": "OWN", "body": "x", "validity_period": 0}, 21624),
        ({"to": HANDSET, "from_": "OWN", "body": "x", "validity_period": 36001}, 21624),
        ({"to": HANDSET, "from_": "OWN", "media_url": ["ftp://example.org/a.png"]}, 21620),
        ({"to": HANDSET, "from_": "OWN", "media_url": [f"http://127.0.0.1/{n}" for n in range(11)]}, 21623),
        ({"to": HANDSET, "from_": "whatsapp:OWN", "body": "x"}, 21910),
        ({"to": "OWN", "from_": "OWN", "body": "x"}, 21266),
        ({"to": HANDSET, "from_": "MyBrand", "body": "x"}, 21612),
        ({"to": HANDSET, "messaging_service_sid": "MG" + "0" * 32, "body": "x"}, 21701),
        ({"to": HANDSET, "from_": "OWN", "body": "x", "schedule_type": "fixed"}, 35118),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused_with_its_own_code(
    live: Any, given: dict[str, Any], code: int
) -> None:
    client = live.client()
    filled = {
        key: value.replace("OWN", live.number) if isinstance(value, str) else value for key, value in given.items()
    }
    if "to" not in filled:
        filled["to"] = ""
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**filled)
    assert (refused.value.code, refused.value.status) == (code, 400)


def test_3000_messages_are_paged_without_skip_or_repeat_while_more_arrive(launch: Callable[..., Any]) -> None:
    live = launch(sim_latency_ms="3600000")
    client = live.client()

    def create(count: int) -> list[str]:
        own = live.client()
        return [own.messages.create(to=HANDSET, from_=live.number, body=str(n)).sid for n in range(count)]

    with ThreadPoolExecutor(15) as senders:  # one after another they would take a minute
        sids = sorted(sid for made in senders.map(create, [200] * 15) for sid in made)
    seen: list[str] = []
    for count, message in enumerate(client.messages.stream(page_size=100)):
        seen.append(message.sid)
        if count % 100 == 50:
            client.messages.create(to=HANDSET, from_=live.number, body="late")
    assert len(sids) == 3000
    assert seen == sids[::-1]  # SIDs tell the order in which they were made


def test_pages_lead_back_to_where_they_came_from(live: Any) -> None:
    client = live.client()
    for n in range(5):
        client.messages.create(to="+14155550177", from_=live.number, body=str(n))
    first = client.messages.page(to="+14155550177", page_size=2)
    second = first.next_page()
    assert [m.body for m in first] == ["4", "3"]
    assert [m.body for m in second] == ["2", "1"]
    assert [m.body for m in second.previous_page()] == ["4", "3"]


def test_redacting_empties_the_body_and_keeps_the_rest(live: Any, eventually: Ask) -> None:
    client = live.client()
    sent = client.messages.create(to=HANDSET, from_=live.number, body="secret")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    redacted = client.messages(sent.sid).update(body="")
    assert (redacted.body, redacted.to, redacted.status) == ("", HANDSET, "delivered")
    assert client.messages(sent.sid).fetch().body == ""


def test_a_deleted_message_is_gone(live: Any, eventually: Ask) -> None:
    client = live.client()
    sent = client.messages.create(to=HANDSET, from_=live.number, body="short life")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    assert client.messages(sent.sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sent.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert f"/Messages/{sent.sid}.json was not found" in gone.value.msg


def test_a_message_on_its_way_cannot_be_deleted_redacted_or_canceled(live: Any) -> None:
    client = live.client()
    live.control("PUT", "handsets/%2B14155550188", {"condition": "off"})
    sent = client.messages.create(to="+14155550188", from_=live.number, body="waits")
    for act, code in (
        (lambda: client.messages(sent.sid).delete(), 20009),
        (lambda: client.messages(sent.sid).update(body=""), 20009),
        (lambda: client.messages(sent.sid).update(status="canceled"), 30409),
    ):
        with pytest.raises(TwilioRestException) as refused:
            act()
        assert (refused.value.status, refused.value.code) == (409, code)


def test_lists_are_filtered_by_recipient_sender_and_day(live: Any, eventually: Ask) -> None:
    client = live.client()
    sent = client.messages.create(to="+14155550155", from_=live.number, body="filtered")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    today = datetime.now(UTC)
    day = timedelta(days=1)
    found = client.messages.list(to="+14155550155", from_=live.number)
    assert [m.sid for m in found] == [sent.sid]
    assert client.messages.list(to="+14155550155", date_sent=today.date())[0].sid == sent.sid
    assert client.messages.list(to="+14155550155", date_sent_after=(today - day).date())[0].sid == sent.sid
    assert client.messages.list(to="+14155550155", date_sent_before=(today - day).date()) == []
    assert client.messages.list(from_="+14155550155") == []


def test_a_long_unicode_text_counts_its_segments(live: Any) -> None:
    client = live.client()
    assert client.messages.create(to=HANDSET, from_=live.number, body="a" * 161).num_segments == "2"
    assert client.messages.create(to=HANDSET, from_=live.number, body="ж" * 71).num_segments == "2"
    curly = client.messages.create(to=HANDSET, from_=live.number, body="“quoted”", smart_encoded=True)
    assert curly.body == '"quoted"'


def test_media_is_fetched_stored_and_served(live: Any, application: Any, eventually: Ask) -> None:
    client = live.client()
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    application.answers["/cat.png"] = (200, "image/png", picture)
    sent = client.messages.create(to=HANDSET, from_=live.number, media_url=[application.url + "/cat.png"])
    assert (sent.sid[:2], sent.num_media) == ("MM", "1")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")
    (media,) = client.messages(sent.sid).media.list()
    assert (media.content_type, media.parent_sid) == ("image/png", sent.sid)
    path = media.uri.removesuffix(".json")
    status, headers, body = live.raw("GET", path)
    assert (status, headers["content-type"], body) == (200, "image/png", picture)
    assert client.messages(sent.sid).media(media.sid).delete() is True
    assert client.messages(sent.sid).media.list() == []


def test_media_that_cannot_be_fetched_fails_the_message(live: Any, application: Any, eventually: Ask) -> None:
    client = live.client()
    application.answers["/gone.png"] = (404, "text/plain", b"no")
    sent = client.messages.create(to=HANDSET, from_=live.number, media_url=[application.url + "/gone.png"])
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "failed")
    assert client.messages(sent.sid).fetch().error_code == 11200


def test_feedback_is_taken_where_it_was_announced(live: Any) -> None:
    client = live.client()
    sent = client.messages.create(to=HANDSET, from_=live.number, body="x", provide_feedback=True)
    feedback = client.messages(sent.sid).feedback.create(outcome="unconfirmed")
    assert (feedback.message_sid, feedback.outcome) == (sent.sid, "unconfirmed")


@pytest.mark.parametrize(
    ("condition", "error_code", "status", "expected"),
    [
        ("unreachable", None, "undelivered", 30003),
        ("reject", 30007, "undelivered", 30007),
        ("slow", None, "delivered", None),
    ],
)
def test_a_handset_in_a_condition_decides_what_becomes_of_a_message(
    live: Any, eventually: Ask, condition: str, error_code: int | None, status: str, expected: int | None
) -> None:
    client = live.client()
    given = {"condition": condition, **({"error_code": error_code} if error_code else {})}
    live.control("PUT", "handsets/%2B14155550166", given)
    sent = client.messages.create(to="+14155550166", from_=live.number, body="x")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == status)
    assert client.messages(sent.sid).fetch().error_code == expected


def test_a_handset_that_is_off_gets_its_message_when_it_is_on(live: Any, eventually: Ask) -> None:
    client = live.client()
    live.control("PUT", "handsets/%2B14155550144", {"condition": "off"})
    sent = client.messages.create(to="+14155550144", from_=live.number, body="later")
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "sent")
    live.control("PUT", "handsets/%2B14155550144", {"condition": "on"})
    assert eventually(lambda: client.messages(sent.sid).fetch().status == "delivered")


def test_lists_and_errors_come_in_xml_and_csv(live: Any) -> None:
    base = f"/2010-04-01/Accounts/{live.account_sid}/Messages"
    live.client().messages.create(to=HANDSET, from_=live.number, body='a <b> & "c", d\nnext')
    status, headers, body = live.raw("GET", base + "?PageSize=1")
    assert (status, headers["content-type"]) == (200, "application/xml")
    root = ET.fromstring(body)
    assert root.tag == "TwilioResponse"
    assert root.find("Messages/Message/Body").text == 'a <b> & "c", d\nnext'  # type: ignore[union-attr]
    assert root.find("Messages").attrib["pagesize"] == "1"  # type: ignore[union-attr]
    status, headers, body = live.raw("GET", base + ".csv?PageSize=1")
    assert headers["content-type"] == "text/csv"
    assert body.startswith(b"Body,NumSegments,Direction,From,To,")
    status, headers, body = live.raw("GET", base + "/SM" + "0" * 32 + ".xml")
    assert status == 404
    assert ET.fromstring(body).find("RestException/Code").text == "20404"  # type: ignore[union-attr]


def test_a_list_envelope_holds_exactly_one_array(live: Any) -> None:
    _, _, body = live.raw("GET", f"/2010-04-01/Accounts/{live.account_sid}/Messages.json?PageSize=1")
    paging = {"end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri"}
    assert set(json.loads(body)) - paging == {"messages"}
