"""Asking an archive gently: one request at a time, a pause after each, patience where it is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from aiohttp.abc import AbstractResolver

from diatrace.source.crawl.fetch import Answer, Fetcher, Unfetched
from diatrace.source.crawl.pace import retry_after
from diatrace.source.crawl.page import REDIRECTS
from diatrace.source.recall.plan import RecallPlan

_BUSY: Final = frozenset({408, 429, 500, 502, 503, 504})
_BROKEN: Final = frozenset({"time", "disconnect"})
_HOPS: Final = 5
_LONGEST: Final = 600.0


class Unanswered(Exception):
    """An archive does not give what was asked for: why, and whether it may later (`again`)."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class Asker:
    """Sends the requests to one archive. `waiting` is called while it waits, and may raise to stop."""

    def __init__(self, fetcher: Fetcher, plan: RecallPlan, waiting: Callable[[], None]) -> None:
        self._fetcher = fetcher
        self._plan = plan
        self._waiting = waiting
        self._due = 0.0

    async def ask(self, url: str, fields: Mapping[str, str] | None = None) -> Answer:
        """Return the answer of an archive at an address, redirects within the archive followed; raise Unanswered."""
        home = urlsplit(url).netloc
        for _ in range(_HOPS + 1):
            answer = await self._patiently(url, fields or {})
            target = answer.headers.get("Location", "").strip()
            if answer.status not in REDIRECTS or not target:
                return answer
            url = urljoin(url, target)
            if urlsplit(url).netloc != home:
                raise Unanswered("redirected out of the archive", again=False)
        raise Unanswered(f"more than {_HOPS} redirects", again=False)

    async def _patiently(self, url: str, fields: Mapping[str, str]) -> Answer:
        """Ask until there is an answer, more and more seldom."""
        for tried in range(self._plan.tries):
            await self._rest()
            told = ""
            try:
                answer = await self._fetcher.get(url, fields, whole=True)
            except Unfetched as error:
                reason = error.reason
                if not error.again:
                    break
            else:
                if answer.status not in _BUSY and answer.truncated not in _BROKEN:
                    self._pause(self._plan.delay)
                    return answer
                reason = (
                    f"broke off ({answer.truncated})" if answer.status == 200 else f"answered {answer.status}"
                )
                told = answer.headers.get("Retry-After", "")
            self._pause(max(self._plan.delay, retry_after(told) or self._plan.patience * 2**tried))
        raise Unanswered(reason, again=True)

    def _pause(self, seconds: float) -> None:
        self._due = asyncio.get_running_loop().time() + min(seconds, _LONGEST)

    async def _rest(self) -> None:
        """Wait until the archive may be asked again."""
        while (left := self._due - asyncio.get_running_loop().time()) > 0:
            self._waiting()
            await asyncio.sleep(min(left, 1.0))
        self._waiting()


def fetcher_of(plan: RecallPlan, resolver: Callable[[], AbstractResolver] | None) -> Fetcher:
    """Return what sends requests: private addresses are refused on connecting, unless the plan allows them."""
    return Fetcher(plan.fetching(), resolver() if resolver else None)
