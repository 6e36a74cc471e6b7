"""Web addresses as people and servers write them, and which places may be asked for."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import idna

from textnn.errors import UserError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 2000
"""Characters of an address."""

PORTS = {"http": 80, "https": 443}
"""Schemes that are followed, and the only port of each that is asked by default."""

_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#]|$)")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)$")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SAFE = "/%:@!$&'()*+,;=~?[]"

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_WORLD6 = ipaddress.IPv6Network("2000::/3")
_ODD4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
)  # fmt: skip
_ODD6 = tuple(
    ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""Places that are no place of the public internet: private, local, shared, for documents, for
tests, multicast, reserved, or tunnels to any of these. Written out, because what the standard
library counts as global differs from one Python to the next."""


def is_public(ip: IP) -> bool:
    """Whether ``ip`` is a single place of the public internet.

    >>> is_public(ipaddress.ip_address("127.0.0.1")), is_public(ipaddress.ip_address("8.8.8.8"))
    (False, True)
    """
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        return ip in _WORLD6 and ip.is_global and not any(ip in net for net in _ODD6)
    return ip.is_global and not any(ip in net for net in _ODD4)


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart.

    Attributes:
        scheme: ``"http"`` or ``"https"``.
        host: a name in ASCII (IDNA) without a dot at its end, or an IP address.
        port: where it is asked.
        target: path and query, in ASCII.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address and in the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(text: str) -> Address:
    """The address in ``text``; ``https://`` is added where a name stands alone.

    Every form that two programs could read differently is refused: backslashes, control
    characters, a user name, numbers that are no plain IP address.

    Raises:
        UserError: ``bad-address``, or ``other-scheme``: neither http nor https.
    """
    text = text.strip()
    if len(text) > LONGEST or not text.isprintable() or set(text) & set(' \\<>"^`{|}'):
        raise UserError("bad-address")
    if _BARE.match(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UserError("bad-address") from error
    if parts.scheme and parts.scheme not in PORTS:
        raise UserError("other-scheme", scheme=parts.scheme[:20])
    if not parts.scheme or "@" in parts.netloc or port == 0:
        raise UserError("bad-address")
    target = quote(parts.path or "/", safe=_SAFE)
    if parts.query:
        target += f"?{quote(parts.query, safe=_SAFE)}"
    return Address(parts.scheme, _host(parts.netloc), port or PORTS[parts.scheme], target)


def _host(authority: str) -> str:
    if authority.startswith("["):
        inside, bracket, _ = authority[1:].partition("]")
        try:
            return str(ipaddress.IPv6Address(inside if bracket and "%" not in inside else ""))
        except ValueError as error:
            raise UserError("bad-address") from error
    name = authority.rpartition(":")[0] if ":" in authority else authority
    try:
        host = idna.encode(name.removesuffix("."), uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        host = name.removesuffix(".").lower()  # a name with "_", which some servers have
        if not host.isascii():
            raise UserError("bad-address") from error
    labels = host.split(".")
    if len(host) > 253 or not all(map(_NAME.fullmatch, labels)):
        raise UserError("bad-address")
    if not _NUMERIC.match(labels[-1]):
        return host
    try:
        return str(ipaddress.IPv4Address(host))  # "127.1", "0x7f.1" and "2130706433" are none
    except ValueError as error:
        raise UserError("bad-address") from error
