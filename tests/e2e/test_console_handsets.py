"""Handsets in the console: telephones that write, answer and call, and what devices and mailboxes show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from visitor import Visitor, flaws_of

GUEST = "+14155550141"
HOSTILE = "<script>document.title='taken'</script><b>bold</b>"
MENU = (
    '<Response><Gather input="dtmf" numDigits="1" timeout="60" action="{url}/pressed"><Say>Press one for orders.</Say>'
    "</Gather></Response>"
)
# The smallest PNG: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000"
    "000049454e44ae426082"
)


@pytest.fixture
def handset(page: Page) -> Page:
    page.goto("/console/handsets")
    page.get_by_label("Pick up any number").fill(GUEST)
    page.get_by_role("button", name="Pick up").click()
    expect(page.get_by_role("heading", name=GUEST)).to_be_visible()
    return page


def test_messages_come_and_go_as_on_a_telephone(live: Any, handset: Page) -> None:
    live.client().messages.create(to=GUEST, from_=live.number, body=HOSTILE)
    told = handset.get_by_role("list", name="Messages")
    expect(told).to_contain_text(HOSTILE)
    handset.get_by_label("Message", exact=True).fill("Yes, please")
    handset.get_by_role("button", name="Send").click()
    expect(told.get_by_role("listitem").first).to_contain_text("Yes, please")
    expect(handset.get_by_label("Message", exact=True)).to_have_value("")
    expect(handset).to_have_title(f"{GUEST} · Cordboard")
    assert [each.body for each in live.client().messages.list(to=live.number, from_=GUEST)] == ["Yes, please"]


def test_pictures_are_shown_as_the_server_keeps_them(live: Any, application: Any, handset: Page) -> None:
    application.answers["/pixel.png"] = (200, "image/png", PIXEL)
    live.client().messages.create(to=GUEST, from_=live.number, media_url=[f"{application.url}/pixel.png"])
    picture = handset.get_by_role("img", name="Picture sent with the message")
    expect(picture).to_be_visible()
    assert handset.evaluate("document.querySelector('.bubble img').naturalWidth") == 1


def test_a_call_is_answered_pressed_spoken_and_hung_up(live: Any, application: Any, handset: Page) -> None:
    said = b"<Response><Say>Orders it is.</Say><Pause length='60'/></Response>"
    application.answers["/pressed"] = (200, "text/xml", said)
    call = live.client().calls.create(to=GUEST, from_=live.number, twiml=MENU.format(url=application.url))
    handset.get_by_role("button", name="Answer").click()
    expect(handset.get_by_role("list", name="Transcript")).to_contain_text("Press one for orders.")
    handset.get_by_label("Keys to press").fill("1")
    handset.get_by_role("button", name="Press").click()
    expect(handset.get_by_role("list", name="Transcript")).to_contain_text("Orders it is.")
    assert application.next().given["Digits"] == "1"
    handset.get_by_label("What to say").fill("Good evening")
    handset.get_by_role("button", name="Hang up").click()
    expect(handset.get_by_role("article", name="Call completed")).to_be_visible()
    assert live.client().calls(call.sid).fetch().status == "completed"


def test_a_button_is_clicked_though_its_page_changes_while_it_is_pressed(live: Any, handset: Page) -> None:
    call = live.client().calls.create(to=GUEST, from_=live.number, twiml="<Response><Pause length='60'/></Response>")
    place = handset.get_by_role("button", name="Answer").bounding_box()
    assert place is not None
    handset.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    handset.mouse.down()
    with handset.expect_response("**/console/handsets/*"):
        handset.evaluate("document.body.dispatchEvent(new Event('told-all'))")
    handset.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    handset.mouse.up()
    expect(handset.get_by_role("article", name="Call in-progress")).to_be_visible()
    live.client().calls(call.sid).update(status="completed")
    expect(handset.get_by_role("article", name="Call in-progress")).to_have_count(0)


def test_a_handset_calls(live: Any, handset: Page) -> None:
    calls = handset.get_by_role("article")
    before = calls.count()
    handset.get_by_role("button", name="Call", exact=True).click()
    expect(calls).to_have_count(before + 1)
    expect(calls.first).to_contain_text(live.number)
    expect(handset.get_by_text("on the line")).to_have_count(0)
    assert live.client().calls.list(from_=GUEST, limit=1)


def test_what_cannot_be_done_is_said(live: Any) -> None:
    visitor = Visitor(live.url)
    visitor.sign_in(live.account_sid, live.auth_token)
    home = "/console/handsets/%2B14155550141"
    seen = visitor.ask(
        "POST", f"{home}/messages", {"form_token": visitor.get(home).form_token, "to": live.number, "body": ""}
    )
    assert seen.status == 400
    assert "a message has text or media" in seen.text


@pytest.mark.parametrize("number", ["..", "%3Cscript%3E", "+12015550100", "a" * 150])
def test_what_is_no_handset_is_refused(live: Any, number: str) -> None:
    visitor = Visitor(live.url)
    visitor.sign_in(live.account_sid, live.auth_token)
    seen = visitor.get(f"/console/handsets/{number}")
    assert seen.status in (400, 404)
    assert "<script>" not in seen.text


def test_a_handset_is_switched_off(live: Any, handset: Page) -> None:
    handset.get_by_label("Condition").select_option("off")
    handset.get_by_role("button", name="Set").click()
    expect(handset.locator("#condition option[selected]")).to_have_text("off")  # as the server has written it
    assert live.control("GET", f"handsets/{GUEST.replace('+', '%2B')}")["condition"] == "off"
    live.control("PUT", f"handsets/{GUEST.replace('+', '%2B')}", {"condition": "on"})


def test_who_writes_is_shown_to_be_writing(live: Any, page: Page) -> None:
    guest = "whatsapp:+14155550142"
    live.write(guest, "Hello?")
    sid = live.client().messages.list(from_=guest, limit=1)[0].sid
    page.goto(f"/console/handsets/{guest}")
    expect(page.get_by_text("Hello?")).to_be_visible()
    body = f"messageId={sid}&channel=whatsapp".encode()
    assert live.raw("POST", "/messaging/v2/Indicators/Typing.json", body)[0] == 200
    expect(page.get_by_text("is writing")).to_be_visible()


def test_mailboxes_and_devices_show_what_came(live: Any, page: Page) -> None:
    mail = {
        "from": {"address": "desk@example.com"},
        "to": [{"address": "guest@example.com"}],
        "content": {
            "subject": f"Your table {'x' * 100}",
            "text": HOSTILE,
            "html": "<h1>Your table</h1>",
            "attachments": [{"filename": "menu.pdf", "content": "bWVudQ=="}],
        },
    }
    status, _, answer = live.raw("POST", "/comms/v1/Emails", json.dumps(mail).encode(), content_type="application/json")
    assert status == 202, answer
    page.goto("/console/handsets/email:guest@example.com")
    expect(page.get_by_role("heading", name="Your table")).to_be_visible()
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    expect(page.get_by_text("menu.pdf")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    device = {"to": [{"token": "guests-phone", "provider": "FCM"}], "content": {"title": "We open", "body": HOSTILE}}
    live.raw("POST", "/comms/v1/PushNotifications", json.dumps(device).encode(), content_type="application/json")
    page.goto("/console/handsets/push:guests-phone")
    expect(page.get_by_role("heading", name="We open")).to_be_visible()
    expect(page.get_by_text(HOSTILE, exact=True)).to_be_visible()
    device["content"] = {"body": "We close"}
    live.raw("POST", "/comms/v1/PushNotifications", json.dumps(device).encode(), content_type="application/json")
    expect(page.get_by_role("heading", name="Without a title")).to_be_visible()
    assert flaws_of(page) == []
    page.goto("/console")
    expect(page.get_by_text("The notification was sent.").first).to_be_visible()
    page.goto("/console/handsets")
    for number in ("email:guest@example.com", "push:guests-phone"):
        expect(page.get_by_role("link", name=number)).to_be_visible()


def test_the_pages_are_for_everybody(live: Any, application: Any, handset: Page) -> None:
    live.client().calls.create(to=GUEST, from_=live.number, twiml=MENU.format(url=application.url))
    handset.get_by_role("button", name="Answer").click()
    expect(handset.get_by_label("What to say")).to_be_visible()
    assert flaws_of(handset) == []
    handset.set_viewport_size({"width": 360, "height": 740})
    for path in (handset.url, "/console/handsets", "/console/handsets/email:guest@example.com"):
        handset.goto(path)
        assert flaws_of(handset) == []
        assert handset.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
