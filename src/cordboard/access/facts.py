"""The facts of a call: what rules see of it, parsed and resolved, and nothing of the raw text."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from cordboard.access.plan import Plan, plan_of
from cordboard.access.policy import Policy
from cordboard.catalogue.unlisted import Where


class Reached(Struct, frozen=True, array_like=True, gc=False):
    """Somebody whom a call reaches: the address as the API returns it, and its country, empty for none."""

    address: str
    country: str


class Facts(Struct, frozen=True, array_like=True):
    """A call as rules see it: parsed, resolved, and with nothing of the raw text.

    ``senders`` are all that may be used, an empty text where none was named and one is needed; ``acts_at_ms`` is when
    the call acts, which a schedule puts off; ``documents`` are URLs whose answers say what happens next, and
    ``is_free_document`` tells of one in the request that could reach others; ``people`` are as many as counts of calls
    take it for; ``where`` is the path of what the catalogue does not describe; ``has_links`` tells that the text was
    searched for links, and ``chars`` how long it was where it is not kept. Units: ``cost_micros`` in millionths of
    a dollar, None where nobody can tell.
    """

    operation: str
    area: str
    action: str
    needs: int
    now_ms: int
    acts_at_ms: int
    account_sid: str = ""
    is_own_account: bool = True
    gives_credentials: bool = False
    is_operators: bool = False
    reaches: bool = False
    recipients: tuple[Reached, ...] = ()
    senders: tuple[str, ...] = ()
    service_sid: str = ""
    body: str = ""
    links: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    is_free_document: bool = False
    cost_micros: int | None = 0
    spends: bool = False
    people: int = 1
    where: Where | None = None
    chars: int = 0
    has_links: bool = False

    def replace(self, **changes: Any) -> Facts:
        """Return the facts with some of them changed."""
        return msgspec.structs.replace(self, **changes)

    def plan(self, policy: Policy) -> Plan:
        """Return what of a policy is for the call."""
        return plan_of(policy, self.operation, self.area, self.action, is_costly=self.reaches or self.spends)


def without_words(facts: Facts) -> Facts:
    """Return facts without what a call said: of its text the length, and of its URLs the hosts."""
    body, links, urls, documents = facts.body, facts.links, facts.urls, facts.documents
    if links or urls or documents:
        links, urls, documents = _origins(links), _origins(urls), _origins(documents)
    elif not body:
        return facts
    return msgspec.structs.replace(facts, body="", chars=len(body), links=links, urls=urls, documents=documents)


def _origins(urls: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(["/".join(url.split("/", 3)[:3]) for url in urls])
