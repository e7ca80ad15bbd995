"""The small web itself: sites in communities, their pages, their links, and what becomes of them in two years."""

from __future__ import annotations

import gzip
import hashlib
import random
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from tests.web.fault import FAULTS, fault_reply
from tests.web.reply import Reply
from tests.web.server import Served

COMMUNITIES = ("housing", "remittance", "football", "press", "asylum", "music")
LANGUAGES = ("fr", "ar", "en")
FATES = ("changed", "abandoned", "dead", "moved", "squatted")
HUBS = ("videos.test", "pictures.test", "encyclopedia.test")

_TEXTS = {
    "fr": "nous aidons les familles qui arrivent à trouver un logement et une école dans la ville avec des voisins"
    " l’association reçoit chaque semaine des nouvelles du pays et des amis",
    "ar": "نساعد العائلات القادمة على إيجاد سكن ومدرسة في المدينة مع الجيران وتستقبل الجمعية كل أسبوع أخبار البلد"
    " والأصدقاء من المهجر",
    "en": "we help families who arrive to find a home and a school in the city with neighbours and the association"
    " receives news of the country and of friends every week",
}
_WORDS = {language: text.split() for language, text in _TEXTS.items()}
_WEIGHTS = (50, 20, 12, 10, 8)
_NEW_PAGES = 3


@dataclass(frozen=True, slots=True)
class Site:
    """An ordinary site: where it lives, whom it is close to, how it is written, how many pages it has.

    `coding` is its character set, `packed` whether it sends gzip, `sitemap` whether it lists its pages, `fate` what it
    is like now.
    """

    host: str
    community: str
    language: str
    pages: int
    coding: str = "utf-8"
    packed: bool = False
    sitemap: bool = False
    fate: str = "alive"


class Tie(NamedTuple):
    """A link as the small web means it."""

    source: str
    target: str
    anchor: str
    place: str


