"""The life of sites: visited again, a state proposed, a person decides, how long they live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from aiohttp.abc import AbstractResolver

from diatrace.actor.lru import lru_of, url_of
from diatrace.actor.sites import Sites
from diatrace.analysis.survival import Life, tables
from diatrace.decision.field import LIFE
from diatrace.errors import Misuse
from diatrace.model import Trace
from diatrace.proposal.life import Seen, Visit, newest, propose
from diatrace.run import listed, running
from diatrace.source.crawl import Outcome
from diatrace.source.crawl.visit import ELSEWHERE
from diatrace.store import event
from diatrace.store.folder import Folder
from diatrace.study.crawls import Crawls
from diatrace.study.fields import StudyFields
from diatrace.study.sites import StudySites
from diatrace.study.traces import StudyTraces

_PAGES: Final = 4
"""Pages of a site, besides where it begins, that are asked for again."""


class Lives:
    """Visits to sites that are known, and what became of them."""

    def __init__(
        self, folder: Folder, site: StudySites, trace: StudyTraces, crawl: Crawls, field: StudyFields
    ) -> None:
        self._folder, self._site, self._trace = folder, site, trace
        self._crawl, self._field = crawl, field

    def recheck(
        self,
        sites: Sequence[str] = (),
        *,
        question: str = "",
        pages: int = _PAGES,
        who: str = "owner",
        today: datetime | None = None,
        stopping: Callable[[], bool] = lambda: False,
        resolver: Callable[[], AbstractResolver] | None = None,
        **settings: Any,
    ) -> dict[str, Any]:
        """Visit sites again (see `crawl.run` for which), and propose of each whether it lives; nothing is decided.

        Where a site begins and up to `pages` of its captured pages are asked for; `settings` are those of a crawl.
        """
        now = (today or datetime.now(UTC)).replace(tzinfo=None)
        asked = self._asked(sites, question, pages)
        before = self._texts(self._site.standing(), {url for urls in asked.values() for url in urls})
        settings = {"depth": 0, "sitemaps": False, **settings}
        addresses = tuple(dict.fromkeys(url for urls in asked.values() for url in urls))
        settings.setdefault("pages", 2 * len(addresses) + 10)
        with running(self._folder.database, "recheck", {"sites": len(asked)}, alone=True) as run:
            found = self._crawl.run(addresses, who=who, stopping=stopping, resolver=resolver, **settings)
            outcomes = {_lru(each.url): each for each in self._crawl.outcomes(found["crawl"])}
            after = self._texts(self._site.standing(), set(addresses))
            proposals = [
                self._proposal(site, urls, outcomes, before, after, now) for site, urls in asked.items()
            ]
            run.result = {"crawl": found["crawl"], "on": now.date().isoformat(), "proposals": proposals}
            with self._folder.database.write() as connection:
                told = {
                    "crawl": found["crawl"],
                    "states": {each["site"]: each["state"] for each in proposals},
                }
                event.append(connection, who, "life.propose", told)
        return run.result

    def _asked(self, sites: Sequence[str], question: str, pages: int) -> dict[str, list[str]]:
        """Return the addresses to ask for, site by site: where it begins, then captured pages, oldest first."""
        standing = self._site.standing()
        asked: dict[str, list[str]] = {}
        for start in self._crawl.starts(sites, question):
            asked.setdefault(self._site.named(start).id, []).append(start)
        captured = np.asarray(standing.web.captures["page"].to_numpy(), np.int64)
        for site, urls in asked.items():
            row = standing.rows.get(site)
            if row is not None:
                known = dict.fromkeys(captured[standing.of_page[captured] == row].tolist())
                more = (url_of(standing.web.pages["lru"][each].as_py()) for each in list(known)[: pages + 1])
                asked[site] = list(dict.fromkeys([*urls, *more]))[: len(urls) + pages]
        return asked

    def _texts(self, sites: Sites, urls: Iterable[str]) -> dict[str, Trace]:
        """Return the newest capture of each address, by LRU."""
        wanted = {_lru(url) for url in urls}
        shown = np.flatnonzero(sites.web.standing())
        pages = np.asarray(sites.web.captures["page"].to_numpy(), np.int64)[shown]
        lrus = sites.web.pages["lru"].take(pages).to_pylist() if len(pages) else []
        traces = {
            lru: sites.web.captures["trace"][int(number)].as_py()
            for lru, number in zip(lrus, shown.tolist(), strict=True)
            if lru in wanted
        }
        found = self._trace.get(traces.values())
        return {lru: found[trace] for lru, trace in traces.items() if trace in found}

    def _proposal(
        self,
        site: str,
        urls: Sequence[str],
        outcomes: Mapping[str, Outcome],
        before: Mapping[str, Trace],
        after: Mapping[str, Trace],
        today: datetime,
    ) -> dict[str, Any]:
        visits = [
            _visit(url, outcomes.get(_lru(url)), before.get(_lru(url)), after.get(_lru(url))) for url in urls
        ]
        known = [before[_lru(url)] for url in urls if _lru(url) in before]
        present = [after[_lru(url)] for url in urls if _lru(url) in after]
        seen = Seen(
            visits,
            today,
            added=newest(each.edited.at for each in present),
            since=min((each.captured.at for each in known if each.captured.at), default=None),
        )
        made = propose(seen)
        standing = self._site.standing()
        row = standing.rows.get(site)
        name = standing.sites[row].name if row is not None else ""
        return {"site": site, "name": name, "state": made.state, "signs": list(made.signs)}

    def proposals(self) -> dict[str, Any]:
        """Return what the newest visit proposed: its day, state and signs of each site; empty where none was made."""
        runs = (
            each for each in listed(self._folder.database) if each["kind"] == "recheck" and each["result"]
        )
        return next((each["result"] for each in runs if "proposals" in each["result"]), {})

    def say(self, site: str, state: str, *, who: str, on: str = "", note: str = "") -> int:
        """Say whether a site lives: live, abandoned, dead or squatted, on a day."""
        return self._field.say(LIFE.name, site, state, who=who, on=on, note=note)

    def survival(self, *, field: str = "", abandoned: bool = False) -> dict[str, Any]:
        """Return life tables of the sites of which a state was said, all together or by the values of a field."""
        standing, values = self._site.standing(), self._field.values(field) if field else {}
        if field == LIFE.name:
            raise Misuse("sites cannot be grouped by what became of them", hint="name another field")
        groups: dict[str, list[Life]] = {"all": []}
        first = _first_captures(standing)
        for site in self._field.standing().items(LIFE.name):
            course = [each for each in self._field.course(LIFE.name, site) if not each["disputed"]]
            states = {each["on"]: each["values"][0] for each in course if each["values"]}
            if not states:
                continue
            life = Life(min(first.get(site, min(states)), *states), states)
            groups["all"].append(life)
            for value in values.get(site, ()):
                groups.setdefault(value, []).append(life)
        return tables(groups, abandoned=abandoned)


def _first_captures(sites: Sites) -> dict[str, str]:
    """Return the day on which each site was first captured."""
    pages = np.asarray(sites.web.captures["page"].to_numpy(), np.int64)
    found: dict[str, str] = {}
    for row, at in zip(sites.of_page[pages].tolist(), sites.web.captures["at"].to_pylist(), strict=True):
        if row >= 0 and at is not None:
            day = at.date().isoformat()
            site = sites.sites[row].id
            found[site] = min(day, found.get(site, day))
    return found


def _visit(url: str, outcome: Outcome | None, before: Trace | None, after: Trace | None) -> Visit:
    note = outcome.note if outcome else ""
    notes = note.split("; ")
    unchanged = "unchanged" in notes
    now = before if unchanged else after
    return Visit(
        url,
        outcome.status if outcome else None,
        reason=outcome.reason if outcome else "the visit ended before",
        asked=outcome is not None and outcome.state in ("answered", "failed"),
        elsewhere=ELSEWHERE in notes,
        unchanged=unchanged,
        before=before.text if before else "",
        now=now.text if now else "",
        language_before=before.language if before else "",
        language_now=now.language if now else "",
    )


def _lru(url: str) -> str:
    return lru_of(url)
