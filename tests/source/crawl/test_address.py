"""Which addresses are one, which are traps, which machines are private."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.crawl.address import (
    address_of,
    is_calendar,
    is_private,
    key_of,
    open_only,
    shape_of,
    trap_of,
)

YEAR = datetime.now(UTC).year


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.test", "http://a.test/"),
        ("http://A.test/x#part", "http://a.test:80/x"),
        ("http://a.test/é", "http://a.test/%c3%a9"),
        ("http://a.test/x;jsessionid=AB12", "http://a.test/x"),
        ("http://a.test/x?PHPSESSID=1&b=2", "http://a.test/x?PHPSESSID=9&b=2"),
        ("http://a.test/x?sid=12", "http://a.test/x"),
        ("http://a.test/x?b=2&sid=12", "http://a.test/x?b=2"),
        ("http://bücher.test/", "http://xn--bcher-kva.test/"),
    ],
)
def test_writings_of_one_address(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.test/", "https://a.test/"),
        ("http://a.test/x", "http://a.test/X"),
        ("http://a.test/?side=1", "http://a.test/?side=2"),
        ("http://a.test/?id=1", "http://a.test/?id=2"),
    ],
)
def test_different_addresses(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@given(st.from_regex(r"https?://[a-z]{1,5}\.test(/[a-zé %?=&.;-]{0,20})?", fullmatch=True))
def test_the_normal_form_is_its_own_normal_form(url: str) -> None:
    found = address_of(url)
    assert address_of(found.url) == found
    assert found.url.isascii()
    assert " " not in found.url
    assert -(2**63) <= found.key < 2**63


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a.test/" + "x" * 1_987, "address longer than 2,000 characters"),
        ("http://a.test/" + "/".join(map(str, range(21))), "path of more than 20 parts"),
        ("http://a.test/a/b/a/b/a/b/a/", "path that repeats itself"),
        ("http://a.test/?" + "&".join(f"p{each}=1" for each in range(13)), "more than 12 parameters"),
        ("http://a.test/calendar/1066/10/", "calendar that goes on for ever"),
        (f"http://a.test/agenda?month={YEAR + 3}-01", "calendar that goes on for ever"),
        (f"http://a.test/?year={YEAR + 9}&month=2", "calendar that goes on for ever"),
        (f"http://a.test/events/{YEAR + 3}0101", "calendar that goes on for ever"),
    ],
)
def test_traps(url: str, reason: str) -> None:
    assert trap_of(url) == reason


@pytest.mark.parametrize(
    "url",
    [
        "http://a.test/",
        "http://a.test/a/b/a/b/a/b/",
        "http://a.test/events/12345",
        f"http://a.test/calendar/{YEAR}/11/",
        "http://a.test/articles/1066/10/",
        "http://a.test/?" + "&".join(f"p{each}=1" for each in range(12)),
        "http://a.test/" + "x" * 1_900,
    ],
)
def test_what_is_no_trap(url: str) -> None:
    assert trap_of(url) == ""


def test_the_pages_of_a_calendar_have_one_shape() -> None:
    assert is_calendar("http://a.test/calendar/2026/11/")
    assert not is_calendar("http://agenda.test/x"[:7] + "a.test/x")
    assert shape_of("http://a.test/calendar/2026/11/") == shape_of("http://a.test/calendar/1/2/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "240.0.0.1",
    ],
)  # fmt: skip
def test_private_machines(host: str) -> None:
    assert is_private(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with pytest.raises(PermissionError, match="private address"):
        open_only((family, socket.SOCK_STREAM, 0, "", (host, 80)))


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "193.0.6.139", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_open_machines(host: str) -> None:
    assert not is_private(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    open_only((family, socket.SOCK_STREAM, 0, "", (host, 80))).close()
