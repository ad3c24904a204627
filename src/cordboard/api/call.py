"""What a handler gets: the account it acts for, the page wanted, and the services."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import Struct

from cordboard.accounts.account import Account, Accounts
from cordboard.accounts.keys import ApiKey, Keys
from cordboard.accounts.oauth import OauthApps
from cordboard.accounts.roles import Roles
from cordboard.agents.agent import Agents
from cordboard.agents.approvals import Approvals
from cordboard.agents.upstreams import Upstreams
from cordboard.base.page import Page, PageRequest
from cordboard.catalogue.derive.documents import Documents
from cordboard.communications.communications import Communications
from cordboard.communications.reach import Reaching
from cordboard.content.content import Contents
from cordboard.events.sinks import Sinks
from cordboard.messaging.channel import Channels
from cordboard.messaging.handset import Handset, HandsetMessage
from cordboard.messaging.message import Message
from cordboard.messaging.pool import Pools
from cordboard.messaging.ports import MessageStore
from cordboard.messaging.receive import Receiving
from cordboard.messaging.rehearsal import Rehearsal
from cordboard.messaging.release import Releaser
from cordboard.messaging.send import Sending
from cordboard.messaging.typing import Typing
from cordboard.notifications.notification import NotificationStore
from cordboard.numbers.geo import GeoPermissions
from cordboard.numbers.lookup_limits import LookupLimits
from cordboard.numbers.number import Numbers, PhoneNumber
from cordboard.numbers.provisioning import Provisioning
from cordboard.numbers.rehearsal import NumberRehearsal
from cordboard.numbers.renewal import Renewals
from cordboard.shelf.shelf import Shelf
from cordboard.usage.measure import Used
from cordboard.usage.records import UsageRecords
from cordboard.usage.triggers import Triggers
from cordboard.voice.call import Told
from cordboard.voice.handset import HandsetCall, Script
from cordboard.voice.placing import Placing
from cordboard.voice.ports import CallStore
from cordboard.voice.rehearsal import CallRehearsal
from cordboard.voice.switchboard import Switchboard


class Handsets(Protocol):
    """The simulated network, as its operator sees it."""

    latency_ms: int

    def handset(self, number: str) -> Handset:
        """Return a handset."""

    def known(self) -> Iterable[str]:
        """Return the numbers of the handsets whose condition was ever set."""

    async def set_handset(self, handset: Handset) -> None:
        """Change a handset."""

    async def read(self, message: Message) -> Message:
        """Read a message on the handset that it was delivered to, and return it as it is then."""


class Logs(Protocol):
    """What was recorded."""

    async def attempts(self, page: PageRequest, subject_sid: str | None) -> Page[dict[str, Any]]:
        """Return the attempts at web hooks, newest first."""

    async def attempt(self, key: int) -> dict[str, Any] | None:
        """Return one attempt."""

    async def requests(self, page: PageRequest) -> Page[dict[str, Any]]:
        """Return the request log, newest first."""

    async def handset_messages(
        self, number: str, page: PageRequest, *, latest_first: bool = False
    ) -> Page[HandsetMessage]:
        """Return the inbox of a handset, oldest first unless the latest are to be."""

    async def recent_inboxes(self) -> list[tuple[str, int]]:
        """Return the handsets that got or wrote the latest messages, and when that was."""


class AuditLog(Protocol):
    """What was decided about agents, and what came of it, in a chain."""

    async def rows(self, wanted: Mapping[str, object], page: PageRequest) -> Page[dict[str, Any]]:
        """Return rows, newest first."""

    def export(self, wanted: Mapping[str, object], form: str) -> AsyncGenerator[bytes]:
        """Write out rows, newest first."""

    def checkpoint(self) -> dict[str, Any]:
        """Sign how long the chain is."""


class PolicyFile(Protocol):
    """The file that gives agents their policies."""

    def state(self) -> dict[str, Any]:
        """Tell whether its latest text counts."""

    async def load(self) -> None:
        """Read it again."""


class Comparing(Protocol):
    """Judges what agents did by other policies."""

    async def compare(self, documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Tell which past calls would be decided otherwise."""


