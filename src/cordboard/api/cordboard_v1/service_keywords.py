"""The words by which a service's recipients opt out, in and ask for help: the original's Advanced Opt-Out.

Source: reference 02, section 12; the original sets them in its console.
"""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.cordboard_v1.surface import ANYTHING, SURFACE, TEXT, out
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import SidOf, Text
from cordboard.messaging.service import OptOut

INVALID = 90002
WORD, REPLY, MOST_WORDS = Text(34), Text(1600), 100
KEYWORDS = View(
    "ServiceKeywords",
    (
        out("stop", ANYTHING),
        out("start", ANYTHING),
        out("help", ANYTHING),
        out("stop_reply", TEXT),
        out("start_reply", TEXT),
        out("help_reply", TEXT),
    ),
)


@described
class ServiceOf:
    """Which service."""

    sid: str = path("Sid", SidOf(("MG",)), "The service.")


@described
class SetKeywords:
    """A service and its words; what is left out is as usual."""

    sid: str = path("Sid", SidOf(("MG",)), "The service.")
    stop: list[str] | None = param(
        "stop", WORD, "Words to opt out, besides STOP.", default=None, invalid=INVALID, many=True, most=MOST_WORDS
    )
    start: list[str] | None = param(
        "start", WORD, "Words to opt in, besides START.", default=None, invalid=INVALID, many=True, most=MOST_WORDS
    )
    help: list[str] | None = param(
        "help", WORD, "Words to ask for help, besides HELP.", default=None, invalid=INVALID, many=True, most=MOST_WORDS
    )
    stop_reply: str | None = param(
        "stop_reply", REPLY, "The answer to who opts out; empty is none.", default=None, invalid=INVALID
    )
    start_reply: str | None = param("start_reply", REPLY, "The answer to who opts in.", default=None, invalid=INVALID)
    help_reply: str | None = param("help_reply", REPLY, "The answer to HELP.", default=None, invalid=INVALID)


def _words(given: list[str] | None) -> tuple[str, ...]:
    return tuple(word.strip().upper() for word in given or () if word.strip())


SERVICE_KEYWORDS = Resource(SURFACE, "/services/{Sid}/keywords", view=KEYWORDS, by="")


@SERVICE_KEYWORDS.fetch("FetchServiceKeywords", says="read the keywords of messaging service {Sid}", given=ServiceOf)
async def fetch_keywords(call: Call, given: ServiceOf) -> OptOut:
    """Fetch the words of a service; empty lists stand for the usual ones."""
    return call.services.pools.service(call.account.sid, given.sid).opt_out or OptOut()


@SERVICE_KEYWORDS.update(
    "UpdateServiceKeywords", says="set the keywords of messaging service {Sid}", given=SetKeywords, method="PUT"
)
async def update_keywords(call: Call, given: SetKeywords) -> OptOut:
    """Set the words of a service; from then on its web hooks carry OptOutType."""
    service = call.services.pools.service(call.account.sid, given.sid)
    opt_out = OptOut(
        stop=_words(given.stop),
        start=_words(given.start),
        help=_words(given.help),
        stop_reply=given.stop_reply,
        start_reply=given.start_reply,
        help_reply=given.help_reply,
    )
    await call.services.pools.change(service, opt_out=opt_out)
    return opt_out
