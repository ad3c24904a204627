"""The verbs of operations, from what was done to what was wanted: `sent` and `send`."""

from __future__ import annotations

import re
from functools import lru_cache

INFINITIVES = {
    "acted": "act",
    "added": "add",
    "asked": "ask",
    "assigned": "assign",
    "began": "begin",
    "bought": "buy",
    "called": "call",
    "canceled": "cancel",
    "changed": "change",
    "compared": "compare",
    "decided": "decide",
    "deleted": "delete",
    "ended": "end",
    "exported": "export",
    "forgot": "forget",
    "gave": "give",
    "granted": "grant",
    "kept": "keep",
    "let": "let",
    "listed": "list",
    "looked": "look",
    "made": "make",
    "moved": "move",
    "named": "name",
    "noted": "note",
    "opened": "open",
    "overrode": "override",
    "put": "put",
    "read": "read",
    "redacted": "redact",
    "registered": "register",
    "released": "release",
    "renamed": "rename",
    "revoked": "revoke",
    "said": "say",
    "searched": "search",
    "sent": "send",
    "set": "set",
    "showed": "show",
    "started": "start",
    "stopped": "stop",
    "submitted": "submit",
    "subscribed": "subscribe",
    "switched": "switch",
    "took": "take",
    "typed": "type",
    "validated": "validate",
    "watched": "watch",
    "went": "go",
    "wrote": "write",
}
_VERB = re.compile(r"(?:^|(?<=\bor )|(?<=\band ))[a-z]+")


@lru_cache(maxsize=4096)
def infinitive(says: str) -> str:
    """Return the words of an operation as they stand behind "to"; a verb that the table does not have stays."""
    return _VERB.sub(lambda found: INFINITIVES.get(found[0], found[0]), says)
