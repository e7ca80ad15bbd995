"""Addresses the other way round (LRU): from the general to the particular, so that a prefix is a site.

`https://www.example.co.uk:8080/forum/?id=2` is `s:https|t:8080|h:co.uk|h:example|h:www|p:forum|p:|q:id=2|`. Stems are
scheme, port (where it is not the usual one), the parts of the host with its public suffix as one stem, the parts of
the path, the query; each ends with a bar. A fragment is no part of a page's address and is dropped. The form is that
of Hyphe, so that prefixes can be exchanged; hosts are in ASCII (IDNA) and what is not ASCII is escaped, as browsers do.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import idna
from tldextract import TLDExtract

LONGEST: Final = 4_096
"""Characters beyond which an address is none that a person would follow."""

_PLAIN: Final = re.compile(
    r"(https?)://([a-z0-9.-]+)(/[A-Za-z0-9_.~!$&'()*+,;=:@/-]*)?(\?[A-Za-z0-9_.~!$&'()*+,;=:@/?-]*)?"
)
_USUAL_PORT: Final = {"http": 80, "https": 443}
_SAFE: Final = "!$&'()*+,;=:@%~-._"
_ESCAPE: Final = re.compile("%[0-9a-fA-F]{2}")
_DOTTED: Final = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")
_HOST: Final = re.compile(
    r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?|[0-9a-f:.]+"
)
_SUFFIXES: Final = TLDExtract(
    suffix_list_urls=(), cache_dir=None
)  # the list that comes with the package: no connection
_LETTERS: Final = {"s", "t", "h", "p", "q"}


def lru_of(url: str) -> str:
    """Return the LRU of an address; raise ValueError where it is none of the web (http or https with a host)."""
    plain = _PLAIN.fullmatch(url)
    if plain and len(url) <= LONGEST and "/." not in url:
        scheme, host, path, query = plain.groups()
        return f"s:{scheme}|{host_stems(host)}{_path_stems(path or '')}{f'q:{query[1:]}|' if query else ''}"
    return _careful(url)


def _careful(url: str) -> str:
    url = url.strip()
    if len(url) > LONGEST:
        raise ValueError("longer than an address is")
    parts = urlsplit(url.replace("\\", "/") if "\\" in url else url)
    scheme = parts.scheme.lower()
    if scheme not in _USUAL_PORT:
        raise ValueError(f"no web address: {url[:80]!r}")
    port = parts.port
    stems = f"s:{scheme}|" + (f"t:{port}|" if port and port != _USUAL_PORT[scheme] else "")
    stems += host_stems(_ascii_host(parts.hostname or ""))
    stems += _path_stems(_escaped(_without_dots(parts.path), "/"))
    return stems + (f"q:{_escaped(parts.query, '/?')}|" if parts.query else "")


def _ascii_host(host: str) -> str:
    host = host.lower().strip(".") if host else ""
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError:
            raise ValueError(f"no host name: {host[:80]!r}") from None
    if not host or len(host) > 253 or not _HOST.fullmatch(host):
        raise ValueError(f"no host name: {host[:80]!r}")
    return host


@lru_cache(maxsize=65_536)
def host_stems(host: str) -> str:
    """Return the stems of a host in ASCII: its public suffix as one, an IP address as one."""
    found = _SUFFIXES.extract_str(host.strip("."))
    if not found.suffix:
        bare = host.strip(".")
        if not bare:
            raise ValueError("no host name")
        return "".join(f"h:{each}|" for each in ([bare] if _is_ip(bare) else reversed(bare.split("."))))
    labels = [found.suffix, *([found.domain] if found.domain else []), *reversed(found.subdomain.split("."))]
    return "".join(f"h:{each}|" for each in labels if each)


def _is_ip(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _path_stems(path: str) -> str:
    if path in ("", "/"):
        return ""
    return "".join(f"p:{each}|" for each in path[1:].split("/"))


def _escaped(text: str, also: str) -> str:
    """Escape what an address may not hold; escapes that are there are kept, in capitals."""
    quoted = quote(text, safe=_SAFE + also, errors="replace")
    return _ESCAPE.sub(lambda found: found.group().upper(), quoted) if "%" in quoted else quoted


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` as browsers do (RFC 3986, 5.2.4)."""
    if not _DOTTED.search(path):
        return path
    kept: list[str] = []
    parts = path.split("/")
    for each in parts:
        if each == "..":
            if len(kept) > 1:
                kept.pop()
        elif each != ".":
            kept.append(each)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def stems(lru: str) -> list[str]:
    """Return the stems of an LRU, without their bars; raise ValueError where it is not one."""
    if not lru.endswith("|"):
        raise ValueError(f"no LRU: {lru[:80]!r}")
    found = lru[:-1].split("|")
    if found[0][:2] != "s:" or any(each[1:2] != ":" or each[0] not in _LETTERS for each in found):
        raise ValueError(f"no LRU: {lru[:80]!r}")
    return found


def url_of(lru: str) -> str:
    """Return the address of an LRU; raise ValueError where it is not one."""
    scheme, port, hosts, paths, query = "", "", [], [], None
    for each in stems(lru):
        letter, value = each[0], each[2:]
        if letter == "s":
            scheme = value
        elif letter == "t":
            port = f":{value}"
        elif letter == "h":
            hosts.append(value)
        elif letter == "p":
            paths.append(value)
        else:
            query = value
    host = ".".join(reversed(hosts))
    return (
        f"{scheme}://{f'[{host}]' if ':' in host else host}{port}/{'/'.join(paths)}"
        f"{'' if query is None else f'?{query}'}"
    )


def readable(lru: str) -> str:
    """Return an LRU as people write addresses: no scheme, hosts and escapes in their own script."""
    host, slash, rest = url_of(lru).partition("://")[2].partition("/")
    if "xn--" in host:
        with suppress(idna.IDNAError):
            host = idna.decode(host)
    return host + (slash + unquote(rest) if rest else "")
