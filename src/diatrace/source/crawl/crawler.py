"""The crawl itself: hosts in turn, one request at a time each, everything that happened durable twice a second."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from aiohttp.abc import AbstractResolver

from diatrace import __version__
from diatrace.source import markup
from diatrace.source.crawl import warc
from diatrace.source.crawl.decode import decoded
from diatrace.source.crawl.fetch import Answer, Fetcher, Unfetched, user_agent
from diatrace.source.crawl.frontier import DONE, FAILED, LEFT, PAGE, REFUSED, SITEMAP, STATES, Frontier, Row
from diatrace.source.crawl.ledger import Ledger, Site
from diatrace.source.crawl.pace import BUSY, Host
from diatrace.source.crawl.page import REDIRECTS
from diatrace.source.crawl.plan import CrawlPlan, Known, Progress, Scope, Summary, check, nothing
from diatrace.source.crawl.robots import HOPS, LIMIT, Rules, rules_of
from diatrace.source.crawl.visit import Visits, conditions

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

_COMMIT_SECONDS: Final = 0.5
_GRACE_SECONDS: Final = 5.0
_WAIT_SECONDS: Final = 0.05


def crawl(
    folder: Path,
    plan: CrawlPlan,
    scope: Scope,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
    resolver: Callable[[], AbstractResolver] | None = None,
    known: Known = nothing,
) -> Summary:
    """Crawl into a folder, or go on with the crawl that is in it; return what became of all of it.

    `stopping` is asked twice a second. `resolver` makes what looks names up in place of the machine's own. Raise Misuse
    where the plan cannot be carried out, StudyLocked where another process crawls into the folder, StoreFull where the
    disk takes no more: what was acknowledged before stands.
    """
    check(plan)
    (folder / "warc").mkdir(parents=True, exist_ok=True)
    frontier = Frontier(folder / "frontier.sqlite")
    try:
        warc.restore(folder / "warc", frontier.warcs())
        running = _Crawl(frontier, folder / "warc", plan, scope, known, on_progress, stopping)
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(running.run(resolver))
    finally:
        frontier.close()


def settle(folder: Path) -> None:
    """Cut the WARC files of a crawl that was killed back to what counts."""
    frontier = Frontier(folder / "frontier.sqlite")
    try:
        warc.restore(folder / "warc", frontier.warcs())
    finally:
        frontier.close()


class _Crawl:
    """One session of a crawl."""

    def __init__(
        self,
        frontier: Frontier,
        folder: Path,
        plan: CrawlPlan,
        scope: Scope,
        known: Known,
        on_progress: Callable[[Progress], None],
        stopping: Callable[[], bool],
    ) -> None:
        told = asdict(plan)
        session = frontier.open_session(warc.stamp(datetime.now(UTC)), msgspec.json.encode(told).decode())
        agent = user_agent(plan.contact)
        info = {
            "software": f"Diatrace/{__version__}",
            "format": "WARC/1.1",
            "user-agent": agent,
            "plan": told,
        }
        self._writer = warc.WarcWriter(folder, f"crawl-{session:04d}", info, size=plan.warc_size)
        self._frontier = frontier
        self._plan = plan
        self._known = known
        self._on_progress = on_progress
        self._stopping = stopping
        self._ledger = Ledger(frontier, plan, scope, known)
        self._visits = Visits(frontier, self._ledger, self._writer, plan)
        self._ready: list[tuple[float, int, Host]] = []
        self._ticks = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._before = frontier.total("seconds")
        self._began = time.monotonic()
        self._flying = 0
        self._asked = False
        self._broken: BaseException | None = None
        self._fetcher: Fetcher

    async def run(self, resolver: Callable[[], AbstractResolver] | None) -> Summary:
        """Crawl until there is nothing left, a budget is spent, or it is asked to stop."""
        starts = {url: self._ledger.start(url) for url in self._plan.starts}
        self._ledger.enter()
        for _, name in self._frontier.waiting_hosts():
            self._queue(self._ledger.host(name))
        async with Fetcher(self._plan, resolver() if resolver else None) as self._fetcher:
            try:
                why = await self._work()
                await self._land()
            finally:
                await self._stop()
        for host in self._ledger.hosts.values():
            self._frontier.put_back(host.head)
        self._commit()
        self._writer.close()
        return self._summary(why, starts)

    async def _work(self) -> str:
        loop = asyncio.get_running_loop()
        commit_at = loop.time() + _COMMIT_SECONDS
        self._asked = self._stopping()
        while not (why := self._over()):
            pause = self._dispatch()
            if not self._tasks and not self._ready:
                return "done"
            self._wake.clear()
            alarm = loop.call_at(min(commit_at, loop.time() + pause), self._wake.set)
            await self._wake.wait()
            alarm.cancel()
            if self._broken is not None:
                raise self._broken
            if loop.time() >= commit_at:
                self._commit()
                self._asked = self._stopping()
                commit_at = loop.time() + _COMMIT_SECONDS
        return why

    def _over(self) -> str:
        """Return which budget is spent, or that it was asked to stop; nothing while it goes on."""
        if self._asked:
            return "asked"
        if self._elapsed() >= self._plan.seconds:
            return "seconds"
        if self._visits.bytes >= self._plan.bytes:
            return "bytes"
        return "pages" if self._visits.pages >= self._plan.pages else ""

    def _elapsed(self) -> float:
        return self._before + time.monotonic() - self._began

    async def _land(self) -> None:
        """Let requests in the air come down, for a while."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE_SECONDS)
        if self._broken is not None:
            raise self._broken

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _commit(self) -> None:
        visits = self._visits
        self._writer.sync()
        self._ledger.keep()
        for name in ("pages", "bytes", "failed"):
            self._frontier.keep_total(name, getattr(visits, name))
        self._frontier.keep_total("seconds", self._elapsed())
        self._frontier.commit(self._writer.lengths)
        known = sum(site.known for site in self._ledger.sites.values())
        waiting = max(0, known - visits.pages - visits.failed)
        self._on_progress(Progress(visits.pages, waiting, visits.failed, visits.bytes, self._elapsed()))

    def _queue(self, host: Host, due: float = 0.0) -> None:
        """Put a host in line for when it may be asked."""
        if not host.queued:
            host.queued = True
            heapq.heappush(self._ready, (max(host.due, due), next(self._ticks), host))

    def _dispatch(self) -> float:
        """Send what may be sent now; return in how many seconds there may be more."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._ready and len(self._tasks) < self._plan.connections:
            due, _, host = self._ready[0]
            if due > now:
                return due - now
            heapq.heappop(self._ready)
            host.queued = False
            job = self._job(host)
            if job is not None:
                host.queued = True
                task = loop.create_task(job)
                self._tasks.add(task)
                task.add_done_callback(self._landed)
        return _COMMIT_SECONDS

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()
        if not task.cancelled() and task.exception() is not None:
            self._broken = task.exception()

    def _job(self, host: Host) -> Coroutine[Any, Any, None] | None:
        """Return the next thing to ask a host for; None where there is nothing to ask now."""
        while self._fill(host):
            row = host.head[0]
            origin = row.url[: row.url.index("/", 8)]
            rules = self._rules(host, origin, row)
            if rules is None:
                return self._learn(host, origin, row)
            site = self._ledger.sites[row.site]
            if site.pages >= self._plan.pages_per_site:
                self._frontier.finish(host.head.popleft().key, LEFT, reason="budget of the site is spent")
                continue
            if self._is_full(site):
                self._queue(host, asyncio.get_running_loop().time() + _WAIT_SECONDS)
                return None
            host.head.popleft()
            reason = rules.refusal(row.url)
            if not reason:
                site.flying += row.kind == PAGE
                self._flying += row.kind == PAGE
                return self._visit(host, row, site)
            self._visits.failed += rules.unreached
            self._frontier.finish(row.key, FAILED if rules.unreached else REFUSED, reason=reason)
        return None

    def _fill(self, host: Host) -> bool:
        """Say whether there is something to ask a host for, after a look into the frontier where need be."""
        if not host.head:
            host.head.extend(self._frontier.take(host.id))
        if not host.head:
            after = self._frontier.next_after(host.id)
            if after is not None:
                wait = max(_WAIT_SECONDS, after - time.time())
                self._queue(host, asyncio.get_running_loop().time() + wait)
            host.rules.clear()
        return bool(host.head)

    def _is_full(self, site: Site) -> bool:
        """Say whether what is in the air may spend the budget."""
        return (
            site.pages + site.flying >= self._plan.pages_per_site
            or self._visits.pages + self._flying >= self._plan.pages
        )

    def _rules(self, host: Host, origin: str, row: Row) -> Rules | None:
        """Return the rules of an origin; None where they are to be asked for."""
        rules = host.rules.get(origin)
        if rules is None and not self._plan.robots:
            rules = Rules(time.time())
            self._offer_sitemaps(origin, row, rules)
        elif rules is None and (kept := self._frontier.robots(origin)) is not None:
            status, fetched, reason, body = kept
            rules = rules_of(status, body, fetched, reason)
        if rules is None or (rules.expired and self._plan.robots):
            return None
        host.rules[origin] = rules
        return rules

    def _offer_sitemaps(self, origin: str, row: Row, rules: Rules) -> None:
        if self._plan.sitemaps and self._plan.depth > 0:
            for url in rules.sitemaps or (f"{origin}/sitemap.xml",):
                self._ledger.offer(url, row, depth=0, kind=SITEMAP)
        self._enter()

    def _enter(self) -> None:
        for host in self._ledger.enter():
            self._queue(host)

    async def _ask(self, host: Host, url: str, fields: Mapping[str, str], *, whole: bool = False) -> Answer:
        """Send one request to a host, when its turn has come."""
        loop = asyncio.get_running_loop()
        async with host.turn:
            if (wait := host.due - loop.time()) > 0:
                await asyncio.sleep(wait)
            began = loop.time()
            try:
                answer = await self._fetcher.get(url, fields, whole=whole)
            except Unfetched:
                host.rest(loop.time(), loop.time() - began, self._plan.delay)
                raise
            told = answer.headers.get("Retry-After", "") if answer.status in BUSY else ""
            host.rest(loop.time(), answer.took, self._plan.delay, status=answer.status, told=told)
            return answer

    async def _visit(self, host: Host, row: Row, site: Site) -> None:
        """Fetch one address and do what its answer asks for."""
        known = self._known(row.url) if row.kind == PAGE else None
        try:
            answer = await self._ask(host, row.url, conditions(known), whole=row.kind == SITEMAP)
            self._visits.answered(host, row, site, answer, known)
        except Unfetched as error:
            self._visits.missed(host, row, error)
        finally:
            site.flying -= row.kind == PAGE
            self._flying -= row.kind == PAGE
        self._enter()
        host.queued = False
        self._queue(host)

    async def _learn(self, host: Host, origin: str, row: Row) -> None:
        """Fetch the robots.txt of an origin."""
        found = await self._robots(host, f"{origin}/robots.txt")
        if found is not None:
            host.failures = 0
            self._frontier.keep_robots(origin, *found)
            status, reason, body = found
            rules = host.rules[origin] = rules_of(status, body, time.time(), reason)
            self._offer_sitemaps(origin, row, rules)
        host.queued = False
        self._queue(host)

    async def _robots(self, host: Host, url: str) -> tuple[int, str, bytes] | None:
        """Return status, reason and body of a robots.txt, redirects followed; None where it is to be asked again."""
        for _ in range(HOPS + 1):
            try:
                answer = await self._ask(self._ledger.host(url.split("/", 3)[2]), url, {}, whole=True)
            except Unfetched as error:
                return None if error.again and self._retries(host) else (0, error.reason, b"")
            self._visits.keep(answer)
            if answer.status in BUSY and self._retries(host):
                return None
            if answer.status not in REDIRECTS:
                body = decoded(answer.body, answer.headers.get("Content-Encoding", ""), 2 * LIMIT).body
                return answer.status, "", body[: LIMIT + 1]
            location = answer.headers.get("Location", "").strip()
            url = markup.absolute(location, url) if location else ""
            if not url:
                break
        return 404, "redirects lead nowhere", b""

    def _retries(self, host: Host) -> bool:
        """Say whether a host is to be asked for its robots.txt again, and when."""
        host.failures += 1
        again = host.failures < self._plan.tries
        if again:
            wait = self._visits.back_off(host.failures - 1)
            host.due = max(host.due, asyncio.get_running_loop().time() + wait)
        return again

    def _summary(self, why: str, starts: Mapping[str, int]) -> Summary:
        frontier = self._frontier
        outcomes: Counter[str] = Counter()
        for state, count in frontier.counts("state").items():
            outcomes[STATES[state]] += count
        return Summary(
            stopped=why,
            pages=self._visits.pages,
            bytes=self._visits.bytes,
            seconds=self._elapsed(),
            outcomes=dict(outcomes),
            reasons=frontier.counts("reason", f"state > {DONE}"),
            statuses={
                str(status): count for status, count in frontier.counts("status", f"state = {DONE}").items()
            },
            notes=frontier.counts("note", "note <> ''"),
            starts={url: frontier.outcome(key) for url, key in starts.items()},
            sites=frontier.pages_of_sites(),
            files=tuple(frontier.warcs()),
        )
