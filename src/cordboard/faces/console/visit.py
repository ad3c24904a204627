"""A visit: one request of a browser, with what is asked and who asks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cordboard.catalogue.request import Request
from cordboard.faces.console.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request, and the desk of whoever makes it.

    ``form_token`` is empty where nobody is signed in; ``is_open`` tells whether the session still is, for what lasts.
    """

    request: Request
    desk: Desk
    form_token: str = field(repr=False)
    now_ms: int
    query: Mapping[str, str]
    form: Mapping[str, str] = field(repr=False)
    is_open: Callable[[], bool]

    @property
    def is_from_here(self) -> bool:
        """Tell whether a form can have been sent by a page of this origin, as far as the browser says.

        Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet; Fetch Metadata Request Headers.
        """
        headers = self.request.headers
        if "origin" in headers:
            # The scheme may differ: who ends TLS in front of this server speaks plain HTTP to it.
            return headers["origin"].partition("://")[2] == headers.get("host")
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")

    @property
    def is_genuine(self) -> bool:
        """Tell whether a form was sent by a page of this session."""
        given = self.form.get("form_token", "").encode(errors="replace")
        return bool(self.form_token) and self.is_from_here and secrets.compare_digest(given, self.form_token.encode())
