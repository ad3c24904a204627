"""Sessions: the messages between one sender and one recipient. The documents only name them; the resource is ours."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import Created
from cordboard.api.comms_v1.surface import NOT_FOUND, SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, path
from cordboard.catalogue.resource import Resource
from cordboard.communications.message import Session
from cordboard.communications.rows import SessionFilter
from cordboard.communications.words import SESSION

SESSION_VIEW = View("Session", (out("id"), out("sender"), out("recipient"), *dates()))


@described
class ListSessions(Created):
    """Which sessions a list shows."""


@described
class OneSession:
    """Which session."""

    session_id: str = path("SessionId", IdOf(SESSION), "Which.")


SESSIONS = Resource(SURFACE, "/Sessions", view=SESSION_VIEW, key="sessions", by="SessionId")


@SESSIONS.list("ListSessions", says="listed sessions", given=ListSessions)
async def list_sessions(call: Call, given: ListSessions) -> Page[Session]:
    """List sessions, those begun last first."""
    wanted = SessionFilter(after_ms=given.start_date, before_ms=given.end_date)
    return call.services.communications.store.sessions(call.account.sid, wanted, call.page)


@SESSIONS.fetch("FetchSession", says="looked at session {SessionId}", given=OneSession)
async def fetch_session(call: Call, given: OneSession) -> Session:
    """Fetch a session."""
    found = call.services.communications.store.session(call.account.sid, given.session_id)
    if found is None:
        raise Problem(NOT_FOUND)
    return found
