"""Crawls of a study: they begin at its sites, stay within their boundaries, and come in like every other source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from aiohttp.abc import AbstractResolver
from numpy.typing import NDArray

from diatrace import registry
from diatrace.actor.boundary import Boundaries, Site
from diatrace.actor.lru import lru_of, url_of
from diatrace.actor.prefix import canonical
from diatrace.actor.sites import Sites
from diatrace.errors import Cancelled, Misuse, UnknownName
from diatrace.run import Run, listed, running
from diatrace.source.crawl import CrawlPlan, Outcome, Progress, Summary, check, crawl, outcomes, settle
from diatrace.source.crawl.remembered import Remembered
from diatrace.store import event
from diatrace.store.folder import Folder
from diatrace.study.decisions import Decisions
from diatrace.study.sites import StudySites
from diatrace.study.sources import Sources

_FOLDER: Final = "blob"
_SLICE: Final = 900.0
"""Seconds of crawling after which what was fetched is taken into the study."""

_REMEMBERED: Final = 500_000


class _Scope:
    """The sites as they are bounded when a crawl begins."""

    def __init__(self, boundaries: Boundaries) -> None:
        self._boundaries = boundaries
        self.owner = lru_cache(_REMEMBERED)(self._owner)

    def _owner(self, url: str) -> str:
        try:
            site = self._boundaries.site_of(lru_of(url))
        except ValueError:
            return ""
        return site.id if site else ""


@dataclass
class _Watch:
    """Passes progress to the run, and remembers that a person asked it to stop."""

    run: Run
    total: int
    stopping: Callable[[], bool]
    asked: bool = False
    newest: dict[str, Any] = field(default_factory=dict)

    def progress(self, now: Progress) -> None:
        self.run.result["now"] = asdict(now)
        try:
            self.run.progress(now.pages, self.total)
        except Cancelled:
            self.asked = True

    def stop(self) -> bool:
        self.asked = self.asked or self.stopping()
        return self.asked


class Crawls:
    """Crawls: begun, gone on with, told of. Their WARC files stay in the study, crawl by crawl."""

    def __init__(self, folder: Folder, site: StudySites, source: Sources, decision: Decisions) -> None:
        self._folder, self._site, self._source, self._decision = folder, site, source, decision

    def run(
        self,
        sites: Sequence[str] = (),
        *,
        question: str = "",
        who: str = "owner",
        stopping: Callable[[], bool] = lambda: False,
        resolver: Callable[[], AbstractResolver] | None = None,
        **settings: Any,
    ) -> dict[str, Any]:
        """Crawl sites, named as everywhere or by the address to begin at; return what became of it.

        Without any: the sites taken in on a question about sites, else all declared ones. `settings` are those of
        `CrawlPlan` (depth, pages, delay, contact …); the contact is that of the last crawl where none is given. Raise
        Misuse where nothing says where to begin or whom a site may ask, Cancelled where somebody stopped it: what was
        fetched stands, and `resume` goes on.
        """
        starts = self.starts(sites, question)
        contact = settings.pop("contact", "") or self._contact()
        plan = registry.fill(CrawlPlan, {"starts": starts, "contact": contact, **settings})
        check(plan)
        number = max(self._numbers(), default=0) + 1
        return self._carry_out(number, plan, who, stopping, resolver)

    def resume(
        self,
        *,
        who: str = "owner",
        stopping: Callable[[], bool] = lambda: False,
        resolver: Callable[[], AbstractResolver] | None = None,
        **settings: Any,
    ) -> dict[str, Any]:
        """Go on with the newest crawl, with other `settings` (budgets, depth) where some are given."""
        last = next(iter(self._runs()), None)
        if last is None:
            raise Misuse("there is no crawl to go on with", hint="diatrace crawl STUDY SITE")
        kept = {name: value for name, value in last["params"]["plan"].items() if name in _NAMES}
        given = {name: value for name, value in settings.items() if value not in ("", None)}
        plan = registry.fill(CrawlPlan, {**kept, **given, "starts": tuple(kept["starts"])})
        return self._carry_out(last["params"]["crawl"], plan, who, stopping, resolver)

    def _carry_out(
        self,
        number: int,
        plan: CrawlPlan,
        who: str,
        stopping: Callable[[], bool],
        resolver: Callable[[], AbstractResolver] | None,
    ) -> dict[str, Any]:
        facts = {"crawl": number, "plan": asdict(plan)}
        with running(self._folder.database, "crawl", facts, alone=True) as run:
            with self._folder.database.write() as connection:
                event.append(connection, who, "crawl.begin", facts)
            watch = _Watch(run, plan.pages, stopping)
            taken: Counter[str] = Counter()
            found = self._crawl(number, plan, watch, resolver, who, taken)
            run.result = {**facts, **asdict(found), "taken": dict(taken)}
            with self._folder.database.write() as connection:
                told = {"crawl": number, "stopped": found.stopped, "pages": found.pages, **taken}
                event.append(connection, who, "crawl.end", told)
            if found.stopped == "asked":
                raise Cancelled(
                    f"crawl {number} was stopped after {found.pages:,} pages; what it fetched stands",
                    hint="`diatrace crawl STUDY --resume` goes on",
                )
        return run.result

    def _crawl(
        self,
        number: int,
        plan: CrawlPlan,
        watch: _Watch,
        resolver: Callable[[], AbstractResolver] | None,
        who: str,
        taken: Counter[str],
    ) -> Summary:
        """Crawl in stretches, and take in what each fetched."""
        place = self._place(number)
        scope = _Scope(self._boundaries())
        end = 0.0
        done: set[Path] = set()
        for each in self._unfinished() - {number}:
            settle(self._place(each))
            self._take_in(each, who, done)
        with Remembered(self._folder.path / _FOLDER / "crawls.sqlite") as known:
            known.take_in([file for each in self._numbers() if each < number for file in self._files(each)])
            while True:
                end = min(plan.seconds, end + _SLICE)
                found = crawl(
                    place,
                    replace(plan, seconds=end),
                    scope,
                    on_progress=watch.progress,
                    stopping=watch.stop,
                    resolver=resolver,
                    known=known,
                )
                taken.update(self._take_in(number, who, done))
                if found.stopped != "seconds" or found.seconds >= plan.seconds:
                    return found
                end = max(end, found.seconds)

    def _take_in(self, number: int, who: str, done: set[Path]) -> dict[str, int]:
        """Import the WARC files of a crawl but those `done`; what is in the study already adds nothing."""
        counts: Counter[str] = Counter()
        for file in self._files(number):
            if file in done:
                continue
            report = self._source.add(file, as_="warc", venue="open", who=who)
            done.add(file)
            counts.update({name: report[name] for name in _COUNTED})
        return dict(counts)

    def starts(self, sites: Sequence[str] = (), question: str = "") -> tuple[str, ...]:
        """Return where a crawl of sites begins; raise Misuse where nothing says so."""
        if sites:
            found = [start for each in sites for start in self._named(each)]
        else:
            chosen = self._members(question) if question else None
            standing = self._site.standing().sites
            wanted = [each for each in standing if (each.declared if chosen is None else each.id in chosen)]
            found = _homes(self._site.standing(), wanted)
        if not found:
            raise Misuse("no site says where to begin", hint="name sites, or declare some: diatrace site add")
        return tuple(dict.fromkeys(found))

    def _named(self, name: str) -> list[str]:
        """Return where to begin at a name: an address as it is given, else the start pages of the site."""
        site = self._site.named(name)
        return [name] if "://" in name else _homes(self._site.standing(), [site])

    def _members(self, question: str) -> set[str]:
        desk = self._decision.desk(question)
        if desk.question.settings.unit != "site":
            raise Misuse(f"{question} is not about sites", hint="name a question put with --unit site")
        return {desk.pool.identifier(row) for row, verdict in desk.labels().items() if verdict == "in"}

    def _contact(self) -> str:
        return next((str(each["params"]["plan"]["contact"]) for each in self._runs()), "")

    def _boundaries(self) -> Boundaries:
        found = Boundaries()
        with self._folder.database.read() as connection:
            found.refresh(connection)
        return found

    def _place(self, number: int) -> Path:
        return self._folder.path / _FOLDER / f"crawl-{number:04d}"

    def _numbers(self) -> list[int]:
        found = (self._folder.path / _FOLDER).glob("crawl-[0-9]*")
        return sorted(int(each.name.removeprefix("crawl-")) for each in found if each.is_dir())

    def _files(self, number: int) -> list[Path]:
        return sorted((self._place(number) / "warc").glob("*.warc.gz"))

    def _unfinished(self) -> set[int]:
        """Return the crawls that were broken off: pages they fetched may not be in the study yet."""
        newest = {each["params"]["crawl"]: each["state"] for each in reversed(self._runs())}
        return {number for number in self._numbers() if newest.get(number) != "done"}

    def files(self) -> list[Path]:
        """Return the WARC files of all crawls, oldest first."""
        return [file for number in self._numbers() for file in self._files(number)]

    def _runs(self) -> list[dict[str, Any]]:
        return [each for each in listed(self._folder.database) if each["kind"] == "crawl"]

    def outcomes(self, number: int = 0, *, failed: bool = False) -> list[Outcome]:
        """Return what became of every address of a crawl (0 for the newest), or of those not answered."""
        known = self._numbers()
        wanted = number or max(known, default=0)
        if wanted not in known:
            raise UnknownName(
                f"there is no crawl {wanted}", hint=f"known: {', '.join(map(str, known)) or 'none'}"
            )
        found = outcomes(self._place(wanted))
        return [each for each in found if not failed or each.state != "answered" or (each.status or 0) >= 400]

    def list(self) -> list[dict[str, Any]]:
        """Return the crawls, newest first: number, state, plan, what became of them."""
        return [{**each, **each["params"]} for each in self._runs()]


_COUNTED: Final = ("read", "added", "known", "revised", "unreadable")
_NAMES: Final = {each.name for each in fields(CrawlPlan)}


def _homes(standing: Sites, wanted: Iterable[Site]) -> list[str]:
    """Return where to begin at sites: their start pages, their homes, else the forms of address that links use.

    A site that is only linked to may answer under http alone, or under www alone: links tell.
    """
    asked = list(wanted)
    used = _used(standing, [each for each in asked if not (each.home or each.starts)])
    return [
        start
        for site in asked
        for start in site.starts or ([site.home] if site.home else used[site.id] or _written(site))
    ]


def _used(standing: Sites, wanted: Sequence[Site]) -> dict[str, list[str]]:
    """Return of each site, for each beginning it has, the form (http or https, www or not) of most of its addresses."""
    sites = {standing.rows[each.id]: each for each in wanted if each.id in standing.rows}
    pages = np.flatnonzero(np.isin(standing.of_page, list(sites)))
    counts: Counter[tuple[int, str]] = Counter()
    for row, lru in zip(standing.of_page[pages].tolist(), _lrus(standing, pages), strict=True):
        under = [prefix for prefix in sites[row].prefixes if lru.startswith(prefix)]
        counts[row, max(under, key=len)] += 1
    found: dict[str, dict[str, str]] = {each.id: {} for each in wanted}
    for (row, prefix), _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        found[sites[row].id].setdefault(canonical(prefix), prefix)
    return {site: [url_of(found[each]) for each in sorted(found)] for site, found in found.items()}


def _lrus(standing: Sites, pages: NDArray[np.intp]) -> list[str]:
    return standing.web.pages["lru"].take(pages).to_pylist() if len(pages) else []


def _written(site: Site) -> list[str]:
    return [url_of(canonical(each)) for each in site.prefixes[:1]]
