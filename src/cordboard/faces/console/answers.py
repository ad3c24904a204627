"""What the console answers with: pages, redirections and files, each with the headers that keep a browser in bounds.

Source: OWASP HTTP Headers Cheat Sheet; Content Security Policy Level 3.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from urllib.parse import quote

from cordboard.catalogue.request import Answer, Request

PREFIX = "/console"
HTML_TYPE = "text/html;charset=utf-8"
EVENTS = "text/event-stream"
YEAR_S = 365 * 86_400
_IN_PATHS = "/%?=&:+@,;~"
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
_POLICY = (
    "default-src 'none'; script-src {origin}/console/static/; style-src {origin}/console/static/; img-src 'self'; "
    "media-src 'self'; connect-src {origin}/console {origin}/console/; form-action {origin}/console {origin}/console/; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_GUARDS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),  # without any, forms would say that they come from nowhere
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
# What a page is may differ by who asks, and what it shows is nobody else's.
_FRESH = (("Cache-Control", "no-store"), ("Vary", "Cookie"))

Headers = list[tuple[str, str]]


def origin_of(request: Request) -> str:
    """Return the origin that a request was made to; 'self' in a policy where its host is none."""
    host = request.headers.get("host", "")
    return f"{request.scheme}://{host}" if _HOST.fullmatch(host) else ""


def page(request: Request, html: str, status: int = 200, headers: Headers | None = None) -> Answer:
    """Answer with a page."""
    return Answer(status, html.encode(), HTML_TYPE, [*_guards(request), *_FRESH, *(headers or [])])


def redirection(request: Request, path: str, headers: Headers | None = None) -> Answer:
    """Send the browser to another page of the console; what it does in the background goes there whole."""
    to = quote(path, safe=_IN_PATHS)  # a line break in it would be a header of its own
    given: Headers = [("HX-Redirect", to)] if is_in_background(request) else [("Location", to)]
    status = 200 if is_in_background(request) else 303
    return Answer(status, b"", HTML_TYPE, [*given, *_guards(request), *_FRESH, *(headers or [])])


def stream(request: Request, pieces: AsyncGenerator[bytes]) -> Answer:
    """Answer with server-sent events."""
    return Answer(200, b"", EVENTS, list(_guards(request)), pieces=pieces)


def file(request: Request, content_type: str, data: bytes) -> Answer:
    """Answer with a file that never changes under its name."""
    kept = ("Cache-Control", f"public, max-age={YEAR_S}, immutable")
    return Answer(200, data, content_type, [*_guards(request), kept])


def is_in_background(request: Request) -> bool:
    """Tell whether htmx asks, for a part of the page that is shown."""
    return request.headers.get("hx-request") == "true"


def _guards(request: Request) -> tuple[tuple[str, str], ...]:
    # Scripts and styles come from one folder, since others' media is on the same origin.
    policy = _POLICY.format(origin=origin_of(request) or "'self'")
    return (("Content-Security-Policy", policy), *_GUARDS)
