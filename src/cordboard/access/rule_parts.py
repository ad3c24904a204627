"""What each part of a rule says of a call: a rule is compiled into its parts, and no other is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cordboard.access.check import Check
from cordboard.access.policy import Meter, Rule
from cordboard.base.phone import mask
from cordboard.base.text import segment

if TYPE_CHECKING:
    from cordboard.access.facts import Facts

ALONE_CHARS = 160  # no segment carries more characters (TS 23.040), so a longer text need not be counted
SID_CHARS = 34  # Source: https://www.twilio.com/docs/glossary/what-is-a-sid
UNKNOWN_COST = "nobody can tell beforehand what this costs"


def dollars(micros: int) -> str:
    """Write an amount as a person reads it."""
    return f"${micros / 1e6:g}"


class Counts(Protocol):
    """What was done before, as far as rules count it."""

    def wait_ms(self, rule: Rule, now_ms: int, people: int = 1) -> int:
        """Return how long to wait until the rate allows as many more, which it does at some time; 0 is now."""

    def used(self, meter: Meter, now_ms: int) -> tuple[int, int]:
        """Return the calls of this day or month and what they cost, in millionths of a dollar."""


Find = Callable[[Rule, "Facts", Counts], Iterator[Check]]
"""Finds what a part of a rule refuses."""


class Part(NamedTuple):
    """A part that rules may have."""

    is_in: Callable[[Rule], bool]
    find: Find


def _recipients(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    for address, country in facts.recipients if facts.reaches else ():
        if rule.to_deny is not None and (rule.to_deny.holds(address) or _is_nobody(address)):
            yield Check(False, f"{rule.at}.to.deny", "recipient", f"{mask(address)} is never to be reached")
        if rule.to_allow is not None and not rule.to_allow.holds(address):
            why = f"{mask(address)} is not among the recipients it may reach"
            yield Check(False, f"{rule.at}.to.allow", "recipient", why, "Add the recipient to the list.")
        if rule.countries is not None and country not in rule.countries:
            why = f"it may not reach {f'the country {country}' if country else 'what is in no country'}"
            fix = (
                f"Add {country} to the countries."
                if country
                else "Only numbers have a country: reach them in a rule apart."
            )
            yield Check(False, f"{rule.at}.to.countries", "country", why, fix)


def _is_nobody(address: str) -> bool:
    """Tell whether that is the id of something, behind which there may be anybody, also who is never to be reached."""
    return len(address) == SID_CHARS and address[:2].isalpha() and address[:2].isupper()


def _senders(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    senders = rule.senders
    if (
        senders is None
        or not facts.reaches
        or not facts.senders
        or (facts.service_sid and senders.holds(facts.service_sid))
    ):
        return  # what has no sender is, for instance, the change of a call
    for each in facts.senders:
        if not senders.holds(each):
            why = f"{mask(each) if each else 'the sender'} is not among the senders it may use"
            yield Check(False, f"{rule.at}.from", "sender", why, "Add it to from.")
            return


def documents(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    """Say whether documents may be named that say who is reached next."""
    if rule.any_document or not (facts.documents or facts.is_free_document):
        return
    at, fix = f"{rule.at}.urls", "List the hosts of trusted documents in urls.hosts, or set urls.documents to any."
    if facts.is_free_document:
        yield Check(False, at, "document", "the TwiML in the request could reach others or lead elsewhere", fix)
    if facts.documents and rule.url_hosts is None:
        yield Check(False, at, "document", "a document elsewhere would say who is reached next", fix)


def urls(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    """Say whether all URLs lead to hosts that may be named."""
    hosts = rule.url_hosts
    if hosts is not None and not all(hosts.holds(url) for url in (*facts.urls, *facts.documents)):
        why = "it names a URL on a host that is not among those it may use"
        yield Check(False, f"{rule.at}.urls.hosts", "url", why, "Add the host to urls.hosts.")


def _unlisted(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    if facts.where is not None and facts.spends:
        why = "nothing is known of what the call says, so the rule cannot be held"
        yield Check(False, rule.at, "unlisted", why, "Let the rule be for areas and not for any.")


def _content(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    if not facts.body:
        return
    if rule.longest_body is not None and len(facts.body) > rule.longest_body:
        why = f"the text has more than {rule.longest_body} characters"
        yield Check(False, f"{rule.at}.body.longest", "content", why, "Write less.")
    most = rule.most_segments
    if most is not None and (len(facts.body) > most * ALONE_CHARS or segment(facts.body).segments > most):
        yield Check(False, f"{rule.at}.body.max_segments", "content", f"the text takes more than {most} segments")
    for place, pattern in enumerate(rule.forbidden):
        if pattern.search(facts.body) is not None:
            at = f"{rule.at}.body.deny[{place}]"
            yield Check(False, at, "content", "the text has something forbidden in it")
    hosts = rule.link_hosts
    if hosts is not None and not all(hosts.holds(link) for link in facts.links):
        why = "the text links to a host that is not among those it may use"
        yield Check(False, f"{rule.at}.body.link_hosts", "content", why, "Add the host to link_hosts.")


def _hours(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    if rule.hours is not None and not rule.hours.holds(facts.acts_at_ms):
        why = f"this may only happen {rule.hours.text}"
        yield Check(False, f"{rule.at}.hours", "hours", why, "Repeat it within the hours.")


def _price(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    most_micros, cost = rule.per_call_micros, facts.cost_micros
    if cost is None:
        yield Check(False, f"{rule.at}.spend", "cost", UNKNOWN_COST)
    elif most_micros is not None and cost > most_micros:
        why = f"it would cost more than {dollars(most_micros)}"
        yield Check(False, f"{rule.at}.spend.per_call", "cost", why, "Raise per_call.")


def _rate(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    rate = rule.rate
    if rate is None:
        return
    if facts.people > rate.most:  # however long it waited
        why = f"it may do this {rate.text} at most, and this reaches {facts.people} at once"
        yield Check(False, f"{rule.at}.rate", "rate", why, "Reach fewer at a time.")
        return
    wait_ms = counts.wait_ms(rule, facts.now_ms, facts.people)
    if wait_ms:
        why = f"it may do this {rate.text} at most"
        yield Check(False, f"{rule.at}.rate", "rate", why, "Wait, and repeat it.", wait_ms=wait_ms)


def _has_content(rule: Rule) -> bool:
    limits = (rule.longest_body, rule.most_segments, rule.link_hosts)
    return bool(rule.forbidden) or any(each is not None for each in limits)


# In the order in which they decide.
PARTS = (
    Part(lambda rule: rule.restricts_people, _recipients),
    Part(lambda rule: rule.senders is not None, _senders),
    Part(lambda rule: rule.url_hosts is not None or rule.restricts_people, documents),
    Part(lambda rule: rule.url_hosts is not None, urls),
    Part(lambda rule: rule.reads_words, _unlisted),
    Part(_has_content, _content),
    Part(lambda rule: rule.hours is not None, _hours),
    Part(lambda rule: rule.per_call_micros is not None, _price),
    Part(lambda rule: rule.rate is not None, _rate),
)


def parts_of(rule: Rule) -> tuple[Find, ...]:
    """Return what the parts of a rule are asked with."""
    return tuple(part.find for part in PARTS if part.is_in(rule))
