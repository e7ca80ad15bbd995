"""How gently a host is asked: one request at a time, a pause after each, longer where it is slow or says so."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from diatrace.source.crawl.frontier import Row
from diatrace.source.crawl.robots import Rules

BUSY: Final = frozenset({429, 503})
_LONGEST_DELAY, _LONGEST_WAIT, _FIRST_PENALTY = 60.0, 3_600.0, 5.0


class Host:
    """One host: the head of its queue, its rules, and when it may be asked again (`due`, on the loop's clock)."""

    __slots__ = ("due", "failures", "head", "id", "name", "penalty", "queued", "rules", "turn", "unreached")

    def __init__(self, number: int, name: str) -> None:
        self.id = number
        self.name = name
        self.head: deque[Row] = deque()
        self.rules: dict[str, Rules] = {}
        self.turn = asyncio.Lock()
        self.due = 0.0
        self.penalty = 0.0
        self.failures = 0
        self.unreached = True
        self.queued = False

    def rest(self, now: float, took: float, delay: float, *, status: int = 0, told: str = "") -> None:
        """Set when the host may be asked again, after an answer that took so long."""
        asked = max((each.delay for each in self.rules.values()), default=0.0)
        pause = max(delay, min(asked, _LONGEST_DELAY))
        if delay:
            pause = max(pause, min(took, _LONGEST_DELAY))
        if status in BUSY:
            self.penalty = min(max(2 * self.penalty, 2 * pause, _FIRST_PENALTY), _LONGEST_DELAY * 5)
            self.due = now + max(pause, retry_after(told) or self.penalty)
            return
        self.penalty = self.penalty / 2 if self.penalty > 1 else 0.0
        self.due = now + max(pause, self.penalty)


def retry_after(told: str) -> float:
    """Return the seconds that a Retry-After field asks for, an hour at most; 0 where it says nothing."""
    told = told.strip()
    if told.isdigit() and told.isascii():
        return min(float(told[:9]), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT)
