"""Words that recipients send to stop, start again, or get help. Source: reference 02, section 12."""

from __future__ import annotations

from enum import StrEnum

from cordboard.messaging.service import OptOut


class Keyword(StrEnum):
    """What a recipient asked for; the values are those of the OptOutType parameter."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_STOP = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT")
_START, _TOLL_FREE_START = ("START", "YES", "UNSTOP"), ("START", "UNSTOP")
_HELP = ("HELP", "INFO")
# Ours: the reference gives no confirmed text for long codes.
REPLIES = {
    Keyword.STOP: "You are unsubscribed and will get no more messages from this number. Reply START to get them again.",
    Keyword.START: "You are subscribed again to messages from this number. Reply HELP for help, STOP to unsubscribe.",
    Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword_of(body: str, *, is_toll_free: bool, own: OptOut | None = None) -> Keyword | None:
    """Return what a message asks for, if its whole body is one of the words.

    A service's own words stand in the place of the usual ones; the three that carriers reserve go on to count.
    """
    word = body.strip().upper()
    if own is not None:
        words = {Keyword.STOP: own.stop or _STOP, Keyword.START: own.start or _START, Keyword.HELP: own.help or _HELP}
        return next((each for each, known in words.items() if word == each.value or word in known), None)
    if word in _STOP:
        return Keyword.STOP
    if word in (_TOLL_FREE_START if is_toll_free else _START):
        return Keyword.START
    return Keyword.HELP if word in _HELP else None


def reply_to(keyword: Keyword, own: OptOut | None) -> str:
    """Return what is answered; nothing where a service wants no answer."""
    if own is None:
        return REPLIES[keyword]
    given = {Keyword.STOP: own.stop_reply, Keyword.START: own.start_reply, Keyword.HELP: own.help_reply}[keyword]
    return REPLIES[keyword] if given is None else given
