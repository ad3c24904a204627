"""Media of outgoing messages: fetched, stored, and only then submitted. Source: reference 02, section 9."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from cordboard.base.clock import Clock, Spawn
from cordboard.base.outbox import Task, TaskKind
from cordboard.base.sid import MEDIA, SidMaker
from cordboard.base.webhook import MayFollow
from cordboard.messaging.dispatch import Dispatcher
from cordboard.messaging.message import Message, Status
from cordboard.messaging.ports import Media, MessageStore, Report

IMAGE_BYTES, OTHER_BYTES = 5 << 20, 500 << 10
IMAGES = frozenset({"image/jpeg", "image/jpg", "image/png", "image/gif"})
BAD_TYPE, TOO_LARGE = 12300, 11751


class Fetched(NamedTuple):
    """What a URL gave: a type and bytes, or the code of what went wrong, with a sentence of its own if it has one."""

    content_type: str | None
    data: bytes
    error_code: int | None = None
    sentence: str = ""


Fetch = Callable[[str, MayFollow | None], Awaitable[Fetched]]


def checked(fetched: Fetched) -> Fetched:
    """Return the media if its type is named and its size allowed, else the code of what is wrong."""
    if fetched.error_code is not None:
        return fetched
    kind = (fetched.content_type or "").partition(";")[0].strip().lower()
    if "/" not in kind:
        return Fetched(None, b"", BAD_TYPE)
    if len(fetched.data) > (IMAGE_BYTES if kind in IMAGES else OTHER_BYTES):
        return Fetched(None, b"", TOO_LARGE)
    return Fetched(kind, fetched.data)


class MediaFetcher:
    """Owns the tasks of messages whose media is still to be fetched."""

    def __init__(
        self,
        *,
        store: MessageStore,
        dispatcher: Dispatcher,
        fetch: Fetch,
        clock: Clock,
        sids: SidMaker,
        spawn: Spawn,
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._fetch = fetch
        self._clock = clock
        self._sids = sids
        self._spawn = spawn
        self.may_follow: Callable[[Message, str], Awaitable[str | None]] | None = None
        """Judges where the media of an agent redirect to."""

    def take(self, tasks: list[Task]) -> None:
        """Take tasks that were just written, or that an earlier run left."""
        for task in tasks:
            self._spawn(self._run(task))

    async def _run(self, task: Task) -> None:
        with self._clock.work():
            message = task.held if isinstance(task.held, Message) else await self._store.message_by_key(task.subject)
            if message is None:
                return
            judge = self.may_follow if message.options.agent_sid else None
            may_follow = partial(judge, message) if judge is not None else None
            found = [checked(await self._fetch(url, may_follow)) for url in message.options.media_urls]
            fault = next((each.error_code for each in found if each.error_code is not None), None)
            if fault is not None:
                await self._dispatcher.report([Report(message, Status.FAILED, fault)])
                return
            unit = self._store.unit()
            for each in found:
                unit.add_media(self._media(message, each), each.data)
            unit.put_task(Task(message.key, TaskKind.SUBMIT, self._clock.now_ms(), message.key, held=message))
            await unit.commit()

    def _media(self, message: Message, fetched: Fetched) -> Media:
        now = self._clock.now_ms()
        return Media(
            sid=self._sids.sid(MEDIA),
            account_sid=message.account_sid,
            message_sid=message.sid,
            content_type=fetched.content_type or "",
            digest=hashlib.sha256(fetched.data).hexdigest(),
            created_ms=now,
            updated_ms=now,
        )
