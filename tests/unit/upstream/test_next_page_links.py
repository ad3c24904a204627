"""Links of the original's hosts, which no server of a test has: they lead to where the caller called."""

from __future__ import annotations

import pytest

from cordboard.upstream.links import links_of

THEIRS, OURS = "AC" + "1" * 32, "AC" + "2" * 32
BASE, HERE = "https://api.twilio.com", "http://127.0.0.1:2010"
CORE_THERE, CORE_HERE = f"/2010-04-01/Accounts/{THEIRS}", f"/2010-04-01/Accounts/{OURS}"


@pytest.mark.parametrize(
    ("product", "called", "there", "here"),
    [
        ("messaging", f"{HERE}/messaging", "https://messaging.twilio.com/v1/Services", f"{HERE}/messaging/v1/Services"),
        ("messaging", f"{HERE}/messaging", f"{BASE}{CORE_THERE}/Messages", f"{HERE}{CORE_HERE}/Messages"),
        ("messaging", f"{HERE}/messaging", "https://chat.twilio.com/v2/x", f"{HERE}/chat/v2/x"),
        ("messaging", "https://messaging.twilio.com", "https://chat.twilio.com/v2/x", "https://chat.twilio.com/v2/x"),
        ("messaging", "http://messaging.localhost", f"{BASE}{CORE_THERE}/x", f"http://api.localhost{CORE_HERE}/x"),
        ("api", HERE, f"{CORE_THERE}/Messages.json?Page=1", f"{CORE_HERE}/Messages.json?Page=1"),
        ("api", HERE, f"{CORE_THERE}9/x", f"{CORE_THERE}9/x"),
        ("api", HERE, "https://api.twilio.com.evil.example/x", "https://api.twilio.com.evil.example/x"),
        ("api", HERE, "https://evil.example/https://api.twilio.com/x", "https://evil.example/https://api.twilio.com/x"),
        ("api", HERE, "http://api.twilio.com/x", "http://api.twilio.com/x"),
    ],
)
def test_a_link_leads_to_where_its_product_was_called(product: str, called: str, there: str, here: str) -> None:
    links = links_of(BASE, product, called, THEIRS, OURS)
    for form in ('{"url": "%s"}', '{"links":{"any": "%s"}}', '{"meta":{"next_page_url":"%s"}}'):
        assert links.rewritten((form % there).encode(), "application/json") == (form % here).encode()
    for form in ("<Uri>%s</Uri>", '<Page nextpageuri="%s">', "<SubresourceUris><Media>%s</Media></SubresourceUris>"):
        assert links.rewritten((form % there).encode(), "application/xml") == (form % here).encode()
    assert links.location(there) == here


def test_what_is_no_link_stays_as_it_is() -> None:
    links = links_of(BASE, "api", HERE, THEIRS, OURS)
    body = f'{{"body": "see {BASE}{CORE_THERE}/x", "account_sid": "{THEIRS}", "status_callback": "{BASE}/x"}}'.encode()
    assert links.rewritten(body, "application/json") == body
    assert links.rewritten(body, "text/csv") == body
