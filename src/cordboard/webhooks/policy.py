"""Where web hooks may go. The address is judged after the name is resolved, and again at each redirect.

Source: OWASP, server-side request forgery; IANA special-purpose address registries (RFC 6890).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


def _networks(*texts: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in texts)


# Clouds keep their instances' credentials on link-local addresses, and on three others: those of Amazon EC2 and Google
# Compute Engine over IPv6, and of Alibaba Cloud. No application lives on any of them.
_NEVER = _networks("169.254.0.0/16", "fe80::/10", "224.0.0.0/4", "ff00::/8", "0.0.0.0/32", "::/128")
_NEVER += _networks("fd00:ec2::254/128", "fd20:ce::254/128", "100.100.100.200/32")
# Not global, whatever the standard library of this Python calls them: shared (RFC 6598), site-local (RFC 3879),
# IPv4-compatible (RFC 4291 section 2.5.5.1), NAT64 for local use (RFC 8215).
_PRIVATE = _networks("100.64.0.0/10", "fec0::/10", "::/96", "64:ff9b:1::/48")
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052


@dataclass(frozen=True, slots=True)
class DestinationPolicy:
    """Whether loopback and private addresses are allowed."""

    allow_private: bool

    def refusal(self, address: str) -> str | None:
        """Return why an address is refused, or None when it is allowed."""
        return _refusal(address.partition("%")[0], self.allow_private)


@lru_cache(maxsize=4096)
def _refusal(text: str, allow_private: bool) -> str | None:
    address = _unwrapped(ip_address(text))
    if any(address in network for network in _NEVER):
        return "the address is link-local, multicast, unspecified or a cloud's own, where no application lives"
    is_public = address.is_global and not any(address in network for network in _PRIVATE)
    if is_public or allow_private:
        return None
    return "the address is private; start with --webhook-private allow to let web hooks go there"


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address inside an IPv4-mapped, 6to4 or NAT64 one."""
    if not isinstance(address, IPv6Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
