"""Where web hooks may go. The address is judged after the name is resolved, and again at each redirect.

Source: OWASP, server-side request forgery; IANA special-purpose address registries (RFC 6890).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Clouds keep their instances' credentials on link-local addresses; no application lives there.
_NEVER = tuple(ip_network(each) for each in ("169.254.0.0/16", "fe80::/10", "224.0.0.0/4", "ff00::/8", "0.0.0.0/32"))
_CARRIER_GRADE = ip_network("100.64.0.0/10")  # RFC 6598


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
    if any(address in network for network in _NEVER if network.version == address.version):
        return "the address is link-local, multicast or unspecified, where no application lives"
    is_public = address.is_global and not (address.version == 4 and address in _CARRIER_GRADE)
    if is_public or allow_private:
        return None
    return "the address is private; start with --webhook-private allow to let web hooks go there"


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address inside an IPv4-mapped, 6to4 or NAT64 one."""
    if not isinstance(address, IPv6Address):
        return address
    if address in ip_network("64:ff9b::/96"):  # RFC 6052
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
