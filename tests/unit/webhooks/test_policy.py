"""Destinations: what the address registries of IANA call private is private here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.webhooks.policy import DestinationPolicy

STRICT, LENIENT = DestinationPolicy(allow_private=False), DestinationPolicy(allow_private=True)

PUBLIC = ["1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.0", "2606:4700:4700::1111", "2a00:1450:4001::1"]
# RFC 6890 and its updates, one of each block; and the other spellings of an IPv4 address inside an IPv6 one.
PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",  # RFC 6598
    "192.0.2.1",  # RFC 5737
    "198.18.0.1",  # RFC 2544
    "203.0.113.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "fc00::1",  # RFC 4193
    "fd12:3456:789a::1",
    "fec0::1",  # RFC 3879: site-local, deprecated and still not global
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",  # RFC 4291 section 2.5.5.1: IPv4-compatible, deprecated
    "2002:7f00:1::",  # RFC 3056: 6to4 of 127.0.0.1
    "64:ff9b::7f00:1",  # RFC 6052: NAT64 of 127.0.0.1
    "64:ff9b:1::7f00:1",  # RFC 8215: NAT64 for local use
]
NEVER = [
    "169.254.169.254",
    "169.254.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "239.255.255.255",
    "::",
    "fe80::1",
    "ff02::1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",  # the metadata of Amazon EC2 over IPv6
    "fd20:ce::254",  # of Google Compute Engine
    "100.100.100.200",  # of Alibaba Cloud
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert STRICT.refusal(address) is None
    assert LENIENT.refusal(address) is None


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_unless_the_setting_allows_it(address: str) -> None:
    assert "--webhook-private" in (STRICT.refusal(address) or "")
    assert LENIENT.refusal(address) is None


@pytest.mark.parametrize("address", NEVER)
def test_where_no_application_lives_is_refused_whatever_the_setting(address: str) -> None:
    assert STRICT.refusal(address) is not None
    assert LENIENT.refusal(address) is not None


@pytest.mark.parametrize("address", ["fe80::1%eth0", "fe80::1%2"])
def test_a_zone_does_not_hide_an_address(address: str) -> None:
    assert LENIENT.refusal(address) is not None


@given(st.ip_addresses())
def test_what_the_strict_setting_allows_the_lenient_one_allows_too(address: object) -> None:
    assert STRICT.refusal(str(address)) is not None or LENIENT.refusal(str(address)) is None


@given(st.ip_addresses(v=4, network="127.0.0.0/8"), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_no_spelling_of_loopback_is_public(address: object, spelling: str) -> None:
    assert STRICT.refusal(str(address)) is not None
    assert STRICT.refusal(spelling.format(address)) is not None
