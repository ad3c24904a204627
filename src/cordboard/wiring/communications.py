"""The part of the composition root that puts communications together."""

from __future__ import annotations

from typing import Any, cast

from cordboard.base.mailer import Mailer
from cordboard.base.outbox import Task, TaskKind
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
from cordboard.store.sqlite.communications import SqliteCommunications
from cordboard.store.sqlite.posts import SqlitePosts
from cordboard.wiring.ground import Ground
from cordboard.wiring.messaging import Messaging


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


def wire_communications(
    ground: Ground, messaging: Messaging, contents: Contents, reach: Reaching, mailer: Mailer
) -> tuple[Communications, Workers]:
    """Put communications together, over the slice that sends."""
    store, now_ms = SqliteCommunications(ground.engine, ground.store.unit), ground.clock.now_ms
    attempts = Attempts(sending=messaging.sending, store=store, now_ms=now_ms)
    worker = Worker(
        store=store,
        attempts=attempts,
        senders=reach.senders,
        ids=ground.sids,
        random_64=ground.random_64,
        clock=ground.clock,
        spawn=ground.spawn,
    )
    rows = cast(PostStore, SqlitePosts(ground.engine, ground.store.unit))
    posts = PostWorker(
        store=rows,
        deliverers={
            Family.EMAIL: Emails(mailer, rows.attachments),
            Family.NOTIFICATION: Notifications(ground.sids.key),
        },
        ids=ground.sids,
        random_64=ground.random_64,
        clock=ground.clock,
        spawn=ground.spawn,
    )
    posting = Posting(store=rows, ids=ground.sids, random_64=ground.random_64, now_ms=now_ms)
    resolver = Resolver(
        senders=reach.senders,
        recipients=reach.people,
        contents=StoredTemplates(contents),
        now_ms=now_ms,
    )
    communications = Communications(
        store=store, resolver=resolver, ids=ground.sids, random_64=ground.random_64, now_ms=now_ms, posting=posting
    )
    workers = Workers(worker, posts)
    # Units of the store write what both slices ask of them.
    messaging.dispatcher.follow = cast(Any, attempts.follow)
    messaging.receiving.follow = cast(Any, communications.receive)
    ground.outbox.own(TaskKind.COMMUNICATION, workers.take)
    return communications, workers
