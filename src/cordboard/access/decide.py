"""The decision: whether a policy lets a call pass, which setting says so, and in one sentence why.

Pure: it sees facts that were resolved before, and what was counted; it asks nobody and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cordboard.access.check import Check, Stop, level_check
from cordboard.access.facts import Facts
from cordboard.access.paths import judge_path
from cordboard.access.plan import Plan
from cordboard.access.policy import LEVEL_NAMES, Meter, Policy, Rate, Rule
from cordboard.base.phone import mask
from cordboard.base.text import segment


class Counts(Protocol):
    """What was done before, as far as rules count it."""

    def wait_ms(self, rule: Rule, now_ms: int, people: int = 1) -> int:
        """Return how long to wait until the rate allows as many more, which it does at some time; 0 is now."""

    def used(self, meter: Meter, now_ms: int) -> tuple[int, int]:
        """Return the calls of this day or month and what they cost, in millionths of a dollar."""


def decide(policy: Policy, facts: Facts, counts: Counts, stop: Stop | None = None, plan: Plan | None = None) -> Check:
    """Return the first check that refuses, else the one of the area's level; ``plan`` is that of the facts."""
    if stop is not None or policy.expires_ms is not None or not _is_usual(facts):
        for check in _before(policy, facts, stop):
            return check
    level = _access(policy, facts)
    if not level.passes:
        return level
    plan = plan or facts.plan(policy)
    for rule in plan.rules:
        for check in _refusals(rule, facts, counts):
            return check
    if facts.documents and plan.guards:
        for check in _led(plan, facts):
            return check
    if not plan.meters:
        return level
    for check in _counted(plan, facts, counts):
        return check
    return level


def checks(policy: Policy, facts: Facts, counts: Counts, stop: Stop | None = None) -> Iterator[Check]:
    """Say what every setting says that has a say, in the order in which they decide."""
    yield from _before(policy, facts, stop)
    yield _access(policy, facts)
    plan = facts.plan(policy)
    for rule in plan.rules:
        refusals = list(_refusals(rule, facts, counts))
        yield from refusals or [Check(True, rule.at, "rule", "")]
    yield from _led(plan, facts)
    yield from _counted(plan, facts, counts)


def _is_usual(facts: Facts) -> bool:
    """Tell whether a call is one that a policy can let pass at all, as nearly every one is."""
    return facts.is_own_account and not facts.is_operators and not facts.gives_credentials


def _before(policy: Policy, facts: Facts, stop: Stop | None) -> Iterator[Check]:
    """Say what refuses whatever the levels and rules say."""
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


def _access(policy: Policy, facts: Facts) -> Check:
    """Say what the level says: that of the area, or beyond the catalogue that of a path."""
    where = facts.where
    if where is None:
        return level_check(facts.area, policy.level(facts.area), facts.needs)
    found = judge_path(policy.paths, where, facts.needs)
    need = LEVEL_NAMES[facts.needs]
    fix = "" if where.fault else f'Add "{where.told}": {need} to paths.'
    reason = "path" if where.fault else "level"
    return Check(found.passes, found.at, reason, found.why, fix, LEVEL_NAMES[found.have], need)


def _refusals(rule: Rule, facts: Facts, counts: Counts) -> Iterator[Check]:
    if facts.reaches:
        if rule.restricts_people:
            yield from _recipients(rule, facts)
        yield from _senders(rule, facts)
    if (facts.documents or facts.is_free_document) and (rule.url_hosts is not None or rule.restricts_people):
        yield from _documents(rule, facts)
    if rule.url_hosts is not None:
        yield from _urls(rule, facts)
    if facts.where is not None and facts.spends and rule.reads_words:
        why = "nothing is known of what the call says, so the rule cannot be held"
        yield Check(False, rule.at, "unlisted", why, "Let the rule be for areas and not for any.")
    if facts.body:
        yield from _content(rule, facts)
    if rule.hours is not None and not rule.hours.holds(facts.acts_at_ms):
        why = f"this may only happen {rule.hours.text}"
        yield Check(False, f"{rule.at}.hours", "hours", why, "Repeat it within the hours.")
    if rule.per_call_micros is not None:
        yield from _price(rule, rule.per_call_micros, facts.cost_micros)
    if rule.rate is not None:
        yield from _rate(rule, rule.rate, facts, counts)


def _rate(rule: Rule, rate: Rate, facts: Facts, counts: Counts) -> Iterator[Check]:
    if facts.people > rate.most:  # however long it waited
        why = f"it may do this {rate.text} at most, and this reaches {facts.people} at once"
        yield Check(False, f"{rule.at}.rate", "rate", why, "Reach fewer at a time.")
        return
    wait_ms = counts.wait_ms(rule, facts.now_ms, facts.people)
    if wait_ms:
        why = f"it may do this {rate.text} at most"
        yield Check(False, f"{rule.at}.rate", "rate", why, "Wait, and repeat it.", wait_ms=wait_ms)


def _recipients(rule: Rule, facts: Facts) -> Iterator[Check]:
    for address, country in facts.recipients:
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


def _senders(rule: Rule, facts: Facts) -> Iterator[Check]:
    senders = rule.senders
    if senders is None or not facts.senders or (facts.service_sid and senders.holds(facts.service_sid)):
        return  # what has no sender is, for instance, the change of a call
    for each in facts.senders:
        if not senders.holds(each):
            why = f"{mask(each) if each else 'the sender'} is not among the senders it may use"
            yield Check(False, f"{rule.at}.from", "sender", why, "Add it to from.")
            return


def _led(plan: Plan, facts: Facts) -> Iterator[Check]:
    """Say which documents may not be set for what comes in, since whom those reach is judged by nobody."""
    if facts.documents:
        for rule in plan.guards:
            yield from _documents(rule, facts)
            yield from _urls(rule, facts)


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


def _price(rule: Rule, most_micros: int, cost: int | None) -> Iterator[Check]:
    if cost is None:
        yield Check(False, f"{rule.at}.spend", "cost", UNKNOWN_COST)
    elif cost > most_micros:
        why = f"it would cost more than {dollars(most_micros)}"
        yield Check(False, f"{rule.at}.spend.per_call", "cost", why, "Raise per_call.")


def _counted(plan: Plan, facts: Facts, counts: Counts) -> Iterator[Check]:
    """Say which counts are used up."""
    for meter in plan.meters:
        count, spent = counts.used(meter, facts.now_ms)
        if meter.most is not None and count + facts.people > meter.most:
            period = meter.period.value
            left = max(meter.most - count, 0)
            why = f"its {meter.most} of this {period} are used up" if not left else f"{left} of this {period} are left"
            yield Check(False, meter.most_at, "budget", why, f"Wait for the next {period}, or raise {meter.most_at}.")
        if meter.most_micros is None:
            continue
        if facts.cost_micros is None:
            yield Check(False, meter.spend_at, "cost", UNKNOWN_COST)
        elif facts.cost_micros and spent + facts.cost_micros > meter.most_micros:  # what is free passes all the same
            period = meter.period.value
            why = f"it would spend more than {dollars(meter.most_micros)} in this {period}"
            yield Check(False, meter.spend_at, "budget", why, f"Wait for the next {period}, or raise {meter.spend_at}.")


ALONE_CHARS = 160  # no segment carries more characters (TS 23.040), so a longer text need not be counted
SID_CHARS = 34  # Source: https://www.twilio.com/docs/glossary/what-is-a-sid
UNKNOWN_COST = "nobody can tell beforehand what this costs"


def dollars(micros: int) -> str:
    """Write an amount as a person reads it."""
    return f"${micros / 1e6:g}"
