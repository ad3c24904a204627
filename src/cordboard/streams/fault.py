"""Why there is no web socket.

Source: https://www.twilio.com/docs/api/errors (31900 to 31924).
"""

from __future__ import annotations

POLICY = 90001
TIMEOUT, REFUSED, BROKEN, UNREACHABLE, TLS = 31901, 31902, 31903, 31904, 31910
HANDSHAKE, CLOSED, BAD_SCHEME, BAD_URL, PROTOCOL = 31920, 31921, 31922, 31923, 31924


class LineFault(Exception):
    """There is no connection, or none any more."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
