"""Who is signed in to the console and until when, the link that signs in once, and how often somebody may be wrong.

Sessions are kept in memory under the hash of their secret, so that nothing that is written down signs anybody in, and a
restart ends them. Times are those of the machine, whatever clock the simulated world has.
Source: OWASP Session Management Cheat Sheet.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

SECRET_BYTES = 32  # 256 bits, of which OWASP asks for 64 at least
IDLE_S = 2 * 3600.0  # a shift's longest break
LONGEST_S = 12 * 3600.0  # a shift
MOST_SESSIONS = 64  # as many as readers of the feed there may be
CODE_S = 15 * 60.0
WRONG_S, MOST_WRONG = 5 * 60.0, 10
MOST_PEERS = 10_000  # at some 300 bytes each they stay under 3 MB

Now = Callable[[], float]


@dataclass(slots=True, eq=False)
class Session:
    """Somebody who is signed in, with what they signed in with. ``form_token`` is what their forms hold."""

    account_sid: str
    authorization: str = field(repr=False)
    form_token: str = field(repr=False)
    began_s: float
    seen_s: float


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, now_s: Now = monotonic) -> None:
        self._now_s = now_s
        self._open: OrderedDict[bytes, Session] = OrderedDict()

    def begin(self, account_sid: str, authorization: str) -> str:
        """Return the secret of a new session; the oldest of too many ends."""
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._now_s()
        form_token = secrets.token_urlsafe(SECRET_BYTES)
        self._open[_digest(secret)] = Session(account_sid, authorization, form_token, now, now)
        if len(self._open) > MOST_SESSIONS:
            self._open.popitem(last=False)
        return secret

    def find(self, secret: str) -> Session | None:
        """Return the session of a secret, unless it was idle or open for too long."""
        key = _digest(secret)
        found = self._open.get(key)
        if found is None:
            return None
        if not self.is_open(found):
            del self._open[key]
            return None
        found.seen_s = self._now_s()
        return found

    def is_open(self, session: Session) -> bool:
        """Tell whether a session goes on; unlike finding it, this does not count as being there."""
        now = self._now_s()
        is_known = any(each is session for each in self._open.values())
        return is_known and now - session.seen_s <= IDLE_S and now - session.began_s <= LONGEST_S

    def end(self, secret: str) -> None:
        """End a session, if there is one."""
        self._open.pop(_digest(secret), None)


class OnceCode:
    """A code that signs the operator in once, soon after the start."""

    def __init__(self, now_s: Now = monotonic) -> None:
        self._until_s = now_s() + CODE_S
        self._now_s = now_s
        self._code: str | None = secrets.token_urlsafe(SECRET_BYTES)

    @property
    def code(self) -> str:
        """Return the code; empty once it is used."""
        return self._code or ""

    def redeem(self, given: str) -> bool:
        """Tell whether this is the code, which it is once."""
        is_right = self._code is not None and secrets.compare_digest(
            self._code.encode(), given.encode(errors="replace")
        )
        if is_right or self._now_s() > self._until_s:
            self._code = None
        return is_right and self._now_s() <= self._until_s


class Tries:
    """Counts wrong sign-ins by where they come from."""

    def __init__(self, now_s: Now = monotonic) -> None:
        self._now_s = now_s
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, peer: str) -> int:
        """Return how long somebody has to wait before the next try; 0 is not at all."""
        wrong, now = self._wrong.get(peer), self._now_s()
        while wrong and now - wrong[0] > WRONG_S:
            wrong.popleft()
        return int(wrong[0] + WRONG_S - now) + 1 if wrong and len(wrong) >= MOST_WRONG else 0

    def was_wrong(self, peer: str) -> None:
        """Count a wrong sign-in."""
        self._wrong.setdefault(peer, deque(maxlen=MOST_WRONG)).append(self._now_s())
        self._wrong.move_to_end(peer)
        if len(self._wrong) > MOST_PEERS:
            self._wrong.popitem(last=False)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
