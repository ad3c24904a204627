"""What calls and scheduled messages of agents are about to do by themselves, as rules see it and a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from cordboard.access.facts import Facts, Reached
from cordboard.access.later import Act, Deed
from cordboard.access.resolve import reached, sender_of
from cordboard.base.phone import mask
from cordboard.base.sid import SERVICE, is_sid
from cordboard.base.webhook import Purpose, Webhook
from cordboard.catalogue.describe import Level
from cordboard.messaging.draft import Draft
from cordboard.messaging.message import Message
from cordboard.voice.call import Call
from cordboard.wiring.answers import Answers

CALL, DOCUMENT, MESSAGE = ("A call", "placed"), ("A document", "set"), ("A message", "scheduled")
HOOK, FILE = ("A web hook", "set"), ("A file", "named")
MOST_HOSTS = 3
PAGES = frozenset({Purpose.CALL_DOCUMENT, Purpose.INBOUND_MESSAGE})
APART: Mapping[Purpose, Mapping[str, object]] = {
    Purpose.CALLER_ID: {"operation": "CreateValidationRequest", "area": "phone_numbers", "needs": Level.FULL},
    Purpose.USAGE_TRIGGER: {
        "operation": "CreateUsageTrigger",
        "area": "usage",
        "needs": Level.FULL,
        "reaches": False,
    },
}
"""What web hooks are named for that tell of neither a message nor a call: its level is the one to have still."""
OF_MESSAGES = frozenset({Purpose.MESSAGE_STATUS, Purpose.INBOUND_MESSAGE})


class Deeds:
    """Describes deeds."""

    def __init__(self, answers: Answers, now_ms: Callable[[], int]) -> None:
        self._answers = answers
        self._now_ms = now_ms

    def dial(self, call: Call) -> Deed:
        """Return the call of somebody whom a document dials."""
        facts = self._voice(
            call.account_sid,
            recipients=(reached(call.recipient, self._answers.country),),
            senders=(call.sender,),
            cost_micros=self._answers.cost_micros("CreateCall", call.recipient, "", 0),
        )
        return Deed(act=_act(call), does=f"dial on to {mask(call.recipient)}", facts=facts, is_counted=True)

    def meet(self, call: Call, addresses: Sequence[str]) -> Deed:
        """Return the connection with people who are on the line already, which nobody pays for again."""
        people = tuple(reached(each, self._answers.country) for each in addresses)
        does = f"be connected with {', '.join(mask(each.address) for each in people)}"
        return Deed(act=_act(call), does=does, facts=self._voice(call.account_sid, recipients=people))

    def document(self, call: Call, url: str) -> Deed:
        """Return the request of a document."""
        facts = self._voice(call.account_sid, documents=(url,))
        return Deed(act=_act(call), does=f"ask {_host(url)} for a document", facts=facts)

    def page(self, call: Call, urls: Sequence[str]) -> Deed:
        """Return the run of a document that names hosts of others."""
        facts = self._voice(call.account_sid, urls=tuple(urls))
        hosts = list(dict.fromkeys(map(_host, urls)))
        more = f" and {len(hosts) - MOST_HOSTS} more" if len(hosts) > MOST_HOSTS else ""
        does = f"run a document that leads to {', '.join(hosts[:MOST_HOSTS])}{more}"
        return Deed(act=_act(call), does=does, facts=facts)

    def text(self, call: Call, to: str, from_: str, body: str, callback: str | None) -> Deed:
        """Return a message that a document sends, which is judged as if the agent sent it."""
        facts = self._message(call.account_sid, to, from_, body, (callback,) if callback else ())
        facts = facts.replace(cost_micros=self._answers.cost_micros("CreateMessage", to, body, 0))
        does = f"send a message to {mask(facts.recipients[0].address)}"
        return Deed(act=_act(call), does=does, facts=facts, is_counted=True)

    def reply(self, webhook: Webhook, draft: Draft) -> Deed:
        """Return a message that a document sends which answers one that came in."""
        urls = (*draft.media_urls, *([draft.status_callback] if draft.status_callback else []))
        facts = self._message(webhook.account_sid, draft.to, draft.from_ or "", draft.body or "", urls)
        media = len(draft.media_urls)
        facts = facts.replace(cost_micros=self._answers.cost_micros("CreateMessage", draft.to, facts.body, media))
        does = f"send a message to {mask(facts.recipients[0].address)}"
        return Deed(act=_set_by(webhook), does=does, facts=facts, is_counted=True)

    def follow(self, webhook: Webhook, url: str) -> Deed:
        """Return the request of a document that the answer to a message leads to."""
        facts = self._nobody(webhook.account_sid).replace(documents=(url,))
        return Deed(act=_set_by(webhook), does=f"ask {_host(url)} for a document", facts=facts)

    def hop(self, webhook: Webhook, url: str) -> Deed:
        """Return the redirect of HTTP that a web hook is answered with."""
        facts = self._named(webhook)
        facts = facts.replace(documents=(url,)) if webhook.purpose in PAGES else facts.replace(urls=(url,))
        return _redirect(_set_by(webhook)._replace(thing=HOOK), facts, url)

    def media_hop(self, message: Message, url: str) -> Deed:
        """Return the redirect of HTTP that a file of a message is answered with."""
        act = Act(message.options.agent_sid, message.options.decision_id, message.sid, FILE)
        return _redirect(act, self._nobody(message.account_sid).replace(urls=(url,)), url)

    def file_hop(self, call: Call, url: str) -> Deed:
        """Return the redirect of HTTP that a file is answered with which a call plays."""
        return _redirect(_act(call)._replace(thing=FILE), self._voice(call.account_sid, urls=(url,)), url)

    def release(self, message: Message) -> Deed:
        """Return the departure of a scheduled message, which was counted when it was accepted."""
        options = message.options
        sender = message.sender or message.service_sid or ""
        facts = self._message(message.account_sid, message.recipient, sender, message.body, options.media_urls)
        facts = facts.replace(service_sid=message.service_sid or facts.service_sid)
        act = Act(options.agent_sid, options.decision_id, message.sid, MESSAGE)
        return Deed(act=act, does=f"leave for {mask(message.recipient)}", facts=facts)

    def _named(self, webhook: Webhook) -> Facts:
        """Return the facts of what a web hook was named for, without whom that reaches."""
        if webhook.purpose in OF_MESSAGES:
            return self._nobody(webhook.account_sid)
        facts = self._voice(webhook.account_sid)
        return facts.replace(**APART[webhook.purpose]) if webhook.purpose in APART else facts

    def _nobody(self, account_sid: str) -> Facts:
        return self._message(account_sid, "", "", "", ()).replace(recipients=(), senders=())

    def _message(self, account_sid: str, to: str, from_: str, body: str, urls: tuple[str, ...]) -> Facts:
        now_ms = self._now_ms()
        service_sid = from_ if is_sid(from_, SERVICE) else ""
        pool = self._answers.senders(account_sid, service_sid) if service_sid else (sender_of(from_),)
        return Facts(
            operation="CreateMessage",
            area="messaging",
            action="create",
            needs=Level.SEND,
            now_ms=now_ms,
            acts_at_ms=now_ms,
            account_sid=account_sid,
            reaches=True,
            recipients=(reached(to, self._answers.country),),
            senders=pool or ("",),
            service_sid=service_sid,
            body=body,
            links=self._answers.links(body),
            urls=urls,
        )

    def _voice(
        self,
        account_sid: str,
        *,
        recipients: tuple[Reached, ...] = (),
        senders: tuple[str, ...] = (),
        documents: tuple[str, ...] = (),
        urls: tuple[str, ...] = (),
        cost_micros: int | None = 0,
    ) -> Facts:
        now_ms = self._now_ms()
        return Facts(
            operation="CreateCall",
            area="voice",
            action="create",
            needs=Level.SEND,
            now_ms=now_ms,
            acts_at_ms=now_ms,
            account_sid=account_sid,
            reaches=True,
            recipients=recipients,
            senders=senders,
            documents=documents,
            urls=urls,
            cost_micros=cost_micros,
        )


def _act(call: Call) -> Act:
    thing = DOCUMENT if call.options.is_led else CALL
    return Act(call.options.agent_sid, call.options.decision_id, call.parent_sid or call.sid, thing)


def _set_by(webhook: Webhook) -> Act:
    return Act(webhook.agent_sid, webhook.decision_id, webhook.subject_sid, DOCUMENT)


def _redirect(act: Act, facts: Facts, url: str) -> Deed:
    return Deed(act=act, does=f"be redirected to {_host(url)}", facts=facts)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "an unreadable address"
    except ValueError:
        return "an unreadable address"
