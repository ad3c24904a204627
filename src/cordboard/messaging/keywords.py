"""Words that recipients send to stop, start again, or get help. Source: reference 02, section 12."""

from __future__ import annotations

from enum import StrEnum


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


def keyword_of(body: str, *, is_toll_free: bool) -> Keyword | None:
    """Return what a message asks for, if its whole body is one of the words."""
    word = body.strip().upper()
    if word in _STOP:
        return Keyword.STOP
    if word in (_TOLL_FREE_START if is_toll_free else _START):
        return Keyword.START
    return Keyword.HELP if word in _HELP else None
