"""Which addresses may be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import guard
from crawler.errors import AddressRefused

PRIVATE = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "0.1.2.3",
    "192.0.0.8", "198.18.0.1", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1", "240.0.0.1",
)  # fmt: skip
NEVER = (
    "169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "224.0.0.1", "ff02::1", "0.0.0.0", "::",
    "255.255.255.255",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_need_permission(address):
    assert guard.refusal(address, private=False)
    assert guard.refusal(address, private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_asked(address):
    assert guard.refusal(address, private=True)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "8.8.8.8"]
)
def test_public_addresses_are_asked(address):
    assert guard.refusal(address, private=False) is None


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "localhost", "printer.local"]
)
def test_a_private_host_is_known_in_every_spelling(host):
    with pytest.raises(AddressRefused):
        guard.check(f"http://{host}/x", private=False)


@given(st.ip_addresses())
def test_every_address_is_judged_and_permission_never_forbids(address):
    if guard.refusal(str(address), private=False) is None:
        assert guard.refusal(str(address), private=True) is None


@given(st.text(max_size=40))
def test_any_text_is_no_address_or_one(host):
    literal = guard.literal(host)
    assert literal is None or guard.refusal(literal, private=True) != "no IP address"
