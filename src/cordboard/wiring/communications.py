"""The part of the composition root that puts communications together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from cordboard.base.clock import Clock, Spawn
from cordboard.base.mailer import Mailer
from cordboard.base.outbox import Outbox, Task, TaskKind
from cordboard.base.sid import SidMaker
from cordboard.communications.asked import Resolver
from cordboard.communications.attempt import Attempts
from cordboard.communications.beginning import MayBegin
from cordboard.communications.communications import Communications
from cordboard.communications.delivery import Emails, Notifications
from cordboard.communications.operation import Part
from cordboard.communications.ports import Stored
from cordboard.communications.post_rows import PostStore
from cordboard.communications.post_work import PostWorker
from cordboard.communications.posting import Posting
from cordboard.communications.reach import Reaching
from cordboard.communications.words import Channel, Family
from cordboard.communications.work import Worker
from cordboard.content.content import Contents
from cordboard.messaging.dispatch import Dispatcher
from cordboard.messaging.receive import Receiving
from cordboard.messaging.send import Sending
from cordboard.store.sqlite.communications import SqliteCommunications
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.posts import SqlitePosts
from cordboard.store.sqlite.store import SqliteStore


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunicationsWires:
    """What communications is connected to."""

    engine: Engine
    store: SqliteStore
    sids: SidMaker
    random_64: Callable[[], int]
    clock: Clock
    spawn: Spawn
    outbox: Outbox
    dispatcher: Dispatcher
    receiving: Receiving
    sending: Sending
    contents: Contents
    reach: Reaching
    mailer: Mailer


class Workers:
    """The workers of messages, and of mails and notifications, as one owner of their tasks."""

    def __init__(self, messages: Worker, posts: PostWorker) -> None:
        self._messages = messages
        self._posts = posts

    def take(self, tasks: list[Task]) -> None:
        """Give each operation to the worker of its family, which its payload names; messages have none."""
        self._messages.take([each for each in tasks if not each.payload])
        self._posts.take([each for each in tasks if each.payload])

    def ask(self, may_begin: MayBegin) -> None:
        """Ask whether a scheduled operation may begin."""
        self._messages.may_begin = self._posts.may_begin = may_begin

    def clear(self) -> None:
        """Forget what waits, as a reset does."""
        self._messages.clear()
        self._posts.clear()


class StoredTemplates:
    """Templates of content/v1, as communications asks for them."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def stored(self, account_sid: str, content_id: str) -> Stored | None:
        """Return what a template says over each channel."""
        parts: dict[Channel, Part] = {}
        for channel in Channel:
            found = self._contents.written(account_sid, content_id, channel.value)
            if found is None:
                return None
            parts[channel], defaults = Part(found[0].body, found[0].media), found[1]
        return Stored(parts, defaults)


def wire_communications(wires: CommunicationsWires) -> tuple[Communications, Workers]:
    """Put communications together, over the slice that sends."""
    store, now_ms = SqliteCommunications(wires.engine, wires.store.unit), wires.clock.now_ms
    attempts = Attempts(sending=wires.sending, store=store, now_ms=now_ms)
    worker = Worker(
        store=store,
        attempts=attempts,
        senders=wires.reach.senders,
        ids=wires.sids,
        random_64=wires.random_64,
        clock=wires.clock,
        spawn=wires.spawn,
    )
    rows = cast(PostStore, SqlitePosts(wires.engine, wires.store.unit))
    posts = PostWorker(
        store=rows,
        deliverers={
            Family.EMAIL: Emails(wires.mailer, rows.attachments),
            Family.NOTIFICATION: Notifications(wires.sids.key),
        },
        ids=wires.sids,
        random_64=wires.random_64,
        clock=wires.clock,
        spawn=wires.spawn,
    )
    posting = Posting(store=rows, ids=wires.sids, random_64=wires.random_64, now_ms=now_ms)
    resolver = Resolver(
        senders=wires.reach.senders,
        recipients=wires.reach.people,
        contents=StoredTemplates(wires.contents),
        now_ms=now_ms,
    )
    communications = Communications(
        store=store, resolver=resolver, ids=wires.sids, random_64=wires.random_64, now_ms=now_ms, posting=posting
    )
    workers = Workers(worker, posts)
    # Units of the store write what both slices ask of them.
    wires.dispatcher.follow = cast(Any, attempts.follow)
    wires.receiving.follow = cast(Any, communications.receive)
    wires.outbox.own(TaskKind.COMMUNICATION, workers.take)
    return communications, workers
