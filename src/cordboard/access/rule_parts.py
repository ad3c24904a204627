"""What each part of a rule says of a call: a rule is compiled into its parts, and no other is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from cordboard.access.check import Check
from cordboard.access.policy import Meter, Rule
from cordboard.base.phone import mask
from cordboard.base.text import segment

if TYPE_CHECKING:
    from cordboard.access.facts import Facts

ALONE_CHARS = 160  # what a segment alone carries, and none more. Source: TS 23.040
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


Find = Callable[["Facts", Counts], Iterable[Check]]
"""Says what a part of a rule refuses; each has a quick look first, since nearly every call is refused nothing."""
NOTHING: tuple[Check, ...] = ()
MINUTE_MS = 60_000


def _recipients(rule: Rule) -> Find | None:
    deny, allow, countries = rule.to_deny, rule.to_allow, rule.countries

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        for each in facts.recipients if facts.reaches else ():
            address = each.address
            if (
                (deny is not None and (deny.holds(address) or _is_nobody(address)))
                or (allow is not None and not allow.holds(address))
                or (countries is not None and each.country not in countries)
            ):
                return _barred(rule, facts)
        return NOTHING

    return find if rule.restricts_people else None


def _barred(rule: Rule, facts: Facts) -> Iterator[Check]:
    for each in facts.recipients:
        address, country = each.address, each.country
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


def _senders(rule: Rule) -> Find | None:
    senders = rule.senders
    if senders is None:
        return None
    holds = senders.holds

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        # What has no sender is, for instance, the change of a call.
        if not facts.reaches or (facts.service_sid and holds(facts.service_sid)):
            return NOTHING
        for each in facts.senders:
            if not holds(each):
                why = f"{mask(each) if each else 'the sender'} is not among the senders it may use"
                return (Check(False, f"{rule.at}.from", "sender", why, "Add it to from."),)
        return NOTHING

    return find


def documents(rule: Rule) -> Find | None:
    """Say whether documents may be named that say who is reached next."""

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        return _leading(rule, facts) if facts.documents or facts.is_free_document else NOTHING

    return find if (rule.url_hosts is not None or rule.restricts_people) and not rule.any_document else None


def _leading(rule: Rule, facts: Facts) -> Iterator[Check]:
    at, fix = f"{rule.at}.urls", "List the hosts of trusted documents in urls.hosts, or set urls.documents to any."
    if facts.is_free_document:
        yield Check(False, at, "document", "the TwiML in the request could reach others or lead elsewhere", fix)
    if facts.documents and rule.url_hosts is None:
        yield Check(False, at, "document", "a document elsewhere would say who is reached next", fix)


def urls(rule: Rule) -> Find | None:
    """Say whether all URLs lead to hosts that may be named."""
    hosts = rule.url_hosts
    if hosts is None:
        return None
    holds = hosts.holds

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        if all(map(holds, facts.urls)) and all(map(holds, facts.documents)):
            return NOTHING
        why = "it names a URL on a host that is not among those it may use"
        return (Check(False, f"{rule.at}.urls.hosts", "url", why, "Add the host to urls.hosts."),)

    return find


def _unlisted(rule: Rule) -> Find | None:
    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        if facts.where is None or not facts.spends:
            return NOTHING
        why = "nothing is known of what the call says, so the rule cannot be held"
        return (Check(False, rule.at, "unlisted", why, "Let the rule be for areas and not for any."),)

    return find if rule.reads_words else None


def _content(rule: Rule) -> Find | None:
    longest, most, forbidden, hosts = rule.longest_body, rule.most_segments, rule.forbidden, rule.link_hosts

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        body = facts.body
        if not body:
            return NOTHING
        if (
            (longest is not None and len(body) > longest)
            or (most is not None and _takes_more(body, most))
            or (hosts is not None and facts.links and not all(map(hosts.holds, facts.links)))
        ):
            return _worded(rule, facts)
        for pattern in forbidden:
            if pattern.search(body) is not None:
                return _worded(rule, facts)
        return NOTHING

    return find if forbidden or any(each is not None for each in (longest, most, hosts)) else None


def _takes_more(body: str, most: int) -> bool:
    # No segment carries more characters than one alone, so that a longer text need not be counted.
    return len(body) > most * ALONE_CHARS or segment(body).segments > most


def _worded(rule: Rule, facts: Facts) -> Iterator[Check]:
    if rule.longest_body is not None and len(facts.body) > rule.longest_body:
        why = f"the text has more than {rule.longest_body} characters"
        yield Check(False, f"{rule.at}.body.longest", "content", why, "Write less.")
    most = rule.most_segments
    if most is not None and _takes_more(facts.body, most):
        yield Check(False, f"{rule.at}.body.max_segments", "content", f"the text takes more than {most} segments")
    for place, pattern in enumerate(rule.forbidden):
        if pattern.search(facts.body) is not None:
            at = f"{rule.at}.body.deny[{place}]"
            yield Check(False, at, "content", "the text has something forbidden in it")
    hosts = rule.link_hosts
    if hosts is not None and not all(map(hosts.holds, facts.links)):
        why = "the text links to a host that is not among those it may use"
        yield Check(False, f"{rule.at}.body.link_hosts", "content", why, "Add the host to link_hosts.")


def _hours(rule: Rule) -> Find | None:
    hours = rule.hours
    if hours is None:
        return None
    # Hours begin and end with a minute, in every zone of today: what holds for one instant holds for its minute.
    seen: tuple[int, bool] = (-1, False)

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        nonlocal seen
        minute, holds = seen
        if minute != facts.acts_at_ms // MINUTE_MS:
            holds = hours.holds(facts.acts_at_ms)
            seen = facts.acts_at_ms // MINUTE_MS, holds
        if holds:
            return NOTHING
        why = f"this may only happen {hours.text}"
        return (Check(False, f"{rule.at}.hours", "hours", why, "Repeat it within the hours."),)

    return find


def _price(rule: Rule) -> Find | None:
    most_micros = rule.per_call_micros
    if most_micros is None:
        return None

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        cost = facts.cost_micros
        if cost is None:
            return (Check(False, f"{rule.at}.spend", "cost", UNKNOWN_COST),)
        if cost <= most_micros:
            return NOTHING
        why = f"it would cost more than {dollars(most_micros)}"
        return (Check(False, f"{rule.at}.spend.per_call", "cost", why, "Raise per_call."),)

    return find


def _rate(rule: Rule) -> Find | None:
    rate = rule.rate
    if rate is None:
        return None

    def find(facts: Facts, counts: Counts) -> Iterable[Check]:
        if facts.people > rate.most:  # however long it waited
            why = f"it may do this {rate.text} at most, and this reaches {facts.people} at once"
            return (Check(False, f"{rule.at}.rate", "rate", why, "Reach fewer at a time."),)
        wait_ms = counts.wait_ms(rule, facts.now_ms, facts.people)
        if not wait_ms:
            return NOTHING
        why = f"it may do this {rate.text} at most"
        return (Check(False, f"{rule.at}.rate", "rate", why, "Wait, and repeat it.", wait_ms=wait_ms),)

    return find


# In the order in which they decide.
PARTS = (_recipients, _senders, documents, urls, _unlisted, _content, _hours, _price, _rate)
USUAL_PARTS = tuple(part for part in PARTS if part not in (documents, _unlisted))
"""Those that a call which names no document and is in the catalogue can be refused by."""


def parts_of(rule: Rule, parts: Iterable[Callable[[Rule], Find | None]] = PARTS) -> tuple[Find, ...]:
    """Return what says what a rule refuses: that of each part that it has, in the order in which they decide."""
    return tuple(find for part in parts if (find := part(rule)) is not None)
