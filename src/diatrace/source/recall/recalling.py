"""Recalling: ask an archive what it holds, choose, fetch what is not there yet, keep it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from aiohttp.abc import AbstractResolver

from diatrace.errors import SourceError
from diatrace.source.archive.cdx import STAMP
from diatrace.source.crawl.decode import decoded
from diatrace.source.crawl.fetch import Answer
from diatrace.source.recall.archive import Archive
from diatrace.source.recall.asking import Asker, Unanswered, fetcher_of
from diatrace.source.recall.keeping import Kept
from diatrace.source.recall.listing import (
    Found,
    as_it_was,
    at_of,
    chosen,
    indexed,
    mapped,
    moment_of,
    resume_key,
)
from diatrace.source.recall.plan import Progress, RecallPlan, Summary, check

Follow: TypeAlias = Callable[[Progress], None]

_ASKED_FOR: Final = 10_000
"""Captures asked of an index at a time."""

_LISTED: Final = 200_000
"""Captures of one address that are looked at."""

_NOT_THERE: Final = frozenset({400, 404, 405, 501})
_MAPS: Final = 50
_UNPACKED: Final = 256 * 1024**2
_STAMPED: Final = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/")
_IN_A_ROW: Final = 3
"""Captures that an archive may leave unanswered before it is let be."""


class _Listed(msgspec.Struct, frozen=True):
    """What is to be fetched; of which addresses the archive gives nothing, and why; whether it holds more."""

    found: tuple[Found, ...]
    empty: dict[str, str]
    more: bool


def recall(
    folder: Path,
    plan: RecallPlan,
    *,
    on_progress: Follow | None = None,
    resolver: Callable[[], AbstractResolver] | None = None,
) -> Summary:
    """Fetch the captures that a plan wants into a WARC in `folder`, and say what became of it.

    What the folder holds already is not fetched again: a recall that was stopped or killed goes on where it was.
    `on_progress` may raise to stop. Raises Misuse for a plan that cannot be carried out, SourceError where the archive
    does not answer.
    """
    check(plan)
    return asyncio.run(_Recalling(folder, plan, on_progress or (lambda _: None)).run(resolver))


class _Recalling:
    """A recall under way."""

    def __init__(self, folder: Path, plan: RecallPlan, follow: Follow) -> None:
        self._plan = plan
        self._archive = plan.archive
        self._kept = Kept(folder, plan)
        self._list = folder / "list.json"
        self._follow = follow
        self._total = 0
        self._asker: Asker
        self._indexes = [each for each in _layouts(plan.archive) if each.index]

    async def run(self, resolver: Callable[[], AbstractResolver] | None) -> Summary:
        """List, then fetch."""
        async with fetcher_of(self._plan, resolver) as fetcher:
            self._asker = Asker(fetcher, self._plan, self._tell)
            listed = await self._listed()
            self._total = len(listed.found)
            failed = await self._fetch(
                [each for each in listed.found if (each.url, each.stamp) not in self._kept.done]
            )
        reasons = self._kept.reasons
        for reason in failed:
            reasons[reason] = reasons.get(reason, 0) + 1
        return Summary(
            found=self._total,
            taken=self._kept.taken,
            failed=sum(reasons.values()),
            reasons=reasons,
            empty=listed.empty,
            more=listed.more,
            file=self._kept.file.name if self._kept.taken else "",
        )

    def _tell(self) -> None:
        self._follow(Progress(len(self._kept.done), self._total))

    async def _listed(self) -> _Listed:
        """Return what is to be fetched, as it was listed when there first was something: archives grow."""
        if self._list.exists():
            return msgspec.json.decode(self._list.read_bytes(), type=_Listed)
        found: list[Found] = []
        empty: dict[str, str] = {}
        more = False
        for url in dict.fromkeys(self._plan.urls):
            try:
                here, cut = await self._held(url)
            except Unanswered as error:
                if error.again:
                    raise _silent(self._archive, error.reason) from None
                here, cut, empty[url] = [], False, error.reason
            wanted = chosen(here, self._plan)
            if not wanted:
                empty.setdefault(url, "nothing captured on those days" if here else "nothing captured")
            found, more = [*found, *wanted], more or cut
        found = chosen(found, self._plan)
        most = self._plan.pages
        listed = _Listed(tuple(found[:most]), empty, more or len(found) > most)
        if found:
            unfinished = self._list.with_suffix(".part")
            unfinished.write_bytes(msgspec.json.encode(listed))
            unfinished.replace(self._list)
        return listed

    async def _held(self, url: str) -> tuple[list[Found], bool]:
        """Return what the archive holds of an address, and whether there is more: by index, time map or time gate."""
        for archive in self._indexes:
            held = await self._indexed(archive, url)
            if held is not None:
                self._indexes = [archive]
                return held
        if not self._archive.timemap:
            return [], False
        if self._plan.prefix:
            raise Unanswered("the archive has no index: only whole addresses can be asked for", again=False)
        held = await self._mapped(url)
        return await self._gated(url) if held is None else held

    async def _indexed(self, archive: Archive, url: str) -> tuple[list[Found], bool] | None:
        """Return what the index holds; None where there is no index."""
        plan, after = self._plan, ""
        found: list[Found] = []
        paged = archive.style == "wayback"
        most = _ASKED_FOR if paged else _LISTED
        while len(found) < _LISTED:
            question = archive.question(
                url,
                f"{plan.begin:{STAMP}}",
                f"{plan.end:{STAMP}}",
                prefix=plan.prefix,
                limit=most,
                after=after,
            )
            answer = await self._asker.ask(question)
            page = answer.status == 200 and answer.kind == "html"
            if not found and (page or answer.status in _NOT_THERE):
                return None
            text = _text(answer)
            found += [each._replace(memento=archive.raw(each.stamp, each.url)) for each in indexed(text)]
            after = resume_key(text) if paged else ""
            if not after:
                return found, text.count("\n") >= most or bool(answer.truncated)
        return found, True

    async def _mapped(self, url: str) -> tuple[list[Found], bool] | None:
        """Return what the time map of an address lists, with those it is continued in; None where there is none."""
        found: list[Found] = []
        asked = [f"{self._archive.timemap}{url}"]
        for address in asked:  # grows while it is gone through
            answer = await self._asker.ask(address)
            if answer.status == 404 and len(asked) == 1:
                return None
            here, further = mapped(_text(answer))
            found += [each if each.url else each._replace(url=url) for each in here]
            asked += [each for each in further if each not in asked]
            if len(asked) > _MAPS:
                return found, True
        return found, False

    async def _gated(self, url: str) -> tuple[list[Found], bool]:
        """Return the capture that the time gate of an address leads to."""
        if not self._archive.replay:
            return [], False
        middle = self._plan.begin + (self._plan.end - self._plan.begin) / 2
        asked = {"Accept-Datetime": format_datetime(middle.replace(tzinfo=UTC), usegmt=True)}
        answer = await self._asker.ask(f"{self._archive.replay}{url}", asked)
        at = moment_of(answer.headers.get("Memento-Datetime", ""))
        return ([Found(at, url, memento=answer.url)] if at else []), False

    async def _fetch(self, wanted: Iterable[Found]) -> list[str]:
        """Fetch captures; return why some may only come later."""
        later: list[str] = []
        row = 0
        for each in wanted:
            try:
                answer, at = await self._capture(each)
            except Unanswered as error:
                if not error.again:
                    self._kept.give_up(each, error.reason)
                    continue
                later.append(error.reason)
                row += 1
                if row >= _IN_A_ROW:
                    raise _silent(self._archive, error.reason) from None
            else:
                self._kept.take(each, answer, at)
                row = 0
        self._tell()
        return later

    async def _capture(self, found: Found) -> tuple[Answer, datetime]:
        """Return a capture as it was, and when it was made: the nearest may stand in for one that is not there."""
        for address in dict.fromkeys([as_it_was(found.memento), found.memento]):
            answer = await self._asker.ask(address)
            if answer.status == 200:
                break
        else:
            raise Unanswered(f"answered {answer.status}", again=False)
        at = moment_of(answer.headers.get("Memento-Datetime", "")) or _in_address(answer.url) or found.at
        if not self._plan.begin <= at <= self._plan.end:
            raise Unanswered("another date was given", again=False)
        return answer, at


def _layouts(archive: Archive | None) -> Iterator[Archive]:
    while archive:
        yield archive
        archive = archive.otherwise


def _in_address(url: str) -> datetime | None:
    told = _STAMPED.search(url)
    return at_of(told[1]) if told else None


def _text(answer: Answer) -> str:
    """Return the text of a list; raise Unanswered where it is none."""
    if answer.status != 200:
        raise Unanswered(f"answered {answer.status}", again=False)
    coding = answer.headers.get("Content-Encoding", "")
    return decoded(answer.body, coding, _UNPACKED).body.decode("utf-8", "replace")


def _silent(archive: Archive, reason: str) -> SourceError:
    private = "private address" in reason
    return SourceError(
        f"{archive.name} does not answer: {reason}",
        where=archive.index or archive.timemap,
        hint="allow it with --allow-private" if private else "ask again later: it goes on where it was",
    )
