"""Where the console is found: who is let in, and the loading of its pages with the first request."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from cordboard.catalogue.describe import Operation
from cordboard.catalogue.request import Answer, Request
from cordboard.faces.console import answers
from cordboard.faces.console.answers import PREFIX, redirection
from cordboard.faces.console.desk import NOT_LET_IN, Ask, Desk, Refused, basic
from cordboard.faces.console.sessions import LONGEST_S, OnceCode, Session, Sessions, Tries
from cordboard.faces.console.visit import Visit

log = logging.getLogger("cordboard.console")
SIGN_IN, SIGN_OUT, STATIC = f"{PREFIX}/sign-in", f"{PREFIX}/sign-out", f"{PREFIX}/static/"
ENTRY = "FetchClock"  # what only the operator may ask, and what says nothing secret
MOST_FIELDS = 100
LONGEST_NEXT = 500
WRONG = "That is not the Account SID and auth token of this server's operator."
EXPIRED = "That link has signed somebody in already, or is too old. Sign in with the Account SID and the auth token."
WAIT = "Too many wrong tries. Wait {seconds} seconds, then try again."
FOREIGN = "This form was not sent by a page of this console, or you signed in anew since. Go back and send it again."


class Door:
    """Answers what is below /console."""

    def __init__(
        self,
        ask: Ask,
        operations: Mapping[str, Operation],
        owner: Callable[[], tuple[str, str]],
        now_ms: Callable[[], int],
    ) -> None:
        """Take the gate and its operations by name, the operator's SID and token, and the clock of what is shown."""
        self._ask = ask
        self._operations = operations
        self._owner = owner
        self._now_ms = now_ms
        self._sessions = Sessions()
        self._tries = Tries()
        self._once = OnceCode()
        self._pages: Any = None

    def link(self, url: str) -> str:
        """Return the link that signs in once."""
        return f"{url}{SIGN_IN}?code={self._once.code}"

    async def answer(self, request: Request) -> Answer:
        """Answer a request."""
        if self._pages is None:  # 0.1 s, which the start of a server must not wait for
            self._pages = await asyncio.to_thread(importlib.import_module, "cordboard.faces.console.pages")
        path = request.path.rstrip("/") or PREFIX
        if path.startswith(STATIC):
            found: Answer = self._pages.static(request, path.removeprefix(STATIC))
            return found
        if path == SIGN_IN:
            return await (self._signed_in(request) if request.method == "POST" else self._sign_in_page(request))
        secret = _cookie(request)
        session = self._sessions.find(secret)
        if session is None:
            return _to_sign_in(request)
        if path == SIGN_OUT and request.method == "POST":
            return self._signed_out(request, secret, session)
        return await self._page(request, path, secret, session)

    async def _page(self, request: Request, path: str, secret: str, session: Session) -> Answer:
        visit = self._visit(request, session)
        if request.method == "POST" and not visit.is_genuine:
            return self._shown(visit, "problem.html", 403, sentence=FOREIGN)
        try:
            answer: Answer = await self._pages.answer(visit, path)
        except Refused as refused:
            if refused.status != NOT_LET_IN:
                return self._shown(visit, "problem.html", refused.status, sentence=str(refused))
            self._sessions.end(secret)  # the token has changed: who signed in with the old one is out
            return _to_sign_in(request)
        except Exception:
            log.exception("console.failed", extra={"path": path})
            return self._shown(visit, "problem.html", 500, sentence="The console failed. The server's log says how.")
        return answer

    def _shown(self, visit: Visit, template: str, status: int, **facts: object) -> Answer:
        html: str = self._pages.render(template, visit, **facts)
        return answers.page(visit.request, html, status)

    def _visit(self, request: Request, session: Session | None) -> Visit:
        account_sid, authorization = (session.account_sid, session.authorization) if session else ("", "")
        desk = Desk(self._ask, self._operations, account_sid, authorization, request.peer)
        return Visit(
            request=request,
            desk=desk,
            form_token=session.form_token if session else "",
            now_ms=self._now_ms(),
            query=_fields(request.query),
            form=_fields(request.body.decode(errors="replace")) if request.method == "POST" else {},
            is_open=lambda: session is not None and self._sessions.is_open(session),
        )

    async def _sign_in_page(self, request: Request) -> Answer:
        visit = self._visit(request, None)
        code = visit.query.get("code", "")
        if not code:
            return self._shown(visit, "sign_in.html", 200, next=_next(visit.query), wrong="")
        if request.method == "HEAD" or not self._once.redeem(code):
            return self._shown(visit, "sign_in.html", 401, next="", wrong=EXPIRED)
        return self._begun(request, *self._owner(), PREFIX)

    async def _signed_in(self, request: Request) -> Answer:
        visit = self._visit(request, None)
        user, password = visit.form.get("account_sid", "").strip(), visit.form.get("auth_token", "").strip()
        to = _next(visit.form)
        if not visit.is_from_here:
            return self._shown(visit, "sign_in.html", 403, next=to, wrong=FOREIGN)
        wait_s = self._tries.wait_s(request.peer)
        if wait_s:
            return self._shown(visit, "sign_in.html", 429, next=to, wrong=WAIT.format(seconds=wait_s))
        if not await self._is_operator(user, password, request.peer):
            self._tries.was_wrong(request.peer)
            return self._shown(visit, "sign_in.html", 401, next=to, wrong=WRONG)
        return self._begun(request, user, password, to or PREFIX)

    async def _is_operator(self, user: str, password: str, peer: str) -> bool:
        """Ask the gate, as the one who knows; keys of any kind sign nobody in."""
        if not user.startswith("AC"):
            return False
        desk = Desk(self._ask, self._operations, user, basic(user, password), peer)
        return (await desk.answer(ENTRY, {})).status == 200

    def _begun(self, request: Request, user: str, password: str, to: str) -> Answer:
        """Begin a session under a secret of its own, whatever the browser had before."""
        self._sessions.end(_cookie(request))
        secret = self._sessions.begin(user, basic(user, password))
        return redirection(request, to, [("Set-Cookie", _set(request, secret, int(LONGEST_S)))])

    def _signed_out(self, request: Request, secret: str, session: Session) -> Answer:
        visit = self._visit(request, session)
        if not visit.is_genuine:
            return self._shown(visit, "problem.html", 403, sentence=FOREIGN)
        self._sessions.end(secret)
        return redirection(request, SIGN_IN, [("Set-Cookie", _set(request, "", 0))])


def _to_sign_in(request: Request) -> Answer:
    to = f"?next={quote(request.path)}" if request.method == "GET" and not answers.is_in_background(request) else ""
    return redirection(request, f"{SIGN_IN}{to}")


def _next(fields: Mapping[str, str]) -> str:
    """Return where to go after signing in, if that is a page of the console."""
    to = fields.get("next", "")
    is_ours = to == PREFIX or to.startswith(f"{PREFIX}/")
    return to if is_ours and to.isprintable() and len(to) <= LONGEST_NEXT else ""


def _cookie_name(request: Request) -> str:
    """Return the name of the cookie: with the port, since the servers of one machine share its cookies."""
    try:
        port = urlsplit(f"//{request.headers.get('host', '')}").port
    except ValueError:
        port = None
    return f"cordboard-{port or request.scheme}"


def _cookie(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(_cookie_name(request))
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _set(request: Request, secret: str, age_s: int) -> str:
    secure = "; Secure" if request.scheme == "https" else ""
    return f"{_cookie_name(request)}={secret}; Path={PREFIX}; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}"


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"))
    except ValueError:
        return {}
