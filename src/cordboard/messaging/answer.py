"""Carries out the answer to an inbound message: replies and redirects, in the transaction that logs the attempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import urljoin

from cordboard.base.problem import Problem
from cordboard.base.webhook import Webhook
from cordboard.messaging.callbacks import Callbacks
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Direction
from cordboard.messaging.ports import MessageUnit
from cordboard.messaging.send import Sending
from cordboard.twiml.reader import Trouble
from cordboard.twiml.reply import FollowRedirect, SendReply, effects

MOST_HOPS = 10  # redirects in TwiML, as for redirects in HTTP
TOO_MANY_HOPS, NOT_ALLOWED = 11215, 70051


class Answer(Protocol):
    """What is read of an HTTP answer."""

    @property
    def body(self) -> bytes:
        """The bytes."""

    @property
    def url(self) -> str:
        """Where they came from."""

    def header(self, name: str) -> str | None:
        """Return a header."""


class Judging(Protocol):
    """Judges what a document does that an agent had set, and writes it down first; each returns why not, or None."""

    def reply(self, webhook: Webhook, draft: Draft) -> str | None:
        """Judge a message; one that may be sent is counted."""

    def redirect(self, webhook: Webhook, url: str) -> str | None:
        """Judge the request of another document."""


class Answering:
    """Turns answers into messages and further web hooks."""

    def __init__(
        self,
        sending: Sending,
        callbacks: Callbacks,
        now_ms: Callable[[], int],
        sentence: Callable[[Problem], str],
    ) -> None:
        self._sending = sending
        self._callbacks = callbacks
        self._now_ms = now_ms
        self._sentence = sentence
        self.judging: Judging | None = None

    def answered(self, webhook: Webhook, answer: Answer, unit: MessageUnit) -> list[dict[str, object]]:
        """Carry out an answer; return what was wrong with it."""
        given = dict(webhook.parameters)
        problems = []
        for effect in effects(answer.header("content-type"), answer.body):
            trouble = self._do(effect, webhook, given, answer.url, unit)
            if trouble is not None:
                level = "warning" if trouble.is_warning else "error"
                problems.append(
                    {"code": trouble.code, "level": level, "line": trouble.line, "message": trouble.sentence}
                )
        return problems

    def _do(
        self, effect: object, webhook: Webhook, given: dict[str, str], base_url: str, unit: MessageUnit
    ) -> Trouble | None:
        if isinstance(effect, Trouble):
            return effect
        if isinstance(effect, FollowRedirect):
            return self._redirect(effect, webhook, base_url, unit)
        if isinstance(effect, SendReply):
            return self._reply(effect, webhook, given, base_url, unit)
        return None

    def _reply(
        self, reply: SendReply, webhook: Webhook, given: dict[str, str], base_url: str, unit: MessageUnit
    ) -> Trouble | None:
        draft = Draft(
            to=reply.to or given["From"],
            from_=reply.from_ or given["To"],
            body=reply.body or None,
            media_urls=tuple(urljoin(base_url, each) for each in reply.media_urls),
            status_callback=urljoin(base_url, reply.status_callback) if reply.status_callback else None,
            direction=Direction.REPLY,
            agent_sid=webhook.agent_sid,
            decision_id=webhook.decision_id,
        )
        if webhook.agent_sid and self.judging is not None:
            refusal = self.judging.reply(webhook, draft)
            if refusal is not None:
                return Trouble(NOT_ALLOWED, refusal, reply.line, is_warning=True)
        try:
            self._sending.accept(webhook.account_sid, draft, unit)
        except Problem as problem:
            return Trouble(problem.code, self._sentence(problem), reply.line, is_warning=True)
        return None

    def _redirect(self, redirect: FollowRedirect, webhook: Webhook, base_url: str, unit: MessageUnit) -> Trouble | None:
        if webhook.hops >= MOST_HOPS:
            return Trouble(TOO_MANY_HOPS, f"More than {MOST_HOPS} redirects.")
        url = urljoin(base_url, redirect.url)
        refusal = self.judging.redirect(webhook, url) if webhook.agent_sid and self.judging is not None else None
        if refusal is not None:
            return Trouble(NOT_ALLOWED, refusal)
        following = webhook._replace(
            url=url,
            method=redirect.method,
            token=self._callbacks.token(),
            hops=webhook.hops + 1,
        )
        unit.put_task(self._callbacks.task(following, self._now_ms(), subject=int(webhook.subject_sid[2:18], 16)))
        return None
