"""Approvals in the console, in a real browser and without scripts: what is asked is seen, and what is said counts."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from visitor import Visitor, flaws_of

POLICY = {
    "areas": {"messaging": "send"},
    "rules": [{"for": "messaging.create", "approve": {"when": ["new_recipient"], "ttl": "15m"}}],
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HOSTILE = "<script>document.title='taken'</script><img src=x onerror=alert(1)> & \"quotes\""


@pytest.fixture(scope="module")
def agent(live: Any) -> Client:
    key = live.control("POST", "agents", {"name": "support"})["api_key"]
    live.control("PUT", "agents/support/policy", POLICY)
    return live.client(key["sid"], key["secret"])


def asked(agent: Client, live: Any, to: str, body: str) -> str:
    """Let the agent ask; returns the id of the approval."""
    with pytest.raises(TwilioRestException) as held:
        agent.messages.create(to=to, from_=live.number, body=body)
    return str(held.value.details["approval_id"])


def test_a_question_appears_by_itself_and_is_approved_once(agent: Client, live: Any, page: Page) -> None:
    page.goto("/console/approvals")
    asked(agent, live, "+14155550123", "Your order is ready")
    ticket = page.get_by_role("listitem").filter(has_text="+1 415 ••• 0123")
    expect(ticket).to_contain_text("Send a message.")
    expect(ticket).not_to_contain_text("Your order is ready")
    ticket.get_by_role("link").click()
    expect(page.get_by_text("Your order is ready")).to_be_visible()
    expect(page.get_by_text("+14155550123", exact=True)).to_be_visible()
    page.get_by_role("button", name="Approve once").click()
    expect(page.get_by_text("may make exactly this call once")).to_be_visible()
    assert agent.messages.create(to="+14155550123", from_=live.number, body="Your order is ready").sid
    expect(page.locator("#standing")).to_contain_text("used")


def test_what_is_asked_while_the_page_is_asking_is_seen(agent: Client, live: Any, page: Page) -> None:
    asking: list[Route] = []
    answered_before: list[APIResponse] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("hx-target") == "waiting" and not asking:
            asking.append(route)
            answered_before.append(route.fetch())
        else:
            route.continue_()

    page.route("**/console/approvals", hold)
    page.goto("/console/approvals")
    while not answered_before:  # what the page asks for once it follows events
        page.wait_for_timeout(20)
    told = page.evaluate_handle("({told: new Promise(done => document.body.addEventListener('told-approval', done))})")
    asked(agent, live, "+14155550131", "Behind your back")
    told.evaluate("each => each.told.then(() => null)")
    asking[0].fulfill(response=answered_before[0])
    expect(page.get_by_role("listitem").filter(has_text="+1 415 ••• 0131")).to_be_visible()


def test_a_refusal_tells_the_agent_why(agent: Client, live: Any, page: Page) -> None:
    found = asked(agent, live, "+14155550124", "Call me")
    page.goto(f"/console/approvals/{found}")
    page.get_by_label("What the agent is told").fill("Write to them instead")
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator("#standing")).to_contain_text("refused")
    with pytest.raises(TwilioRestException, match="Write to them instead"):
        agent.messages.create(to="+14155550124", from_=live.number, body="Call me")


def test_widening_asks_no_more_about_a_recipient(agent: Client, live: Any, page: Page) -> None:
    found = asked(agent, live, "+14155550125", "One")
    page.goto(f"/console/approvals/{found}")
    page.get_by_role("button", name="ask no more about this recipient").click()
    expect(page.locator("#standing")).to_contain_text("not asked about these recipients again")
    assert agent.messages.create(to="+14155550125", from_=live.number, body="One").sid
    assert agent.messages.create(to="+14155550125", from_=live.number, body="Another").sid


def test_what_an_agent_says_is_text_and_nothing_else(agent: Client, live: Any, page: Page) -> None:
    found = asked(agent, live, "+14155550126", HOSTILE)
    page.goto(f"/console/approvals/{found}")
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    expect(page).to_have_title("Approval · Cordboard")


def test_what_was_decided_elsewhere_is_said_and_not_decided_again(agent: Client, live: Any, page: Page) -> None:
    found = asked(agent, live, "+14155550127", "Twice")
    page.goto(f"/console/approvals/{found}")
    live.control("POST", f"approvals/{found}", {"decision": "refuse"})
    page.get_by_role("button", name="Approve once").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be decided any more")


def test_without_scripts_it_works_as_well(agent: Client, live: Any) -> None:
    visitor = Visitor(live.url)
    visitor.sign_in(live.account_sid, live.auth_token)
    found = asked(agent, live, "+14155550128", "By hand")
    assert f"/console/approvals/{found}" in visitor.get("/console/approvals").text
    seen = visitor.send(f"/console/approvals/{found}", answer="approve", reason="")
    assert (seen.status, seen.headers["location"]) == (303, f"/console/approvals/{found}")
    assert live.control("GET", f"approvals/{found}")["decided_by"] == "the operator"


def test_looking_and_deciding_stand_in_the_request_log(agent: Client, live: Any, page: Page) -> None:
    found = asked(agent, live, "+14155550129", "Logged")
    page.goto(f"/console/approvals/{found}")
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator("#standing")).to_contain_text("refused")
    rows = live.control("GET", "requests")["requests"]
    told = " ".join(each["sentence"] for each in rows if each["channel"] == "console")
    assert f"looked at approval {found}" in told
    assert f"decided approval {found}" in told


def test_the_pages_are_for_everybody(agent: Client, live: Any, page: Page) -> None:
    found = asked(agent, live, "+14155550130", "Readable")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/console/approvals", f"/console/approvals/{found}", "/console/sign-in", "/console/nothing"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert flaws_of(page) == [], scheme
