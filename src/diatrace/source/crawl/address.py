"""Which addresses are the same, which lead nowhere, and which machines are not to be asked."""

from __future__ import annotations

import errno
import hashlib
import ipaddress
import re
import socket
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from diatrace.actor.lru import lru_of, url_of

LONGEST: Final = 2_000
"""Characters of an address beyond which it is not followed."""

_SESSION: Final = re.compile(
    r"(?:;jsessionid=[^|?&;]*|(?<=[?&:])(?:phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid|oscsid|zenid"
    r"|cfid|cftoken)=[^&|]*&?)",
    re.IGNORECASE,
)
_DEEPEST, _REPEATED, _PARAMETERS = 20, 3, 12
_DATED: Final = re.compile(
    r"(?<!\d)([1-3]\d{3})(?:[-/_.](?:0?[1-9]|1[0-2])(?!\d)|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
    r"|(?:year|annee)=([1-3]\d{3})(?!\d)",
    re.IGNORECASE,
)
_CALENDAR: Final = re.compile(
    r"calend|agenda|[?&/](?:events?|date|day|week|month|year|mois|jour|annee|semaine|ical)(?=[=/?&_-]|$)",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_EARLIEST, _AHEAD = 1990, 2


class Address(NamedTuple):
    """An address in its normal form, and the key it is known by."""

    key: int
    url: str
    host: str


def key_of(url: str) -> int:
    """Return the key of an address, the same for all writings and sessions; raise ValueError where it is none."""
    lru = lru_of(url)
    if "=" in lru and _SESSION.search(lru):
        lru = _SESSION.sub("", lru).replace("&|", "|").replace("q:|", "")
    return int.from_bytes(hashlib.blake2b(lru.encode(), digest_size=8).digest(), "little", signed=True)


def address_of(url: str) -> Address:
    """Return an address in its normal form; raise ValueError where it is none."""
    normal = url_of(lru_of(url))
    return Address(key_of(url), normal, normal.split("/", 3)[2])


def trap_of(url: str) -> str:
    """Return why an address is not to be followed: one of those that machines make without end; else nothing."""
    if len(url) > LONGEST:
        return f"address longer than {LONGEST:,} characters"
    parts = urlsplit(url)
    segments = [each for each in parts.path.split("/") if each]
    if len(segments) > _DEEPEST:
        return f"path of more than {_DEEPEST} parts"
    if len(segments) > _REPEATED and max(Counter(segments).values()) > _REPEATED:
        return "path that repeats itself"
    if parts.query.count("&") >= _PARAMETERS and len(parse_qsl(parts.query)) > _PARAMETERS:
        return f"more than {_PARAMETERS} parameters"
    if is_calendar(url) and (dated := _DATED.search(f"{parts.path}?{parts.query}")):
        year = int(dated[1] or dated[2])
        if not _EARLIEST <= year <= datetime.now(UTC).year + _AHEAD:
            return "calendar that goes on for ever"
    return ""


def is_calendar(url: str) -> bool:
    """Say whether an address looks like the page of a calendar."""
    return _CALENDAR.search(url, len("https://")) is not None


def shape_of(url: str) -> str:
    """Return an address with every number in it the same, as those of one calendar are."""
    return _DIGITS.sub("0", url)


def is_private(host: str) -> bool:
    """Say whether an IP address is of this machine, of a local network, or otherwise not of the open internet."""
    ip = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            ip = inner
    return not ip.is_global or ip.is_multicast


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64)."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


def open_only(info: tuple[Any, ...]) -> socket.socket:
    """Return a socket for an address about to be connected to; raise PermissionError where it is private.

    This is asked of every connection, after the name was resolved, whatever led there.
    """
    family, kind, protocol, _, where = info
    if is_private(str(where[0])):
        raise PermissionError(errno.EACCES, f"private address {where[0]} refused")
    return socket.socket(family, kind, protocol)
