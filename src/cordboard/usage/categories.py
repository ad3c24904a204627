"""Usage categories: their words, units and how they add up.

What happens is counted once, at a category without children or at its parent where no child fits; the categories above
it add up what is below. Which category is above which is not published in full; the tree here is ours where the words
do not tell. Source: reference 08, usage categories.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cordboard.usage.words import WORDS

TOTAL: Final = "totalprice"


class Category(NamedTuple):
    """One category, and the units in which it is counted and billed."""

    word: str
    description: str
    count_unit: str
    usage_unit: str


# By the beginning of the word, the longest first that fits: what is counted, and what is billed.
_UNITS: Final = (
    ("totalprice", "", "usd"),
    ("sms", "messages", "segments"),
    ("mms", "messages", "messages"),
    ("channels", "messages", "messages"),
    ("rcs-messages", "messages", "messages"),
    ("usage-rcs", "messages", "messages"),
    ("calls", "calls", "minutes"),
    ("recordings", "recordings", "minutes"),
    ("transcriptions", "transcriptions", "minutes"),
    ("phonenumbers", "numbers", "numbers"),
    ("shortcodes", "numbers", "numbers"),
    ("calleridlookups", "lookups", "lookups"),
    ("carrier-lookups", "lookups", "lookups"),
    ("number-format-lookups", "lookups", "lookups"),
    ("sim-swap-lookups", "lookups", "lookups"),
    ("call-forwarding-lookups", "lookups", "lookups"),
    ("line-status-lookups", "lookups", "lookups"),
    ("lookup-identity-match", "lookups", "lookups"),
    ("reassigned-number", "lookups", "lookups"),
    ("sms-pumping-risk", "lookups", "lookups"),
    ("phone-quality-score-lookups", "lookups", "lookups"),
    ("lookups", "lookups", "lookups"),
    ("", "", ""),
)
_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "totalprice": "Total price",
    "sms": "SMS",
    "sms-inbound": "Inbound SMS",
    "sms-inbound-longcode": "Inbound SMS of long codes",
    "sms-inbound-shortcode": "Inbound SMS of short codes",
    "sms-inbound-tollfree": "Inbound SMS of toll-free numbers",
    "sms-outbound": "Outbound SMS",
    "sms-outbound-longcode": "Outbound SMS of long codes",
    "sms-outbound-shortcode": "Outbound SMS of short codes",
    "sms-outbound-tollfree": "Outbound SMS of toll-free numbers",
    "mms": "MMS",
    "mms-inbound": "Inbound MMS",
    "mms-outbound": "Outbound MMS",
    "calls": "Calls",
    "calls-inbound": "Inbound calls",
    "calls-outbound": "Outbound calls",
    "phonenumbers": "Phone numbers",
    "phonenumbers-local": "Local phone numbers",
    "phonenumbers-tollfree": "Toll-free phone numbers",
    "calleridlookups": "Caller name lookups",
}
# Each category with those right below it.
_CHILDREN: Final[Mapping[str, tuple[str, ...]]] = {
    "sms": ("sms-inbound", "sms-outbound"),
    "sms-inbound": ("sms-inbound-longcode", "sms-inbound-shortcode", "sms-inbound-tollfree"),
    "sms-outbound": ("sms-outbound-longcode", "sms-outbound-shortcode", "sms-outbound-tollfree"),
    "mms": ("mms-inbound", "mms-outbound"),
    "mms-inbound": ("mms-inbound-longcode", "mms-inbound-shortcode", "mms-inbound-toll-free"),
    "mms-outbound": ("mms-outbound-longcode", "mms-outbound-shortcode", "mms-outbound-tollfree"),
    "channels": ("channels-messaging", "channels-whatsapp"),
    "channels-messaging": ("channels-messaging-inbound", "channels-messaging-outbound"),
    "channels-whatsapp": ("channels-whatsapp-inbound", "channels-whatsapp-outbound"),
    "rcs-messages": ("usage-rcs-messages",),
    "usage-rcs-messages": ("usage-rcs-messages-inbound", "usage-rcs-basic-messages-outbound"),
    "calls": ("calls-inbound", "calls-outbound", "calls-sip", "calls-client"),
    "calls-inbound": ("calls-inbound-local", "calls-inbound-mobile", "calls-inbound-tollfree"),
    "calls-sip": ("calls-sip-inbound", "calls-sip-outbound"),
    "calleridlookups": ("calleridlookups-api", "calleridlookups-programmablevoice", "calleridlookups-trunking"),
    "lookups": (
        "number-format-lookups",
        "calleridlookups",
        "carrier-lookups",
        "sim-swap-lookups",
        "call-forwarding-lookups",
        "line-status-lookups",
        "lookup-identity-match",
        "reassigned-number",
        "sms-pumping-risk",
        "phone-quality-score-lookups",
    ),
    "phonenumbers": ("phonenumbers-local", "phonenumbers-mobile", "phonenumbers-tollfree"),
}


def _category(word: str) -> Category:
    count_unit, usage_unit = next((count, usage) for start, count, usage in _UNITS if word.startswith(start))
    return Category(word, _DESCRIPTIONS.get(word) or word.replace("-", " ").capitalize(), count_unit, usage_unit)


def _below(word: str) -> frozenset[str]:
    """Return a category and all that it adds up."""
    return frozenset({word}).union(*(_below(child) for child in _CHILDREN.get(word, ())))


CATEGORIES: Final[Mapping[str, Category]] = {word: _category(word) for word in sorted(WORDS)}
# What each category adds up; the total adds up everything, which needs no list.
PARTS: Final[Mapping[str, frozenset[str]]] = {word: _below(word) for word in CATEGORIES if word != TOTAL}
