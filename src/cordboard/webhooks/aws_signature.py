"""Signature Version 4 of Amazon's APIs, for a POST whose path is the root.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"


class Keys(NamedTuple):
    """Who asks: an access key, its secret, and the token of a session if it belongs to one."""

    access_key: str
    secret: str
    session_token: str = ""


class Scope(NamedTuple):
    """What a signature counts for: an instant such as 20150830T123600Z, a region and a service."""

    at: str
    region: str
    service: str

    @property
    def text(self) -> str:
        """Return the scope as it is signed."""
        return f"{self.at[:8]}/{self.region}/{self.service}/aws4_request"


def authorization(
    keys: Keys, scope: Scope, headers: Mapping[str, str], body: bytes, *, method: str = "POST", query: str = ""
) -> str:
    """Return the Authorization header; ``headers`` are those to sign, their names in lower case."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in sorted(headers))
    request = f"{method}\n/\n{query}\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    text = f"{ALGORITHM}\n{scope.at}\n{scope.text}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = b"AWS4" + keys.secret.encode()
    for part in scope.text.split("/"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    signed = hmac.digest(key, text.encode(), hashlib.sha256).hex()
    return f"{ALGORITHM} Credential={keys.access_key}/{scope.text}, SignedHeaders={names}, Signature={signed}"