class World:
    """A web made from a seed. `hosts` is the number of ordinary sites; those named by a fault come on top."""

    def __init__(self, seed: int, hosts: int = 100, *, generation: int = 1) -> None:
        self.seed = seed
        self.size = hosts
        self.generation = generation

    def later(self) -> World:
        """Return the same web two years on."""
        return World(self.seed, self.size, generation=self.generation + 1)

    def _dice(self, *what: object) -> random.Random:
        told = repr((self.seed, *what)).encode()
        return random.Random(hashlib.sha256(told).digest())

    @cached_property
    def sites(self) -> dict[str, Site]:
        """The ordinary sites by host."""
        return {site.host: site for site in map(self._site, range(self.size))}

    def _site(self, number: int) -> Site:
        dice = self._dice("site", number)
        community = COMMUNITIES[number % len(COMMUNITIES)]
        language = LANGUAGES[number % 3] if dice.random() < 0.8 else dice.choice(LANGUAGES)
        host = f"{community}{number}.{'blogs.test' if dice.random() < 0.15 else 'test'}"
        coding = {"fr": ("utf-8", "cp1252"), "ar": ("utf-8", "cp1256"), "en": ("utf-8",)}[language]
        site = Site(
            host=f"www.{host}" if dice.random() < 0.3 else host,
            community=community,
            language=language,
            pages=min(60, 4 + int(dice.paretovariate(1.1) * 3)),
            coding=dice.choice(coding),
            packed=dice.random() < 0.3,
            sitemap=dice.random() < 0.3,
        )
        if self.generation == 1:
            return site
        fate = dice.choices(FATES, _WEIGHTS)[0]
        return replace(site, fate=fate, pages=site.pages + _NEW_PAGES * (fate == "changed"))

    @property
    def communities(self) -> dict[str, str]:
        """The community of every ordinary site."""
        return {site.host: site.community for site in self.sites.values()}

    @property
    def fates(self) -> dict[str, str]:
        """What became of every ordinary site: alive in the first generation, one of FATES in later ones."""
        return {site.host: site.fate for site in self.sites.values()}

    @cached_property
    def _by_community(self) -> dict[str, list[Site]]:
        found: dict[str, list[Site]] = {}
        for site in self.sites.values():
            found.setdefault(site.community, []).append(site)
        return found

    def starts(self) -> list[str]:
        """Return the home pages of the ordinary sites."""
        return [self.url(site) for site in self.sites.values()]

    def url(self, site: Site, page: int = 0) -> str:
        """Return the address of a page of a site; page 0 is its home."""
        return f"http://{site.host}/" + (f"p/{page}.html" if page else "")

    def exists(self, host: str) -> bool:
        """Say whether a name can still be looked up."""
        site = self.sites.get(host)
        return site is None or site.fate != "dead"

    def pages(self) -> list[str]:
        """Return the addresses of all pages that answer with their own content."""
        alive = (site for site in self.sites.values() if site.fate in ("alive", "changed", "abandoned"))
        return [self.url(site, page) for site in alive for page in range(site.pages)]

    def links(self) -> list[Tie]:
        """Return every link between pages of ordinary sites, and to hubs, as it stands on its page."""
        alive = (site for site in self.sites.values() if site.fate in ("alive", "changed", "abandoned"))
        return [tie for site in alive for page in range(site.pages) for tie in self.ties(site, page)]

    def ties(self, site: Site, page: int) -> list[Tie]:
        """Return the links of one page, in order: menu, text, blogroll, footer."""
        age = 1 if site.fate in ("alive", "abandoned") else self.generation
        dice = self._dice("links", site.host, page, age)
        here = self.url(site, page)
        near = [*range(1, min(site.pages, 6)), *range(page + 1, min(page + 4, site.pages))]
        menu = [Tie(here, self.url(site, other), f"page {other}", "boilerplate") for other in (0, *near)]
        text = [self._tie(site, here, dice, "content") for _ in range(dice.randint(0, 4))]
        rolled = self._dice("roll", site.host, age)
        roll = [self._tie(site, here, rolled, "boilerplate") for _ in range(rolled.randint(2, 8))]
        hub = Tie(here, f"http://{dice.choice(HUBS)}/{site.host}", "follow us", "boilerplate")
        return [*menu, *text, *roll, hub]

    def _tie(self, site: Site, here: str, dice: random.Random, place: str) -> Tie:
        """Throw dice for a link; what was written two years ago knows the pages of then."""
        old = site.fate in ("alive", "abandoned")
        kin = self._by_community[site.community]
        everybody = list(self.sites.values())
        other = dice.choice(kin if dice.random() < 0.85 else everybody)
        pages = other.pages - _NEW_PAGES * (old and other.fate == "changed")
        page = 0 if dice.random() < 0.7 else dice.randrange(pages)
        return Tie(here, self.url(other, page), other.host.removeprefix("www."), place)

    def html(self, site: Site, page: int) -> str:
        """Return a page as text."""
        age = 1 if site.fate in ("alive", "abandoned") else self.generation
        dice = self._dice("text", site.host, page, age)
        menu: list[str] = []
        text: list[str] = []
        roll: list[str] = []
        foot: list[str] = []
        for tie in self.ties(site, page):
            mark = f'<a href="{tie.target}">{tie.anchor}</a>'
            if tie.place == "content":
                text.append(f"<p>{self._prose(site, dice, 12)} {mark} {self._prose(site, dice, 8)}.</p>")
            elif tie.anchor.startswith("page "):
                menu.append(f"<li>{mark}</li>")
            else:
                (foot if tie.anchor == "follow us" else roll).append(f"<li>{mark}</li>")
        prose = "".join(f"<p>{self._prose(site, dice, 80)}.</p>" for _ in range(dice.randint(5, 60)))
        title = f"{site.community} {page} {self._prose(site, dice, 3)}"
        year = 2024 + 2 * (age - 1)
        return (
            f'<!doctype html><html lang="{site.language}"><head><title>{title}</title>'
            f'<meta name="date" content="{year}-03-{1 + page % 28:02d}"></head><body>'
            f"<nav><ul>{''.join(menu)}</ul></nav><article><h1>{title}</h1>{prose}{''.join(text)}</article>"
            f"<aside><ul>{''.join(roll)}</ul></aside><footer><ul>{''.join(foot)}</ul></footer></body></html>"
        )

    def _prose(self, site: Site, dice: random.Random, words: int) -> str:
        return " ".join(dice.choices(_WORDS[site.language], k=words))

    def answer(self, host: str, path: str, headers: dict[str, str]) -> Reply:
        """Return what a host answers to a request."""
        site = self.sites.get(host)
        if site is not None:
            return self._of_site(site, path, headers)
        name = host.removesuffix(".test")
        if name in FAULTS:
            return fault_reply(name, path, headers)
        if host in HUBS:
            return Reply(b"<title>hub</title><p>hub", headers={"X-Hub": "1"})
        if host.startswith("new-") and host.removeprefix("new-") in self.sites:
            old = self.sites[host.removeprefix("new-")]
            return self._of_site(replace(old, fate="changed"), path, headers)
        return Reply(b"no such site", 404)

    def _of_site(self, site: Site, path: str, headers: dict[str, str]) -> Reply:
        if site.fate == "moved":
            return Reply(b"", 301, {"Location": f"http://new-{site.host}{path}"})
        if site.fate == "squatted" and path != "/robots.txt":
            offer = f"<title>{site.host} is for sale</title><p>Buy {site.host}. <a href='http://ads.test/'>Cheap</a>"
            return Reply(offer.encode())
        if path == "/robots.txt":
            listed = f"Sitemap: http://{site.host}/sitemap.xml\n" if site.sitemap else ""
            return Reply(
                f"User-agent: *\nAllow: /\n{listed}".encode(), headers={"Content-Type": "text/plain"}
            )
        if path == "/sitemap.xml" and site.sitemap:
            listed = "".join(f"<url><loc>{self.url(site, page)}</loc></url>" for page in range(site.pages))
            return Reply(f"<urlset>{listed}</urlset>".encode(), headers={"Content-Type": "application/xml"})
        number = path.removeprefix("/p/").removesuffix(".html") if path != "/" else "0"
        if not number.isdigit() or int(number) >= site.pages:
            return Reply(b"<title>404</title>", 404)
        return self._page(site, int(number), headers)

    def _page(self, site: Site, number: int, headers: dict[str, str]) -> Reply:
        body = self.html(site, number).encode(site.coding, "xmlcharrefreplace")
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        told = {"Content-Type": f"text/html; charset={site.coding}", "ETag": tag}
        if headers.get("if-none-match") == tag:
            return Reply(b"", 304, {"ETag": tag})
        if site.packed and "gzip" in headers.get("accept-encoding", ""):
            return Reply(gzip.compress(body, 6, mtime=0), headers={**told, "Content-Encoding": "gzip"})
        return Reply(body, headers=told)

    def served(self, port: int = 0) -> Served:
        """Serve this web from a thread, while the context lasts."""
        return Served(self.answer, self.exists, port)
