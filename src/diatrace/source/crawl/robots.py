"""What robots.txt allows, as RFC 9309 has it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from protego import Protego

AGENT: Final = "Diatrace"
LIMIT: Final = 500 * 1024
"""Bytes of a robots.txt that are read."""

EXPIRY: Final = 24 * 3600.0
HOPS: Final = 5
"""Redirects of a robots.txt that are followed."""

_SITEMAPS: Final = 20


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin: `reason` says why nothing is allowed, where nothing is; no answer is `unreached`."""

    fetched: float
    reason: str = ""
    unreached: bool = False
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    parsed: Protego | None = None

    def refusal(self, url: str) -> str:
        """Return why an address may not be fetched; nothing where it may."""
        if self.reason:
            return self.reason
        if self.parsed is not None and not self.parsed.can_fetch(url, AGENT):
            return "robots.txt disallows it"
        return ""

    @property
    def expired(self) -> bool:
        """Whether they are to be asked for again."""
        return time.time() - self.fetched > EXPIRY


def rules_of(status: int, body: bytes, fetched: float, reason: str = "") -> Rules:
    """Return the rules of an answer: 4xx allows all, 5xx and 429 nothing; status 0 is no answer, `reason` says why."""
    if status == 0:
        return Rules(fetched, reason, unreached=True)
    if status == 429 or status >= 500:
        return Rules(fetched, f"robots.txt answers {status}")
    if not 200 <= status < 300:
        return Rules(fetched)
    whole = body[:LIMIT]
    if len(body) > LIMIT:
        whole = whole[: whole.rfind(b"\n") + 1]
    parsed = Protego.parse(whole.decode("utf-8", "replace").removeprefix("\ufeff"))
    sitemaps = tuple(dict.fromkeys(parsed.sitemaps))[:_SITEMAPS]
    return Rules(fetched, delay=parsed.crawl_delay(AGENT) or 0.0, sitemaps=sitemaps, parsed=parsed)
