"""The words that people use for what the catalogue calls by another name (data and its look-up)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

CONCEPTS = (
    # what is done
    "create make add new register place start open provision set up",
    "delete remove erase wipe revoke drop kick release cancel kill forget discard",
    "update change edit modify set rotate rename adjust configure",
    "list show all find browse history recent search which",
    "fetch get read check look see view status inspect retrieve download",
    "send deliver transmit dispatch shoot blast broadcast notify",
    "stop end hang cancel hangup terminate finish disconnect abort halt",
    "pause hold wait suspend",
    "mute silence quiet unmute",
    "schedule later tomorrow future delay reminder timed",
    "redact blank censor hide anonymize scrub",
    "buy purchase provision order acquire rent",
    "allow permit enable let grant whitelist",
    "block forbid deny ban disable prohibit blacklist",
    "approve accept confirm yes grant permission approval",
    "refuse reject decline deny denied turn down",
    "verify verification validate validation confirm validated verified",
    "move advance forward jump skip",
    "play audio sound mp3 music tone",
    "say speak speech voice talk announce tts spoken",
    "answer pick pickup respond reply",
    "forward redirect transfer route reroute point",
    "stream websocket socket live realtime",
    "failed failure fail error fault wrong broken problem issue bounce undelivered",
    # what it is done to
    "message sms text texts mms whatsapp chat messaging",
    "email mail mails emails inbox mailbox",
    "push notification popup device app mobile",
    "call phone dial ring telephone voice",
    "conference meeting group multiparty",
    "participant somebody someone attendee caller member speaker person",
    "key credential secret token apikey",
    "number did line phonenumber telephone",
    "available buyable inventory offer stock",
    "areacode area prefix local region",
    "account subaccount tenant project customer client",
    "recording record tape recorded wav",
    "transcription transcript transcribe caption subtitle",
    "price cost rate tariff pricing fee charge expensive",
    "balance credit money fund funds left",
    "usage spend spent consumption bill billing invoice limit",
    "webhook hook callback sink notified endpoint url server",
    "media picture image photo attachment file",
    "contact recipient customer people subscriber address",
    "audience segment group list",
    "bulk mass batch many blast broadcast thousand",
    "operation progress job",
    "template content wording reuse placeholder variable",
    "campaign brand a2p 10dlc registration",
    "carrier lookup mobile landline cell operator network",
    "payment pay card charge credit checkout",
    "queue hold wait line waiting enqueue",
    "digit dtmf keypad gather key collect press menu ivr input",
    "authentication login credential auth password username unauthorized 401",
    "country region geographic geo permission international abroad",
    "pool service rotation robin several senders",
    "sender from alphanumeric shortcode",
    "optout opted stop unsubscribe unsubscribed out",
    "spam filtered filter blocked",
    "trial unverified upgrade",
    "unreachable off switched reach unavailable",
    "agent bot ai assistant model robot",
    "policy rule allowed may permission limit",
    "audit log history trail did happened",
    "switch kill plug emergency off",
    "handset simulated fake test device phone",
    "clock time date now",
    "event subscription subscribe subscribed type",
    "month monthly",
    "day daily today",
)

_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ONE = re.compile("TwiML|WhatsApp|OpenAPI")  # words that are written with a hump, and in lower case by who asks
_LITTLE = (
    "a an and are as at be been but by can could do does doing done for from had has have her him his how i if in into "
    "is it its just me my no not of on or our over please so some than that the their them then there they this to too "
    "us want was we were what when while who why will with would you your"
)
_VOWEL = re.compile(r"[aeiouy]")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, names in camel case taken apart."""
    return _WORD.findall(_HUMP.sub(" ", _ONE.sub(_lower, text)).lower())


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of a text, little words left out."""
    return [stem(word) for word in words_of(text) if word not in IGNORED]


@lru_cache(maxsize=20_000)  # some 5,000 words are in the catalogue; questions may hold anything
def stem(word: str) -> str:
    """Return a word without its ending, so that sent messages and a message are one."""
    word = _singular(word)
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and _VOWEL.search(bare):
            word = bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "ls" else bare
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def concepts_of(stems: Iterable[str]) -> list[str]:
    """Return what stems mean, each meaning once."""
    return list(dict.fromkeys(concept for each in stems for concept in _BY_STEM.get(each, ())))


IGNORED = frozenset(_LITTLE.split())
_BY_STEM: dict[str, tuple[str, ...]] = {}
for _number, _group in enumerate(CONCEPTS):
    for _each in dict.fromkeys(stem(word) for word in _group.split()):
        _BY_STEM[_each] = (*_BY_STEM.get(_each, ()), str(_number))
