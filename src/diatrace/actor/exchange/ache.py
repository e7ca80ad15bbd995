"""Training folders for the focused crawler ACHE: `positive` and `negative` pages, and the addresses to begin at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import quote

NAME: Final = "ache"
TITLE: Final = "ACHE training folder"
SEEDS: Final = "seeds.txt"

_LONGEST: Final = 150
"""Characters a file name may have, so that every file system takes it."""


class Page(NamedTuple):
    """A page to learn from: its address, its HTML, whether it is relevant."""

    url: str
    html: bytes
    relevant: bool


def files(pages: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a training folder (path in it, bytes), pages as they come and the seeds last.

    Relevant pages are the seeds. No two files have names that differ in capitals only.
    """
    taken: set[str] = set()
    seeds: dict[str, None] = {}
    for page in pages:
        folder = "positive" if page.relevant else "negative"
        name = _name(page.url, folder, taken)
        taken.add(f"{folder}/{name}".lower())
        if page.relevant:
            seeds.setdefault(" ".join(page.url.split()))
        yield f"{folder}/{name}", page.html
    yield SEEDS, "".join(f"{each}\n" for each in seeds).encode(errors="replace")


def _name(url: str, folder: str, taken: set[str]) -> str:
    """Return the address as a file name; what is too long or taken gets a digest and a number."""
    plain = quote(url, safe="", errors="replace").strip(".") or "page"
    digest = hashlib.blake2b(url.encode(errors="replace"), digest_size=8).hexdigest()
    name = plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 17]}-{digest}"
    number = 1
    while f"{folder}/{name}".lower() in taken:
        number += 1
        name = f"{plain[: _LONGEST - 30]}-{digest}-{number}"
    return name


def balance(positive: int, negative: int) -> str:
    """Return what ACHE's authors would say of the numbers of pages; nothing where they are near one to one."""
    if not positive or not negative:
        return "ACHE learns from pages of both kinds: there must be relevant and irrelevant ones"
    if negative > 5 * positive or positive > 5 * negative:
        return f"{positive:,} relevant to {negative:,} irrelevant pages: ACHE wants as many of each, or five to one"
    return ""
