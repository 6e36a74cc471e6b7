"""Addresses in every form, and which places are public."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.articles.makers import outcome
from textnn.articles.addresses import is_public, parse_address


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("https://jornal.com.br/a?b=1#c", "https://jornal.com.br/a?b=1"),
        ("  http://jornal.com.br \n", "http://jornal.com.br/"),
        ("jornal.com.br/notícia", "https://jornal.com.br/not%C3%ADcia"),
        ("jornal.com.br", "https://jornal.com.br/"),
        ("HTTPS://JORNAL.COM.BR./A", "https://jornal.com.br/A"),
        ("https://são-josé.com.br/", "https://xn--so-jos-3ta7c.com.br/"),
        ("https://jornal.com.br/a%20b?q=c%2Fd", "https://jornal.com.br/a%20b?q=c%2Fd"),
        ("https://meu_jornal.com.br/", "https://meu_jornal.com.br/"),
        ("http://jornal.com.br:80/", "http://jornal.com.br/"),
        ("https://jornal.com.br:80/", "https://jornal.com.br:80/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2001:4860:4860::8888]/", "http://[2001:4860:4860::8888]/"),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
    ],
)
def test_addresses_as_people_write_them(text: str, whole: str) -> None:
    assert str(parse_address(text)) == whole
    assert parse_address(str(parse_address(text))) == parse_address(text)


BAD = {
    "empty": "", "word": "notícia", "sentence": "leia jornal.com.br hoje", "no host": "http:///a",
    "user": "http://a@127.0.0.1/", "password": "http://a:b@jornal.com.br/",
    "other user": "http://jornal.com.br@127.0.0.1/", "backslash": "http://jornal.com.br\\@127.0.0.1/",
    "decimal": "http://2130706433/", "hex": "http://0x7f000001/", "octal": "http://0177.0.0.1/",
    "hex parts": "http://0x7f.0.0.1/", "short": "http://127.1/", "zero": "http://0/",
    "five": "http://127.0.0.1.1/", "big": "http://256.1.1.1/", "newline": "http://a.com/\r\nX: 1",
    "null": "http://a.com/\0", "tab": "http://a\t.com/", "space": "http://a .com/",
    "percent": "http://127.0.0.1%2f/", "brackets": "http://[::1/", "zone": "http://[fe80::1%25eth0]/",
    "port": "http://a.com:99999/", "port zero": "http://a.com:0/", "letters": "http://a.com:b/",
    "dots": "http://a..com/", "dot": "http://./", "hyphen": "http://-a.com/", "quote": 'http://a.com/"',
    "long": "http://a.com/" + "a" * 2000, "long label": f"http://{'a' * 64}.com/",
    "override": "http://a.com/\u202egpj", "zero width": "http://a\u200b.com/", "slash": "http://a／b.com/",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_forms_that_two_programs_could_read_differently(name: str) -> None:
    assert outcome(parse_address, BAD[name]) == "bad-address"


@pytest.mark.parametrize(
    "text",
    ["ftp://a.com/", "file:///etc/passwd", "gopher://a.com/", "data:text/html,oi", "javascript:x()",
     "ws://a.com/", "view-source:http://a.com/"],
)  # fmt: skip
def test_other_schemes(text: str) -> None:
    assert outcome(parse_address, text) == "other-scheme"


@given(st.text(max_size=60) | st.text("ht:/p@[].0x1a%\\ é?#", max_size=40).map("http://".__add__))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    if not outcome(parse_address, text):
        address = parse_address(text)
        assert address.authority.isascii()
        assert address.target.isascii()
        assert not set(address.target + address.host) & set(" \r\n\t\0\\")
        assert "@" not in address.authority


CLOSED = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1", "2001:0:808:808::1",
    "2001:db8::1", "2001:2::1", "2001:10::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
    "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1",
]  # fmt: skip
OPEN = [
    "8.8.8.8",
    "1.1.1.1",
    "200.160.2.3",
    "2001:4860:4860::8888",
    "2804:14d::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("ip", CLOSED)
def test_places_that_are_not_of_the_public_internet(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", OPEN)
def test_public_places(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_knows_not_to_be(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    tunnelled = ip in ipaddress.ip_network("64:ff9b::/96") if ip.version == 6 else False
    if is_public(ip) and not tunnelled:
        assert ip.is_global
        assert not any((ip.is_private, ip.is_loopback, ip.is_multicast, ip.is_link_local))
