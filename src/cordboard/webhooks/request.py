"""A web hook as it is sent: its address, its headers and its form.

What depends on the application's URL alone is read once for each URL. Source: reference 03, sections 1 and 3.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cordboard.base.webhook import Webhook
from cordboard.webhooks.directives import Directives, read
from cordboard.webhooks.form import form_of
from cordboard.webhooks.signature import signature

USER_AGENT = "TwilioProxy/1.1"
SIGNATURE, TOKEN = "X-Twilio-Signature", "I-Twilio-Idempotency-Token"
_SIGNED = re.compile(rf"(?<={SIGNATURE}: )[^\r]*")


class Address(NamedTuple):
    """The URL of a web hook, read. ``shown`` has no password; ``fault`` is the code of a directive that is wrong."""

    url: str
    shown: str
    directives: Directives
    fault: int | None


@lru_cache(maxsize=1024)
def address_of(url: str) -> Address:
    """Read the URL of a web hook."""
    directives, fault = read(url)
    return Address(url.partition("#")[0], without_password(url), directives, fault)


def without_password(url: str) -> str:
    """Return a URL without user and password."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"


class Request(NamedTuple):
    """A web hook as it is sent; ``form`` holds its parameters, also where they are part of the URL.

    ``lines`` are the headers once more, as they are written.
    """

    address: Address
    method: str
    url: str
    body: bytes
    form: str
    headers: dict[str, str]
    lines: str


class Writer:
    """Writes requests of one server."""

    def __init__(self, region: str) -> None:
        self._same = {
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "X-Home-Region": region,
        }
        self._same_lines = "".join(f"{name}: {value}\r\n" for name, value in self._same.items())

    def request_of(self, webhook: Webhook, auth_token: str, cookie: str) -> Request:
        """Return the request of a web hook, signed; an empty cookie is none."""
        address, form = address_of(webhook.url), form_of(webhook.parameters)
        if webhook.method == "POST":
            url, body = address.url, form.encode()
            signed = signature(auth_token, webhook.url, webhook.parameters)
        else:
            url, body = _with_query(address.url, form), b""
            signed = signature(auth_token, url)
        headers = {**self._same, SIGNATURE: signed, TOKEN: webhook.token}
        lines = f"{self._same_lines}{SIGNATURE}: {signed}\r\n{TOKEN}: {webhook.token}\r\n"
        if cookie:
            headers["Cookie"] = cookie
            lines += f"Cookie: {cookie}\r\n"
        return Request(address, webhook.method, url, body, form, headers, lines)


def resigned(auth_token: str, lines: str, url: str) -> str:
    """Return the header lines of a web hook that is redirected: the signature is that of the GET that is made there."""
    return _SIGNED.sub(signature(auth_token, url), lines)


def _with_query(url: str, form: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{form}" if form else url
