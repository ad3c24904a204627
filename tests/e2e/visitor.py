"""Visitors of the console: one without a browser, who sees every header, and a real browser."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"  # `make setup-browser` installs it
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@dataclass
class Seen:
    """An answer."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def form_token(self) -> str:
        """Return what the forms of the page hold."""
        found = FORM_TOKEN.search(self.text)
        assert found is not None
        return found[1]


@dataclass
class Visitor:
    """Somebody who visits by hand, with a jar of cookies."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Seen:
        """Ask for a page or send a form; redirections are not followed."""
        parts = urlsplit(self.url)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if form is None else urlencode(form)
        if body is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            seen = Seen(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()
        self._keep(seen.headers.get("set-cookie", ""))
        return seen

    def _keep(self, set_cookie: str) -> None:
        name, _, value = set_cookie.partition(";")[0].partition("=")
        if value:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)

    def get(self, path: str) -> Seen:
        """Ask for a page."""
        return self.ask("GET", path)

    def send(self, path: str, **form: str) -> Seen:
        """Send a form of the page at the path, with the token that the page holds."""
        return self.ask("POST", path, {"form_token": self.get(path).form_token, **form})

    def sign_in(self, account_sid: str, auth_token: str, **headers: str) -> Seen:
        """Sign in."""
        return self.ask("POST", "/console/sign-in", {"account_sid": account_sid, "auth_token": auth_token}, **headers)


@contextmanager
def browser_running() -> Iterator[Browser]:
    """Run Chromium, until nobody looks any more."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def signed_in(browser: Browser, live: Any, **more: Any) -> BrowserContext:
    """Return a browser window of its own in which the operator is signed in."""
    context = browser.new_context(base_url=live.url, **more)
    page = context.new_page()
    page.goto("/console/sign-in")
    page.get_by_label("Account SID").fill(live.account_sid)
    page.get_by_label("Auth token").fill(live.auth_token)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation").wait_for()
    return context


def flaws_of(page: Page) -> list[str]:
    """Return what axe-core finds wrong by the rules of WCAG 2.2, A and AA."""
    wanted = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = Axe().run(page, options=wanted).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]
