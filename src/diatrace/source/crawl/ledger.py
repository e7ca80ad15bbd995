"""Which addresses a crawl takes in: those of the sites it began with, within their budgets, traps left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from diatrace.source.crawl.address import address_of, is_calendar, key_of, shape_of, trap_of
from diatrace.source.crawl.frontier import PAGE, QUEUED, REFUSED, SITEMAP, Found, Frontier, Row, room
from diatrace.source.crawl.pace import Host
from diatrace.source.crawl.plan import CrawlPlan, Known, Scope

_SEEN: Final = 200_000  # keys remembered, so that the file is not asked for every link of every page
_CALENDAR_PAGES: Final = 60  # addresses of one calendar
_SITEMAPS: Final = 50  # sitemaps of one site


@dataclass(slots=True)
class Site:
    """A site on its way: pages so far, addresses known, sitemaps known, requests in the air."""

    id: int
    owner: str
    pages: int
    known: int
    sitemaps: int
    flying: int = 0


class Ledger:
    """Takes in addresses, once each; knows hosts and sites by their numbers."""

    def __init__(self, frontier: Frontier, plan: CrawlPlan, scope: Scope, known: Known) -> None:
        self._frontier = frontier
        self._plan = plan
        self._scope = scope
        self._known = known
        self._seen: set[int] = set()
        self._found: list[Found] = []
        self._hosts: dict[str, Host] = {}
        self._changed: set[int] = set()
        self.hosts: dict[int, Host] = {}
        self.sites: dict[int, Site] = {}
        self._owners: dict[str, Site] = {}
        for owner in frontier.sites():
            self.site(owner)

    def host(self, name: str) -> Host:
        """Return a host by its name (and port, where it is not the usual one)."""
        host = self._hosts.get(name)
        if host is None:
            host = Host(self._frontier.host(name), name)
            self._hosts[name] = self.hosts[host.id] = host
        return host

    def site(self, owner: str) -> Site:
        """Return a site by its identifier."""
        site = self._owners.get(owner)
        if site is None:
            number, *counts = self._frontier.site(owner)
            site = self._owners[owner] = self.sites[number] = Site(number, owner, *counts)
        return site

    def changed(self, site: Site) -> None:
        """Note that the counts of a site are to be kept."""
        self._changed.add(site.id)

    def keep(self) -> None:
        """Write the counts of sites into the frontier."""
        for number in self._changed:
            site = self.sites[number]
            self._frontier.keep_site(number, site.pages, site.known, site.sitemaps)
        self._changed.clear()

    def start(self, url: str) -> int:
        """Take in a start page; return its key."""
        address = address_of(url)
        site = self.site(self._scope.owner(address.url))
        host = self.host(address.host)
        self._found.append(Found(address.key, address.url, host.id, site.id, PAGE, 0, 0, None, 0))
        return address.key

    def offer(self, url: str, row: Row, *, depth: int, kind: int = PAGE, hops: int = 0) -> bool:
        """Take in an address found at `row`, where it is of the same site; return whether it is of that site."""
        site = self.sites[row.site]
        try:
            key = key_of(url)
        except ValueError:
            return False
        mark = key ^ site.id
        if mark in self._seen:
            return True
        if not site.owner or self._scope.owner(url) != site.owner:
            return False
        self._remember(mark)
        address = address_of(url)
        if not self._has_room(site, kind):
            return True
        host = self.host(address.host)
        reason = self._reason(address.url, host)
        rank = 1 if kind == SITEMAP else 2 * depth + (row.kind == SITEMAP)
        state = REFUSED if reason else QUEUED
        self._found.append(
            Found(key, address.url, host.id, site.id, kind, depth, hops, row.key, rank, state, reason)
        )
        return True

    def _remember(self, mark: int) -> None:
        if len(self._seen) >= _SEEN:
            self._seen.clear()
        self._seen.add(mark)

    def _has_room(self, site: Site, kind: int) -> bool:
        if kind == SITEMAP:
            site.sitemaps += 1
        self.changed(site)
        return site.known < room(self._plan.pages_per_site) and (kind == PAGE or site.sitemaps <= _SITEMAPS)

    def _reason(self, url: str, host: Host) -> str:
        """Return why an address is refused before anybody is asked for it; nothing where it is not."""
        reason = trap_of(url)
        if not reason and is_calendar(url):
            many = self._frontier.times(host.id, shape_of(url)) > _CALENDAR_PAGES
            reason = f"more than {_CALENDAR_PAGES} pages of one calendar" if many else ""
        if not reason and self._plan.only_new and self._known(url) is not None:
            reason = "known from before"
        return reason

    def enter(self) -> set[Host]:
        """Write what was taken in into the frontier; return the hosts that got something."""
        if not self._found:
            return set()
        by_site: dict[int, list[Found]] = {}
        for each in self._found:
            by_site.setdefault(each.site, []).append(each)
        hosts = {self.hosts[each.host] for each in self._found if each.state == QUEUED}
        self._found.clear()
        for number, found in by_site.items():
            self.sites[number].known += self._frontier.add(found)
            self._changed.add(number)
        return hosts
