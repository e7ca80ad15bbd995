"""What is done with an answer: it is kept, read, and what it leads to is taken in."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from typing import Final

from diatrace.source.crawl import page as reading
from diatrace.source.crawl import sitemap
from diatrace.source.crawl.decode import decoded
from diatrace.source.crawl.fetch import Answer, Unfetched
from diatrace.source.crawl.frontier import DONE, FAILED, PAGE, SITEMAP, Frontier, Row
from diatrace.source.crawl.ledger import Ledger, Site
from diatrace.source.crawl.pace import Host
from diatrace.source.crawl.page import REDIRECTS, Page
from diatrace.source.crawl.plan import Capture, CrawlPlan
from diatrace.source.crawl.warc import IDENTICAL, UNMODIFIED, Exchange, WarcWriter, digest_of

ELSEWHERE: Final = "leads to another site"

_PASSING: Final = frozenset({429, 500, 502, 503, 504})
_REDIRECTS: Final = 10
_NESTED: Final = 3  # sitemaps within sitemaps
_SAME: Final = 3  # addresses of a host with one content: beyond these its links are not followed
_BACK_OFF: Final = 5.0
_UNPACKED: Final = 16 * 1024**2  # bytes of a sitemap


class Visits:
    """Keeps answers and follows what they say; counts pages, bytes and failures of the whole crawl."""

    def __init__(self, frontier: Frontier, ledger: Ledger, writer: WarcWriter, plan: CrawlPlan) -> None:
        self._frontier = frontier
        self._ledger = ledger
        self._writer = writer
        self._plan = plan
        self.pages = int(frontier.total("pages"))
        self.bytes = int(frontier.total("bytes"))
        self.failed = int(frontier.total("failed"))

    def back_off(self, tries: int) -> float:
        """Return the seconds to wait after so many vain tries."""
        return float(self._plan.delay * _BACK_OFF * 3**tries)

    def missed(self, host: Host, row: Row, error: Unfetched) -> None:
        """Ask again later, or note that no answer came; give up a host that never gave one."""
        if error.again and row.tries + 1 < self._plan.tries:
            self._frontier.again(row.key, time.time() + self.back_off(row.tries), error.reason)
            return
        self.failed += 1
        self._frontier.finish(row.key, FAILED, reason=error.reason)
        host.failures += not error.reached
        if host.unreached and host.failures >= self._plan.tries:
            self._frontier.put_back(host.head)
            host.head.clear()
            self._frontier.give_up(host.id, f"host given up: {error.reason}")

    def keep(self, answer: Answer, metadata: bytes = b"", *, known: Capture | None = None) -> bool:
        """Write an answer into the WARC; return whether it says that nothing changed since it was `known`."""
        self.bytes += len(answer.wire)
        payload = digest_of(answer.wire[answer.head :])
        revisit = _revisit(answer, payload, known)
        exchange = Exchange(
            url=answer.url,
            at=answer.at,
            request=answer.request,
            answer=answer.wire,
            head=answer.head,
            payload=known.digest or payload if known and revisit else payload,
            metadata=metadata,
            ip=answer.ip,
            truncated=answer.truncated,
            packed="Content-Encoding" in answer.headers,
            revisit=revisit,
        )
        self._writer.write(exchange)
        return revisit is not None

    def answered(self, host: Host, row: Row, site: Site, answer: Answer, known: Capture | None) -> None:
        """Keep an answer, note what became of its address, and take in what it leads to."""
        host.unreached, host.failures = False, 0
        if answer.status in _PASSING and row.tries + 1 < self._plan.tries:
            self.bytes += len(answer.wire)
            after = time.time() + self.back_off(row.tries)
            self._frontier.again(row.key, after, f"answers {answer.status}")
            return
        page = self._read(answer)
        notes = list(page.notes)
        told = row.kind == PAGE and (bool(page.links) or (answer.kind == "html" and answer.status != 304))
        metadata = reading.metadata(page, row.depth, row.source) if told else b""
        if self.keep(answer, metadata, known=known):
            notes.append("unchanged")
        notes += self._follow(host, row, answer, page, known)
        self._frontier.finish(row.key, DONE, answer.status, note="; ".join(dict.fromkeys(notes)))
        if row.kind == PAGE:
            self.pages += 1
            site.pages += 1
            self._ledger.changed(site)

    def _read(self, answer: Answer) -> Page:
        try:
            return reading.read(answer, self._plan.body_limit)
        except Exception as error:  # noqa: BLE001 - no page, whatever is in it, ends a crawl
            return Page((), cut=True, notes=(f"cannot be read: {type(error).__name__}",))

    def _follow(self, host: Host, row: Row, answer: Answer, page: Page, known: Capture | None) -> list[str]:
        """Take in what an answer leads to; return what is worth noting."""
        if answer.status in REDIRECTS:
            return self._redirected(row, page)
        if row.kind == SITEMAP:
            self._listed(row, answer)
            return []
        if answer.status == 304 and known is not None:
            self._offer(known.links, row)
            return []
        if answer.kind == "html" and answer.status == 200 and self._repeats(host, answer):
            return ["same content as other addresses of the host"]
        self._offer((each.address for each in page.links if each.kind != "redirect"), row)
        sent = [each.address for each in page.links if each.kind == "redirect"]
        return self._hop(row, sent) if sent else []

    def _repeats(self, host: Host, answer: Answer) -> bool:
        digest = hashlib.blake2b(answer.body, digest_size=8).hexdigest()
        return self._frontier.times(host.id, digest) > _SAME

    def _offer(self, addresses: Iterable[str], row: Row) -> None:
        if row.depth < self._plan.depth:
            for address in dict.fromkeys(addresses):
                self._ledger.offer(address, row, depth=row.depth + 1)

    def _redirected(self, row: Row, page: Page) -> list[str]:
        sent = [each.address for each in page.links if each.kind == "redirect"]
        return self._hop(row, sent) if sent else ["redirect to nowhere"]

    def _hop(self, row: Row, sent: list[str]) -> list[str]:
        if row.hops >= _REDIRECTS:
            return [f"more than {_REDIRECTS} redirects"]
        stays = [
            self._ledger.offer(each, row, depth=row.depth, kind=row.kind, hops=row.hops + 1)
            for each in sent[:1]
        ]
        return [] if all(stays) else [ELSEWHERE]

    def _listed(self, row: Row, answer: Answer) -> None:
        """Take in the addresses of a sitemap."""
        if answer.status != 200:
            return
        body = decoded(answer.body, answer.headers.get("Content-Encoding", ""), _UNPACKED).body
        if body.startswith(b"\x1f\x8b"):
            body = decoded(body, "gzip", _UNPACKED).body
        found = sitemap.read(body)
        for address in found.pages[: self._plan.pages_per_site * 2]:
            self._ledger.offer(address, row, depth=1)
        if row.hops < _NESTED:
            for address in found.sitemaps:
                self._ledger.offer(address, row, depth=0, kind=SITEMAP, hops=row.hops + 1)


def conditions(known: Capture | None) -> Mapping[str, str]:
    """Return the fields that ask for a page only where it has changed."""
    if known is None:
        return {}
    fields = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in fields.items() if value and value.isprintable()}


def _revisit(answer: Answer, payload: str, known: Capture | None) -> dict[str, str] | None:
    """Return the fields of a revisit where an answer says, or is, what is known from before."""
    if known is None or (answer.status != 304 and payload != known.digest):
        return None
    return {
        "WARC-Profile": UNMODIFIED if answer.status == 304 else IDENTICAL,
        "WARC-Refers-To-Target-URI": answer.url,
        "WARC-Refers-To-Date": known.date,
    }
