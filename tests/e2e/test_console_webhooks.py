"""Web hooks in the console: each attempt is seen, and is made again by a button."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from visitor import flaws_of

HOSTILE = b"<script>document.title='taken'</script>"


def test_a_web_hook_that_failed_is_seen_and_made_again(page: Page, live: Any, application: Any) -> None:
    application.answers["/broken"] = (500, "text/html", HOSTILE)
    page.goto("/console/webhooks")
    url = f"{application.url}/broken"
    live.client().messages.create(to="+14155550172", from_=live.number, body="Hello", status_callback=url)
    row = page.get_by_role("row").filter(has_text="/broken").last
    expect(row).to_contain_text("500")
    assert flaws_of(page) == []
    row.get_by_role("link").click()
    expect(page.get_by_text(HOSTILE.decode())).to_be_visible()
    expect(page.get_by_text("MessageStatus")).to_be_visible()
    assert flaws_of(page) == []
    first, address = application.next(), page.url
    while not application.arrived.empty():
        application.next()
    application.answers["/broken"] = (200, "text/xml", b"<Response/>")
    page.get_by_role("button", name="Make it again").click()
    expect(page.get_by_text("<Response/>")).to_be_visible()
    assert page.url != address
    assert application.next().given["MessageSid"] == first.given["MessageSid"]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
