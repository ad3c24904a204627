"""The SQLite store: what products ask of their rows. Reads run on the loop's thread: each is one b-tree descent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from cordboard.accounts.account import Account
from cordboard.accounts.keys import ApiKey
from cordboard.accounts.ports import Vault
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.page import Page, PageRequest
from cordboard.base.sid import SidMaker, key_of
from cordboard.events.streams import Streams
from cordboard.messaging.handset import Condition, Handset, HandsetMessage
from cordboard.messaging.message import Message
from cordboard.messaging.ports import Feedback, Media, MessageFilter
from cordboard.numbers.number import NumberFilter, PhoneNumber
from cordboard.shelf.shelf import Kept, Kind
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.sqlite.event_rows import EndedOperations
from cordboard.store.sqlite.message_lists import read_messages
from cordboard.store.sqlite.pages import Rows, read_page
from cordboard.store.sqlite.readable import UNREADABLE, readable
from cordboard.store.sqlite.rows import (
    ACCOUNT,
    API_KEY,
    MEDIA,
    MESSAGE,
    NUMBER,
    account_of,
    api_key_of,
    media_of,
    message_of,
    number_of,
)
from cordboard.store.sqlite.spoilt import ALL_KEPT, spoilt_of
from cordboard.store.sqlite.unit import Unit, kept_step

T = TypeVar("T")
K = TypeVar("K", bound=Kept)
U = TypeVar("U", bound=Unit)
HIGHEST_KEY = (1 << 63) - 1
RECENT_MESSAGES = 2000  # read and grouped in 3 ms, when each is of another handset
_RECENT_INBOXES = (
    "SELECT number, max(at_ms) FROM (SELECT number, at_ms FROM handset_message ORDER BY key DESC LIMIT ?)"
    " GROUP BY number"
)


class SqliteStore:
    """Reads rows and begins transactions."""

    def __init__(self, engine: Engine, vault: Vault, sids: SidMaker) -> None:
        self._engine = engine
        self._vault = vault
        self._sids = sids
        self.streams = Streams()
        engine.on_ended = EndedOperations(self.streams, sids)
        self._opt_outs = {tuple(row) for row in engine.read("SELECT account_sid, sender, recipient FROM opt_out")}

    def unit(self) -> Unit:
        """Begin a transaction."""
        return Unit(self._engine, self._vault, self._sids, self._note_opt_out, self.streams)

    def unit_of(self, kind: type[U]) -> U:
        """Begin a transaction that can write more."""
        return kind(self._engine, self._vault, self._sids, self._note_opt_out, self.streams)

    def put_latest(self, kind: str, sid: str, make: Callable[[], Kept]) -> Awaitable[None]:
        """Write a plain resource with the next commit, once, as it is then."""
        batch = self._engine.shared()
        batch.latest.setdefault(sid, lambda: kept_step(kind, make()))
        assert batch.done is not None  # noqa: S101 - it was submitted
        return batch.done

    def _note_opt_out(self, pair: tuple[str, str, str], is_out: bool) -> None:
        (self._opt_outs.add if is_out else self._opt_outs.discard)(pair)

    def forget(self) -> None:
        """Forget what is kept in memory, after everything was deleted."""
        self._opt_outs.clear()

    def highest_key(self) -> int:
        """Return the highest key in use, so that new ones lie above it."""
        tables = (
            "message",
            "account",
            "api_key",
            "phone_number",
            "webhook_attempt",
            "request",
            "handset_message",
            "media",
            "kept",
            "notification",
            "call",
            "task",
            "comms_operation",
            "comms_message",
            "comms_session",
        )
        columns = {"task": "id"}
        query = " UNION ALL ".join(f"SELECT max({columns.get(each, 'key')}) FROM {each}" for each in tables)  # noqa: S608
        return max((int(str(row[0])) for row in self._engine.read(query) if row[0] is not None), default=0)

    def _page(
        self,
        columns: str,
        table: str,
        where: Sequence[tuple[str, object]],
        page: PageRequest,
        make: Callable[[tuple[Any, ...]], T],
        *,
        oldest_first: bool = False,
    ) -> Page[T]:
        """Read a page of rows that are sorted by key."""
        return read_page(self._engine.read, Rows(columns, table, where, is_rising=oldest_first), page, make)

    def _one(self, columns: str, table: str, sid: str, make: Callable[[tuple[Any, ...]], T]) -> T | None:
        try:
            key = key_of(sid)
        except ValueError:
            return None
        if key > HIGHEST_KEY:
            return None
        sql = f"SELECT {columns} FROM {table} WHERE key=? AND sid=?"  # noqa: S608 - names of ours
        rows = self._engine.read(sql, (key, sid))
        return make(rows[0]) if rows else None

    # Accounts

    def _account(self, row: tuple[Any, ...]) -> Account:
        return account_of(row, self._vault)

    async def account(self, sid: str) -> Account | None:
        """Return an account."""
        rows = self._engine.read(f"SELECT {ACCOUNT} FROM account WHERE sid=?", (sid,))  # noqa: S608
        return self._account(rows[0]) if rows else None

    async def all_accounts(self) -> list[Account]:
        """Return every account of the installation that can be read."""
        rows: list[tuple[Any, ...]] = self._engine.read(f"SELECT {ACCOUNT} FROM account")  # noqa: S608 - names of ours
        return readable("account", rows, self._account, behind=0)

    async def first_account(self) -> Account | None:
        """Return the installation's own account: the oldest that is its own owner. Raises: StoreError."""
        rows = self._engine.read(f"SELECT {ACCOUNT} FROM account WHERE sid=owner_sid ORDER BY key LIMIT 1")  # noqa: S608
        try:
            return self._account(rows[0]) if rows else None
        except UNREADABLE as fault:  # without it there is nobody whose server it is
            sid = rows[0][1]
            raise StoreError(
                f"The account {sid}, whose server this is, cannot be read. Restore the database."
            ) from fault

    async def accounts(self, owner_sid: str, page: PageRequest, name: str | None, status: str | None) -> Page[Account]:
        """Return an account and its subaccounts, newest first."""
        where: list[tuple[str, object]] = [("(owner_sid=?1 OR sid=?1)", owner_sid)]
        where += [("friendly_name=?", name)] if name is not None else []
        where += [("status=?", status)] if status is not None else []
        return self._page(ACCOUNT, "account", where, page, self._account)

    async def api_key(self, sid: str) -> ApiKey | None:
        """Return a key."""
        return self._one(API_KEY, "api_key", sid, api_key_of)

    async def api_keys(self, account_sid: str, page: PageRequest) -> Page[ApiKey]:
        """Return the keys of an account, newest first."""
        return self._page(API_KEY, "api_key", [("account_sid=?", account_sid)], page, api_key_of)

    # Numbers

    async def number(self, account_sid: str, sid: str) -> PhoneNumber | None:
        """Return a number of an account."""
        found = self._one(NUMBER, "phone_number", sid, number_of)
        return found if found is not None and found.account_sid == account_sid else None

    async def numbers(self, account_sid: str, page: PageRequest, wanted: NumberFilter) -> Page[PhoneNumber]:
        """Return the numbers of an account, newest first; ``*`` in the pattern stands for any digits."""
        where: list[tuple[str, object]] = [("account_sid=?", account_sid)]
        if wanted.pattern is not None:
            inner = "".join(each if each in "+*0123456789" else "" for each in wanted.pattern)
            where.append(("phone_number GLOB ?", f"*{inner}*"))
        where += [("friendly_name=?", wanted.friendly_name)] if wanted.friendly_name is not None else []
        where += [("nature->>'$.type'=?", wanted.type)] if wanted.type is not None else []
        return self._page(NUMBER, "phone_number", where, page, number_of)

    async def all_numbers(self) -> list[PhoneNumber]:
        """Return every number of the installation that can be read."""
        rows: list[tuple[Any, ...]] = self._engine.read(f"SELECT {NUMBER} FROM phone_number")  # noqa: S608
        return readable("phone_number", rows, number_of, behind=0)

    # Messages

    async def message(self, account_sid: str, sid: str) -> Message | None:
        """Return a message of an account."""
        found = self._one(MESSAGE, "message", sid, message_of)
        return found if found is not None and found.account_sid == account_sid else None

    async def message_by_key(self, key: int) -> Message | None:
        """Return a message of any account."""
        rows = self._engine.read(f"SELECT {MESSAGE} FROM message WHERE key=?", (key,))  # noqa: S608
        return message_of(rows[0]) if rows else None

    async def messages(self, account_sid: str, wanted: MessageFilter, page: PageRequest) -> Page[Message]:
        """Return the messages of an account, newest first."""
        return read_messages(self._engine.read, account_sid, wanted, page)

    async def media(self, message_sid: str, sid: str) -> Media | None:
        """Return a piece of media of a message."""
        found = self._one(MEDIA, "media", sid, media_of)
        return found if found is not None and found.message_sid == message_sid else None

    async def media_of(
        self, message_sid: str, page: PageRequest, created_from_ms: int | None, created_before_ms: int | None
    ) -> Page[Media]:
        """Return the media of a message."""
        where: list[tuple[str, object]] = [("message_sid=?", message_sid)]
        where += [("created_ms>=?", created_from_ms)] if created_from_ms is not None else []
        where += [("created_ms<?", created_before_ms)] if created_before_ms is not None else []
        return self._page(MEDIA, "media", where, page, media_of)

    async def media_data(self, digest: str) -> bytes:
        """Return the bytes of a piece of media."""
        rows = self._engine.read("SELECT data FROM media_data WHERE digest=?", (digest,))
        return bytes(rows[0][0]) if rows and isinstance(rows[0][0], bytes) else b""

    async def feedback(self, message_sid: str) -> Feedback | None:
        """Return the feedback of a message."""
        sql = "SELECT account_sid, message_sid, outcome, created_ms, updated_ms FROM feedback WHERE message_sid=?"
        rows: list[tuple[Any, ...]] = self._engine.read(sql, (message_sid,))
        if not rows:
            return None
        account_sid, sid, outcome, created, updated = rows[0]
        return Feedback(
            account_sid=account_sid, message_sid=sid, outcome=outcome, created_ms=created, updated_ms=updated
        )

    def is_opted_out(self, account_sid: str, sender: str, recipient: str) -> bool:
        """Tell whether a recipient does not want messages of a sender."""
        return (account_sid, sender, recipient) in self._opt_outs

    def sticky_sender(self, service_sid: str, recipient: str) -> str | None:
        """Return the sender of a service that a recipient knows."""
        sql = "SELECT sender FROM sticky_sender WHERE service_sid=? AND recipient=?"
        rows = self._engine.read(sql, (service_sid, recipient))
        return str(rows[0][0]) if rows else None

    # The shelf

    async def kept(self, kind: Kind[K], sid: str) -> K | None:
        """Return a plain resource."""
        rows = self._engine.read("SELECT body FROM kept WHERE sid=? AND kind=?", (sid, kind.name))
        return _kept_of(kind)(rows[0]) if rows else None

    async def kept_page(
        self,
        kind: Kind[K],
        account_sid: str | None,
        parent_sid: str | None,
        fields: Mapping[str, object],
        page: PageRequest,
    ) -> Page[K]:
        """Return a page of plain resources, newest first."""
        where: list[tuple[str, object]] = [("kind=?", kind.name)]
        where += [("account_sid=?", account_sid)] if account_sid is not None else []
        where += [("parent_sid=?", parent_sid)] if parent_sid is not None else []
        for name, value in fields.items():
            where.append((f"json_extract(body, '$.{name}') = ?", value))  # names of ours: keywords of the caller
        return self._page("body", "kept", where, page, _kept_of(kind))

    async def spoilt_kept(self, kind: Kind[Any]) -> list[Kept]:
        """Return what is left of plain resources whose rows cannot be read."""
        rows = self._engine.read(f"{ALL_KEPT} WHERE kind=?", (kind.name,))
        return [kept for _, kept in spoilt_of(rows, {kind.name: kind.type})]

    def has_kept(self, kind: Kind[K], account_sid: str, field: str, value: object) -> bool:
        """Tell whether an account has a plain resource with this value; ``field`` is a name of ours."""
        sql = f"SELECT 1 FROM kept WHERE kind=? AND account_sid=? AND json_extract(body, '$.{field}')=? LIMIT 1"  # noqa: S608
        return bool(self._engine.read(sql, (kind.name, account_sid, value)))

    # The simulated network

    async def handsets(self) -> list[Handset]:
        """Return every handset whose condition was ever set."""
        rows: list[tuple[Any, ...]] = self._engine.read("SELECT number, condition, error_code, latency_ms FROM handset")
        return [
            Handset(number=number, condition=Condition(condition), error_code=code, latency_ms=latency)
            for number, condition, code, latency in rows
        ]

    async def handset_messages(
        self, number: str, page: PageRequest, *, latest_first: bool = False
    ) -> Page[HandsetMessage]:
        """Return the inbox of a handset, oldest first unless the latest are to be."""
        columns = "key, number, sid, direction, sender, recipient, body, media, at_ms"
        where: list[tuple[str, object]] = [("number=?", number)]
        return self._page(columns, "handset_message", where, page, _shown_of, oldest_first=not latest_first)

    async def recent_inboxes(self) -> list[tuple[str, int]]:
        """Return the handsets of the latest messages, and when their last was; all there are would be read whole."""
        rows: list[tuple[Any, ...]] = self._engine.read(_RECENT_INBOXES, (RECENT_MESSAGES,))
        return [(number, at_ms) for number, at_ms in rows]

    # Logs and tasks

    async def attempts(self, page: PageRequest, subject_sid: str | None) -> Page[dict[str, Any]]:
        """Return the attempts at web hooks, newest first."""
        where: list[tuple[str, object]] = [("subject_sid=?", subject_sid)] if subject_sid else []
        return self._page("attempt", "webhook_attempt", where, page, _json_of)

    async def attempt(self, key: int) -> dict[str, Any] | None:
        """Return one attempt."""
        rows = self._engine.read("SELECT attempt FROM webhook_attempt WHERE key=?", (key,))
        return _json_of(rows[0]) if rows else None

    async def requests(self, page: PageRequest) -> Page[dict[str, Any]]:
        """Return the request log, newest first."""
        return self._page("record", "request", [], page, _json_of)

    def tasks(self) -> list[Task]:
        """Return every task that is not done and can be read, in the order of their keys."""
        rows: list[tuple[Any, ...]] = self._engine.read(
            "SELECT id, kind, due_ms, subject, payload FROM task ORDER BY id"
        )
        return readable("task", rows, _task_of, behind=0)


def _task_of(row: tuple[Any, ...]) -> Task:
    key, kind, due_ms, subject, payload = row
    return Task(key, TaskKind(kind), int(due_ms), subject, payload)


def _shown_of(row: tuple[Any, ...]) -> HandsetMessage:
    key, number, sid, direction, sender, recipient, body, media, at_ms = row
    return HandsetMessage(
        key=key,
        number=number,
        sid=sid,
        direction=direction,
        sender=sender,
        recipient=recipient,
        body=body,
        media=tuple(msgspec.json.decode(media, type=list[str])),
        at_ms=at_ms,
    )


def _kept_of(kind: Kind[K]) -> Callable[[tuple[Any, ...]], K]:
    return lambda row: msgspec.json.decode(row[0], type=kind.type)


def _json_of(row: tuple[Any, ...]) -> dict[str, Any]:
    return msgspec.json.decode(row[0], type=dict[str, Any])
