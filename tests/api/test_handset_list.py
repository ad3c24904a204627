"""The list of handsets: those that something happened on, and the latest messages of one first."""

from __future__ import annotations

from typing import Any


def test_handsets_that_wrote_were_written_to_or_set_are_listed(live: Any) -> None:
    assert live.control("GET", "handsets") == {"handsets": [], "next_cursor": None}
    live.write("+14155550161", "Hello")
    live.control("PUT", "handsets/%2B14155550162", {"condition": "off"})
    live.control("PUT", "handsets/%2B14155550163", {"voice_script": [{"action": "answer"}]})
    found = {each["number"]: each for each in live.control("GET", "handsets")["handsets"]}
    assert set(found) == {"+14155550161", "+14155550162", "+14155550163"}
    assert found["+14155550161"]["last_message_at"] is not None
    assert (found["+14155550162"]["condition"], found["+14155550162"]["last_message_at"]) == ("off", None)
    assert [each["number"] for each in live.control("GET", "handsets?text=0162")["handsets"]] == ["+14155550162"]


def test_a_handset_with_a_live_call_comes_first(live: Any) -> None:
    live.write("+14155550164", "Later than the call")
    call = live.client().calls.create(to="+14155550165", from_=live.number, twiml="<Response><Pause/></Response>")
    first = live.control("GET", "handsets")["handsets"][0]
    assert (first["number"], first["live_calls"]) == ("+14155550165", 1)
    live.client().calls(call.sid).update(status="completed")


def test_the_latest_messages_of_a_handset_can_come_first(live: Any) -> None:
    for body in ("One", "Two", "Three"):
        live.write("+14155550166", body)
    inbox = "handsets/%2B14155550166/messages?latest_first=true&page_size=2"
    page = live.control("GET", inbox)
    assert [each["body"] for each in page["messages"]] == ["Three", "Two"]
    rest = live.control("GET", f"{inbox}&cursor={page['next_cursor']}")
    assert [each["body"] for each in rest["messages"]] == ["One"]


def test_a_browser_runs_nothing_of_what_came_as_media(live: Any, application: Any, eventually: Any) -> None:
    application.answers["/page.png"] = (200, "image/png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>")
    sent = live.client().messages.create(
        to="+14155550167", from_=live.number, media_url=[f"{application.url}/page.png"]
    )
    assert eventually(lambda: live.client().messages(sent.sid).fetch().status == "delivered")
    [media] = live.client().messages(sent.sid).media.list()
    _, headers, _ = live.raw("GET", media.uri.removesuffix(".json"))
    assert headers["content-security-policy"] == "sandbox"
