"""The decision: whether a policy lets a call pass, which setting says so, and in one sentence why.

Pure: it sees facts that were resolved before, and what was counted; it asks nobody and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from cordboard.access.policy import LEVEL_NAMES, OFF, Policy, Rule
from cordboard.base.phone import mask


class Reached(NamedTuple):
    """Somebody whom a call reaches: the address as the API returns it, and its country, empty for none."""

    address: str
    country: str


class Facts(NamedTuple):
    """A call as rules see it: parsed, resolved, and with nothing of the raw text.

    ``senders`` are all that may be used, an empty text where none was named and one is needed; ``acts_at_ms`` is when
    the call acts, which a schedule puts off; ``documents`` are URLs whose answers say what happens next, and
    ``is_free_document`` tells of one in the request that could reach others. Units: ``cost_micros`` in millionths of a
    dollar, None where nobody can tell.
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


class Counts(Protocol):
    """What was done before, as far as rules count it."""

    def wait_ms(self, rule: Rule, now_ms: int) -> int:
        """Return how long to wait until the rate allows one more; 0 is now."""

    def today(self, rule: Rule, now_ms: int) -> tuple[int, int]:
        """Return the calls of this day and what they cost, in millionths of a dollar."""


class Stop(NamedTuple):
    """A kill switch that is on: where it stands and what its owner said."""

    at: str
    reason: str


class Check(NamedTuple):
    """What one setting says: the words behind "because" when it refuses, and what would change that."""

    passes: bool
    rule: str
    reason: str
    why: str
    fix: str = ""
    have: str = ""
    need: str = ""
    wait_ms: int = 0


def decide(policy: Policy, facts: Facts, counts: Counts, stop: Stop | None = None) -> Check:
    """Return the first check that refuses, else the one of the area's level."""
    allowed: Check | None = None
    for check in checks(policy, facts, counts, stop):
        if not check.passes:
            return check
        if check.reason == "level":
            allowed = check
    assert allowed is not None  # noqa: S101 - the level is always checked
    return allowed


def applies(rule: Rule, operation: str, area: str, action: str) -> bool:
    """Tell whether a rule is for an operation."""
    scope = rule.scope
    return scope in ("any", area, operation) or (scope.endswith(action) and scope == f"{area}.{action}")


def checks(policy: Policy, facts: Facts, counts: Counts, stop: Stop | None = None) -> Iterator[Check]:
    """Say what every setting says that has a say, in the order in which they decide."""
    if stop is not None:
        why = f"it is switched off ({stop.reason})" if stop.reason else "it is switched off"
        yield Check(False, stop.at, "switched_off", why, "The operator switches it on again.")
    if policy.expires_ms is not None and facts.now_ms >= policy.expires_ms:
        yield Check(False, "expires", "expired", "its access has expired", "Set a later expires.")
    if facts.is_operators:
        yield Check(False, "areas", "operators", "this belongs to the operator, whatever the policy says")
    if not facts.is_own_account and facts.account_sid not in policy.accounts:
        why = "its access does not extend to this account"
        yield Check(False, "accounts", "account", why, f"Add {facts.account_sid} to accounts.")
    if facts.gives_credentials:
        why = "the answer would hold a credential that no policy limits, which no agent may have"
        yield Check(False, f"areas.{facts.area}", "credentials", why)
    yield _level(policy, facts)
    for rule in policy.rules:
        if applies(rule, facts.operation, facts.area, facts.action):
            yield from _rule(rule, facts, counts)


def _level(policy: Policy, facts: Facts) -> Check:
    have, area = policy.level(facts.area), facts.area
    has, needs = LEVEL_NAMES[have], LEVEL_NAMES[facts.needs]
    why = f"its access to {area} is {has}" + ("" if have >= facts.needs > OFF else f", and this needs {needs}")
    passes = have >= facts.needs > OFF
    return Check(passes, f"areas.{area}", "level", why, f"Set areas.{area} to {needs}.", has, needs)


