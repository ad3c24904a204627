"""The record of a call for the request log, made when it is closed."""

from __future__ import annotations

from cordboard.access.call import Call, told_of
from cordboard.access.facts import without_words
from cordboard.access.record import Record
from cordboard.catalogue.sentence import UNKNOWN_PATH

# What a record keeps of what a caller may make as long as it likes.
MAX_PATH_CHARS, MAX_NAME_CHARS, MAX_UNKNOWN = 500, 100, 20


def record_of(call: Call, name: str, sid: str, at_ms: int, micros: int) -> Record:
    """Return the record of a call; ``name`` is that of its agent, if one called. Units: ``micros`` in microseconds."""
    bound, principal, answer, request = call.exchange.bound, call.principal, call.answer, call.request
    account_sid = principal.account_sid if principal else ""
    return Record(
        sid,
        at_ms,
        principal.credential_sid if principal else "",
        call.account.sid if call.account is not None else account_sid,
        bound.operation.name if bound else "",
        bound.operation.area if bound else "",
        request.method,
        request.path[:MAX_PATH_CHARS],
        call.decision,
        answer.status if answer else 500,
        call.code,
        micros,
        bound.operation.says if bound else UNKNOWN_PATH,
        call.told if call.told is not None else told_of(call, bound.facts) if bound and bound.facts else (),
        tuple([name[:MAX_NAME_CHARS] for name in call.unknown[:MAX_UNKNOWN]]) if call.unknown else (),
        name,
        call.ruling.decision.reason if call.ruling else "",
        without_words(call.ruling.facts) if call.ruling and call.ruling.facts else None,
        request.channel.value,
    )
