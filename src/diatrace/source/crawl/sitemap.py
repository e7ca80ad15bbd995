"""Sitemaps: the addresses a site lists of itself, in XML (a list, or a list of lists) or plain text."""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

from diatrace.source.charset import decoded

LIMIT: Final = 50_000
"""Addresses taken of one sitemap, which may hold no more."""

_LOCATION: Final = re.compile(r"<(?:\w+:)?loc\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,4000})")
_INDEX: Final = re.compile(r"<(?:\w+:)?sitemapindex[\s>]")


class Sitemap(NamedTuple):
    """What a sitemap lists: pages, and further sitemaps."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def read(body: bytes) -> Sitemap:
    """Read a sitemap in whatever state; what is neither XML nor addresses lists nothing."""
    text = decoded(body)
    if "<" not in text[:1000]:
        lines = (line.strip() for line in text.splitlines()[:LIMIT])
        return Sitemap(tuple(each for each in lines if each.startswith(("http://", "https://"))), ())
    listed = []
    for found in _LOCATION.finditer(text):
        listed.append(html.unescape(found[1]).strip())
        if len(listed) == LIMIT:
            break
    return Sitemap((), tuple(listed)) if _INDEX.search(text) else Sitemap(tuple(listed), ())