class News(Protocol):
    """What happens, as it happens."""

    def stream(
        self, last_event_id: str, name: str | None, account_sid: str | None, latest: int = 0
    ) -> AsyncGenerator[bytes]:
        """Return server-sent events from a place on; without one, after so many of the latest.

        Raises: Problem for a place that is none, or too many readers.
        """


class Phones(Protocol):
    """The telephones of the simulated network, as their operator sees them."""

    async def set_script(self, number: str, script: Script) -> None:
        """Give a handset the script that it follows at its next calls."""

    def script(self, number: str) -> Script:
        """Return the script of a handset; it is empty where none was given."""

    def numbers(self) -> Iterable[str]:
        """Return the numbers of the handsets that have calls, or a script."""

    def calls(self, number: str) -> Sequence[HandsetCall]:
        """Return the calls of a handset, oldest first."""

    def call(self, number: str, owned: PhoneNumber) -> HandsetCall:
        """Call an owned number from a handset."""


class Advisor(Protocol):
    """What the judge of agents would decide."""

    def matrix(self, name: str) -> dict[str, Any]:
        """Tell of every operation whether an agent can call it."""

    def explain(self, name: str, operation_name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Tell what would be decided of a call. Raises: Problem."""

    def key_matrix(self, key: ApiKey) -> dict[str, Any]:
        """Tell of every operation whether a restricted key can call it."""

    def explain_key(self, key: ApiKey, operation_name: str) -> dict[str, Any]:
        """Tell what would be decided of a call of a restricted key. Raises: Problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Calls, for handlers."""

    calls: CallStore
    placing: Placing
    board: Switchboard
    phones: Phones


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was used and what went wrong, for handlers."""

    records: UsageRecords
    triggers: Triggers
    notifications: NotificationStore
    renewals: Renewals
    count: Callable[[Iterable[Used]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsals:
    """What answers test credentials."""

    messages: Rehearsal
    calls: CallRehearsal
    numbers: NumberRehearsal


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that handlers may use; the composition root makes it."""

    accounts: Accounts
    keys: Keys
    apps: OauthApps
    roles: Roles
    agents: Agents
    advisor: Advisor
    approvals: Approvals
    audit: AuditLog
    policy_file: PolicyFile
    comparing: Comparing
    test_account: Account
    rehearsals: Rehearsals
    numbers: Numbers
    provisioning: Provisioning
    lookup_limits: LookupLimits
    geo: GeoPermissions
    shelf: Shelf
    voice: Voice
    usage: Usage
    messages: MessageStore
    pools: Pools
    channels: Channels
    contents: Contents
    reach: Reaching
    communications: Communications
    sinks: Sinks
    news: News
    upstreams: Upstreams
    typing: Typing
    releaser: Releaser
    sending: Sending
    receiving: Receiving
    handsets: Handsets
    logs: Logs
    now_ms: Callable[[], int]
    fetch_media: Callable[[str], Awaitable[tuple[str, str, bytes]]]
    replay_webhook: Callable[[Mapping[str, Any]], Awaitable[None]]
    write_records: Callable[[], Awaitable[None]]
    is_ready: Callable[[], Awaitable[bool]]
    documents: Documents
    base_url: Callable[[], str]
    advance_clock: Callable[[int | None], Awaitable[None]] | None = None
    reset: Callable[[], Awaitable[None]] | None = None


class Call(Struct, frozen=True, eq=False):
    """One call, past the gate.

    ``caller_sid`` is the account whose credential was used, empty for anybody; ``agent_sid`` is the agent that calls,
    empty for everybody else, and ``decision_id`` what was decided of its call; ``last_event_id`` is where a reader of
    server-sent events wants to go on.
    """

    account: Account
    page: PageRequest
    services: Services
    extension: str
    caller_sid: str
    agent_sid: str = ""
    decision_id: str = ""
    last_event_id: str = ""

    def told(self, url: str | None, method: str, events: tuple[str, ...] = ("completed",)) -> Told:
        """Return who is told of something, as the caller wants it."""
        return Told(url=url, method=method, events=events, agent_sid=self.agent_sid, decision_id=self.decision_id)
