"""Which hosts are answered here, which never leave the machine, and how a place is written."""

from __future__ import annotations

import ipaddress
import re
from typing import Final, NamedTuple

OURS: Final = "twilio.com"
MAX_HOST_CHARS: Final = 253  # RFC 1035 §2.3.4: 255 octets on the wire, less the first length and the root
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"  # RFC 1123 §2.1, and the underscore that names in use have
_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_AUTHORITY: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:@/?#\s]+))(?::([0-9]{1,5}))?")


class Place(NamedTuple):
    """A host, in lower case and without the dot at its end, and a port."""

    host: str
    port: int

    @property
    def is_ours(self) -> bool:
        """Whether this server answers for it, in every region: `api.twilio.com`, `api.dublin.ie1.twilio.com`."""
        return self.host.endswith("." + OURS)

    @property
    def is_local(self) -> bool:
        """Whether it is this machine. Source: RFC 6761 §6.3 for names below `localhost`."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def place(authority: str, default_port: int | None = None) -> Place:
    """Read `host:port`. Raises: ValueError for what names no place, such as a port that there cannot be."""
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise ValueError("no host and port")
    address, name, digits = found.groups()
    port = int(digits) if digits else default_port
    if port is None or not 1 <= port <= 65535:
        raise ValueError("no port")
    if address:
        return Place(str(ipaddress.IPv6Address(address)), port)
    host = name.lower().removesuffix(".")
    if len(host) > MAX_HOST_CHARS or not _NAME.fullmatch(host):
        raise ValueError("no host")
    return Place(host, port)
