"""`diatrace crawl`: visit sites gently, keep what they answer, take it into the study."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, StudyPath, Who
from diatrace.cli.output import emit, note, say, table

_LISTED = ["crawl", "state", "created_at", "ended_at", "pages", "stopped"]


def crawl(
    study: StudyPath,
    sites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SITE]…", help="Sites, or addresses to begin at; none: all declared sites."),
    ] = None,
    question: Annotated[
        str, typer.Option(help="The sites taken in on this question, in place of naming them.")
    ] = "",
    depth: Annotated[int | None, typer.Option(min=0, help="Links from a start page, at most. [1]")] = None,
    pages: Annotated[int | None, typer.Option(min=1, help="Pages in all, at most. [1000]")] = None,
    pages_per_site: Annotated[
        int | None, typer.Option(min=1, help="Pages of one site, at most. [200]")
    ] = None,
    seconds: Annotated[float | None, typer.Option(help="Seconds in all, at most. [86400]")] = None,
    delay: Annotated[
        float | None, typer.Option(min=0, help="Seconds between two requests to one host. [1]")
    ] = None,
    contact: Annotated[
        str, typer.Option(help="E-mail address or web page that every site sees; kept for the next crawls.")
    ] = "",
    no_robots: Annotated[
        str, typer.Option(metavar="REASON", help="Leave robots.txt aside, for this reason, which is kept.")
    ] = "",
    only_new: Annotated[
        bool, typer.Option("--only-new", help="Fetch only pages not known from before.")
    ] = False,
    no_sitemaps: Annotated[bool, typer.Option("--no-sitemaps", help="Do not look for sitemaps.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Visit this machine and private networks too.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the newest crawl.")] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Crawl sites of the study, within their boundaries: one request a host at a time, robots.txt obeyed.

    What is fetched stays in WARC files and comes in as traces, links and sites. Ctrl-C stops it; --resume goes on.

    Example: diatrace crawl my-study https://example.org --depth 2 --pages 500 --contact salma@university.example
    """
    from diatrace.errors import Misuse  # noqa: PLC0415
    from diatrace.study import open_study  # noqa: PLC0415

    given: dict[str, Any] = {
        "depth": depth,
        "pages": pages,
        "pages_per_site": pages_per_site,
        "seconds": seconds,
        "delay": delay,
        "contact": contact or None,
        "robots": False if no_robots else None,
        "robots_reason": no_robots or None,
        "only_new": True if only_new else None,
        "sitemaps": False if no_sitemaps else None,
        "allow_private": True if allow_private else None,
    }
    settings = {name: value for name, value in given.items() if value is not None}
    if resume and (sites or question):
        raise Misuse("a crawl that goes on keeps its sites", hint="leave them out, or leave --resume out")
    with open_study(study) as opened, interrupted() as stopping:
        if resume:
            found = opened.crawl.resume(who=who, stopping=stopping, **settings)
        else:
            found = opened.crawl.run(sites or (), question=question, who=who, stopping=stopping, **settings)
    if as_json:
        emit(found)
        return
    say(f"crawl {found['crawl']}: {found['pages']:,} pages of {sum(map(bool, found['sites'].values())):,} sites, "
        f"{found['bytes'] / 1e6:,.1f} MB, {found['seconds']:,.0f} s; ended by: {found['stopped']}")  # fmt: skip
    say(", ".join(f"{count:,} {name}" for name, count in found["outcomes"].items()))
    say("traces: " + ", ".join(f"{count:,} {name}" for name, count in found["taken"].items()))
    if found["reasons"]:
        note(f"why not: diatrace crawls {study} --failed")


@contextmanager
def interrupted() -> Iterator[Callable[[], bool]]:
    """Say whether somebody pressed Ctrl-C; the second time it ends at once."""
    asked: list[int] = []

    def stop(number: int, _: Any) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        note("stopping; what was fetched is kept")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def crawls(
    study: StudyPath,
    number: Annotated[
        int | None, typer.Option("--crawl", min=0, help="Every address of this crawl; 0 for the newest.")
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Addresses that were not answered, each with its reason.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the crawls, or what became of the addresses of one.

    Example: diatrace crawls my-study --failed
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        if failed or number is not None:
            rows = [each._asdict() for each in opened.crawl.outcomes(number or 0, failed=failed)]
            columns = ["url", "state", "status", "reason", "note", "source"]
        else:
            rows = [{**each, **(each["result"] or {})} for each in opened.crawl.list()]
            columns = _LISTED
    if as_json:
        emit(rows)
    else:
        table(rows, columns) if rows else say("none")
