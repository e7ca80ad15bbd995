"""What a crawl is asked to do, what it may know from before, and what became of it: all of it ready for JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from diatrace.actor.lru import lru_of
from diatrace.errors import Misuse

_CONTACT: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://[^\s/]+\.\S+")


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """A crawl: where it begins, how far it goes, how gently.

    `contact` is an e-mail address or a web page: it goes into the user agent, so that whoever runs a site can ask. A
    page is one answer kept, whatever its status; those of robots.txt and of sitemaps are not counted. `depth` counts
    links from a start page. Of what is neither HTML, PDF, text nor XML no more than `other_limit` bytes are kept, of
    the rest `body_limit`. `delay` is in seconds between the end of one answer and the next request to the same host.
    """

    starts: tuple[str, ...]
    contact: str
    depth: int = 1
    pages: int = 1_000
    pages_per_site: int = 200
    bytes: int = 2 * 1024**3
    seconds: float = 86_400.0
    delay: float = 1.0
    connections: int = 64
    robots: bool = True
    robots_reason: str = ""
    allow_private: bool = False
    only_new: bool = False
    sitemaps: bool = True
    body_limit: int = 5 * 1024**2
    other_limit: int = 4_096
    page_seconds: float = 60.0
    tries: int = 3
    warc_size: int = 1024**3


def check(plan: CrawlPlan) -> None:
    """Raise Misuse where a plan cannot be carried out, or does not say what it must."""
    if not plan.starts:
        raise Misuse("a crawl needs a start page", hint="name at least one, as https://example.org")
    if not _CONTACT.fullmatch(plan.contact) or not plan.contact.isascii():
        raise Misuse(
            "a crawl needs a contact, which every site it visits will see",
            hint="give an e-mail address or a web page",
        )
    if not plan.robots and not plan.robots_reason.strip():
        raise Misuse("robots.txt is left aside without a reason", hint="say why; the reason is kept")
    for name in (
        "pages",
        "pages_per_site",
        "bytes",
        "seconds",
        "connections",
        "body_limit",
        "page_seconds",
        "tries",
    ):
        if getattr(plan, name) <= 0:
            raise Misuse(f"{name} must be more than nothing", hint="leave it out for its usual value")
    if plan.depth < 0 or plan.delay < 0:
        raise Misuse("depth and delay cannot be negative", hint="0 is the least")
    for start in plan.starts:
        _check_start(start)


def _check_start(start: str) -> None:
    try:
        lru_of(start)
    except ValueError as error:
        raise Misuse(
            f"{start[:80]!r} is no web address", hint="write it whole, as https://example.org"
        ) from error


class Scope(Protocol):
    """Says which site an address belongs to; a page is followed only within the site of its start page."""

    def owner(self, url: str) -> str:
        """Return the identifier of the site of an address; empty where it belongs to none."""
        ...


@dataclass(frozen=True, slots=True)
class Capture:
    """What is known of an address from before: the date of its capture (as WARC writes it) and how to ask again.

    `digest` is that of the payload, as in the WARC record. `links` are followed where the page has not changed and is
    therefore not sent again.
    """

    date: str
    etag: str = ""
    modified: str = ""
    digest: str = ""
    links: tuple[str, ...] = ()


Known: TypeAlias = Callable[[str], Capture | None]


def nothing(url: str) -> Capture | None:  # noqa: ARG001 - the signature of Known
    """Know nothing from before."""
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a crawl stands."""

    pages: int
    queued: int
    failed: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a crawl, all sessions together.

    `stopped` is done, pages, bytes, seconds or asked. `outcomes` counts addresses by state, `reasons` those not
    answered by why, `statuses` the answers by status. `starts` says of each start page what became of it, `sites` how
    many pages each site gave. `files` are the WARC files, in order, by name.
    """

    stopped: str
    pages: int
    bytes: int
    seconds: float
    outcomes: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