def _rule(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    """Say what a rule refuses, else that it lets pass."""
    is_well = True
    for check in _refusals(rule, facts, counts):
        is_well = False
        yield check
    if is_well:
        yield Check(True, rule.at, "rule", "")


def _refusals(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    if facts.reaches:
        if rule.restricts_people:
            yield from _recipients(rule, facts)
        yield from _senders(rule, facts)
    if rule.url_hosts is not None or rule.restricts_people:
        yield from _documents(rule, facts)
        yield from _urls(rule, facts)
    if facts.body:
        yield from _content(rule, facts)
    if rule.hours is not None and not rule.hours.holds(facts.acts_at_ms):
        why = f"this may only happen {rule.hours.text}"
        yield Check(False, f"{rule.at}.hours", "hours", why, "Repeat it within the hours.")
    yield from _amounts(rule, facts, counts)


def _recipients(rule: Rule, facts: Facts) -> Iterator[Check]:
    for address, country in facts.recipients:
        if rule.to_deny is not None and rule.to_deny.holds(address):
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


def _senders(rule: Rule, facts: Facts) -> Iterator[Check]:
    senders = rule.senders
    if senders is None or not facts.senders or (facts.service_sid and senders.holds(facts.service_sid)):
        return  # what has no sender is, for instance, the change of a call
    for each in facts.senders:
        if not senders.holds(each):
            why = f"{mask(each) if each else 'the sender'} is not among the senders it may use"
            yield Check(False, f"{rule.at}.from", "sender", why, "Add it to from.")
            return


def _documents(rule: Rule, facts: Facts) -> Iterator[Check]:
    if rule.any_document:
        return
    at, fix = f"{rule.at}.urls", "List the hosts of trusted documents in urls.hosts, or set urls.documents to any."
    if facts.is_free_document:
        yield Check(False, at, "document", "the TwiML in the request could reach others or lead elsewhere", fix)
    if facts.documents and rule.url_hosts is None:
        yield Check(False, at, "document", "a document elsewhere would say who is reached next", fix)


def _urls(rule: Rule, facts: Facts) -> Iterator[Check]:
    hosts = rule.url_hosts
    if hosts is not None and not all(hosts.holds(url) for url in (*facts.urls, *facts.documents)):
        why = "it names a URL on a host that is not among those it may use"
        yield Check(False, f"{rule.at}.urls.hosts", "url", why, "Add the host to urls.hosts.")


def _content(rule: Rule, facts: Facts) -> Iterator[Check]:
    if rule.longest_body is not None and len(facts.body) > rule.longest_body:
        why = f"the text has more than {rule.longest_body} characters"
        yield Check(False, f"{rule.at}.body.longest", "content", why, "Write less.")
    for place, pattern in enumerate(rule.forbidden):
        if pattern.search(facts.body) is not None:
            at = f"{rule.at}.body.deny[{place}]"
            yield Check(False, at, "content", "the text has something forbidden in it")
    hosts = rule.link_hosts
    if hosts is not None and not all(hosts.holds(link) for link in facts.links):
        why = "the text links to a host that is not among those it may use"
        yield Check(False, f"{rule.at}.body.link_hosts", "content", why, "Add the host to link_hosts.")


def _amounts(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    cost = facts.cost_micros
    is_priced = rule.per_call_micros is not None or rule.per_day_micros is not None
    if is_priced and cost is None:
        yield Check(False, f"{rule.at}.spend", "cost", "nobody can tell beforehand what this costs")
        cost = 0
    spends = cost or 0
    if rule.per_call_micros is not None and spends > rule.per_call_micros:
        why = f"it would cost more than ${rule.per_call_micros / 1e6:g}"
        yield Check(False, f"{rule.at}.spend.per_call", "cost", why, "Raise per_call.")
    if rule.is_counted:
        yield from _day(rule, counts.today(rule, facts.now_ms), spends)
    wait_ms = counts.wait_ms(rule, facts.now_ms) if rule.rate is not None else 0
    if rule.rate is not None and wait_ms:
        why = f"it may do this {rule.rate.text} at most"
        yield Check(False, f"{rule.at}.rate", "rate", why, "Wait, and repeat it.", wait_ms=wait_ms)


def _day(rule: Rule, today: tuple[int, int], spends: int) -> Iterator[Check]:
    count, spent = today
    if rule.daily is not None and count >= rule.daily:
        why = f"its {rule.daily} of this day are used up"
        yield Check(False, f"{rule.at}.daily", "daily", why, "Wait for the next day, or raise daily.")
    if rule.per_day_micros is not None and spent + spends > rule.per_day_micros:
        why = f"it would spend more than ${rule.per_day_micros / 1e6:g} in this day"
        yield Check(False, f"{rule.at}.spend.per_day", "spend", why, "Wait for the next day, or raise per_day.")
