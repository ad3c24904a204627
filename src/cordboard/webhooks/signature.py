"""The signature of a web hook, which the official validators check.

Source: reference 03, section 3; twilio.com/docs/usage/security.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

# Cut by hand: taking a URL apart and putting it together again would drop the question mark of an empty query.
_USER = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?]*@")


def signed_url(url: str) -> str:
    """Return the URL as it is signed: without fragment and without user and password."""
    return _USER.sub(r"\1", url.partition("#")[0])


def signature(auth_token: str, url: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
    """Return the X-Twilio-Signature of a request: its URL, and the parameters of a POST."""
    text = signed_url(url) + "".join(name + value for name, value in sorted(set(parameters)))
    return base64.b64encode(hmac.digest(auth_token.encode(), text.encode(), hashlib.sha1)).decode()
