"""What may be fetched: which network addresses, how much, how long. Decisions only; no socket here.

Names are resolved by the downloader, which asks :func:`refusal` about every address *before* it connects
to exactly that address: a name that resolves anew to a private address (DNS rebinding) finds the same
door closed. A redirect is a request like any other and passes here again.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from crawler.errors import AddressRefused

Address = IPv4Address | IPv6Address

MEBIBYTE = 1024 * 1024

# Cloud machines answer there with credentials; no news site does, whatever a configuration says.
METADATA = frozenset(
    ip_address(text) for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254")
)
SHARED = (ip_network("100.64.0.0/10"), ip_network("192.0.0.0/24"), ip_network("198.18.0.0/15"))
NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
LOCAL_NAMES = (".local", ".internal", ".localhost", ".localdomain")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one response: bytes on the wire, bytes after decompression, seconds from request to end.

    ``cut`` takes the beginning of what is larger, which is refused otherwise.
    """

    wire: int
    body: int
    seconds: float = 12.0
    cut: bool = False


# A page of 3 MB is a monster, an article page has 90 KB; a sitemap may have 50 MB by its standard.
PAGE = Limits(wire=4 * MEBIBYTE, body=6 * MEBIBYTE)
FEED = Limits(wire=8 * MEBIBYTE, body=12 * MEBIBYTE)
SITEMAP = Limits(wire=52 * MEBIBYTE, body=52 * MEBIBYTE)
ROBOTS = Limits(wire=MEBIBYTE, body=MEBIBYTE, cut=True)
MAX_REDIRECTS = 6
MAX_URL = 2_000  # characters: longer ones are traps or searches


def embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries (mapped, 6to4, Teredo, NAT64), else itself."""
    if not isinstance(address, IPv6Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in NAT64) or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFFFFFF) if int(address) > 1 else address
    return address


def refusal(text: str, *, private: bool) -> str | None:
    """Why nothing may be fetched from an IP address, None where it may. ``private`` allows private ones."""
    try:
        address = embedded(ip_address(text.partition("%")[0]))
    except ValueError:
        return "no IP address"
    if address in METADATA:
        return "address of a metadata service"
    if address.is_multicast or address.is_unspecified or text == "255.255.255.255":
        return "address of no host"
    if private:
        return None
    return _private(address)


def _private(address: Address) -> str | None:
    if address.is_loopback:
        return "loopback address"
    if address.is_link_local:
        return "link-local address"
    if address.is_private or address.is_reserved or any(address in network for network in SHARED):
        return "private address"
    return None if address.is_global else "address that is not public"


def literal(host: str) -> str | None:
    """A host that is an IP address, in any spelling that a resolver takes ("127.1", "0x7f000001")."""
    bare = host.strip("[]")
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        return _old_spelling(bare)


def _old_spelling(host: str) -> str | None:
    """inet_aton's spellings: one to four numbers, decimal, octal or hexadecimal."""
    parts = host.split(".")
    if not 1 <= len(parts) <= 4 or not all(part[:1].isdigit() for part in parts):
        return None
    try:
        numbers = [
            int(p, 16) if p[:2].lower() == "0x" else int(p, 8 if p[0] == "0" and len(p) > 1 else 10)
            for p in parts
        ]
    except ValueError:
        return None
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number << (24 - 8 * place)
    return str(IPv4Address(value)) if value < 2**32 else None


def check(url: str, *, private: bool) -> None:
    """Raise :class:`AddressRefused` for an address that names a forbidden host by itself."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    numeric = literal(host)
    if numeric and (reason := refusal(numeric, private=private)):
        raise AddressRefused(host, reason)
    if not private and (host == "localhost" or host.endswith(LOCAL_NAMES)):
        raise AddressRefused(host, "name of a private host")
