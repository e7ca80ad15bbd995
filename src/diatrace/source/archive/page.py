"""From a capture to a record: what a page was at its address on a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser

from diatrace.model import UNDATED, Link, Moment, Record, Unreadable
from diatrace.source import markup
from diatrace.source.archive.entry import Entry
from diatrace.source.archive.http import Answer, dechunked, matches, sha1
from diatrace.source.archive.pdf import pdf_of
from diatrace.source.charset import characters
from diatrace.source.crawl.page import REDIRECTS
from diatrace.source.crawl.warc import FIELDS, NOTED
from diatrace.source.fragments import Fragment, date_alone, fragments_of, with_fragments
from diatrace.source.webpage import facts_of, main_text, metas_of
from diatrace.trace import dates

PAGES: Final = ("html", "pdf", "text")
"""Kinds of documents that become records."""

_BETWEEN: Final = b"\r\n\r\n"
_STAMP: Final = "%Y%m%d%H%M%S"
_FRESH: Final = timedelta(minutes=1)
"""A page last modified less than this before its capture was made for it: the date says nothing."""

_PAYLOAD: Final = "payload digest does not match"
_CONTROL: Final = dict.fromkeys([*range(9), 11, *range(14, 32)])


class Noted(msgspec.Struct, frozen=True):
    """What was noted of a page in its metadata record.

    Of a crawl: its links as they were found, and how far it had come. Of a page out of a web archive: which.
    """

    links: tuple[Link, ...] | None = None
    depth: int | None = None
    cut: bool = False
    archive: str = ""


def noted_in(entry: Entry) -> Noted | None:
    """Return what was noted of a page; None where a metadata record is somebody else's."""
    told = entry.fields.get("content-type", "")
    if not (told.startswith("application/json") or (told == FIELDS and entry.block.startswith(NOTED))):
        return None
    try:
        noted = msgspec.json.decode(entry.block.removeprefix(NOTED), type=Noted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return noted if noted.links is not None or noted.archive else None


def elsewhere(url: str, location: str) -> str:
    """Return the address that a redirect leads to where that is on another host, `www.` aside; else nothing."""
    target = markup.absolute(location, url)
    return target if target and _host(target) != _host(url) else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class Capture(NamedTuple):
    """A page as it was captured: its record, its answer, what the crawl noted, what a list of pages says of it.

    Where it was met again unchanged, `revisit` is the record of that.
    """

    entry: Entry
    answer: Answer
    noted: Noted | None = None
    revisit: Entry | None = None
    listed: tuple[str, str] = ("", "")
    """Title and text, for pages that have none until a browser runs them."""

    @property
    def url(self) -> str:
        """The address."""
        return address_of(self.revisit or self.entry)

    @property
    def captured(self) -> Moment:
        """The date of capture."""
        return captured_at(self.revisit or self.entry)

    @property
    def raw(self) -> bytes:
        """The record as the file has it; a revisit stands before what it refers to."""
        own = self.entry.head + self.entry.block
        return own if self.revisit is None else self.revisit.head + self.revisit.block + _BETWEEN + own


class _Content(NamedTuple):
    text: str
    title: str = ""
    author: str = ""
    language: str = ""
    edited: Moment = UNDATED
    links: tuple[Link, ...] = ()
    facts: dict[str, Any] = {}  # noqa: RUF012 (never written to)
    fragments: tuple[Fragment, ...] = ()


def address_of(entry: Entry) -> str:
    """Return the address a record is of; some writers put it in angle brackets."""
    return entry.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


def captured_at(entry: Entry) -> Moment:
    """Return the date of capture; undated, with the text as evidence, where it is none."""
    told = entry.fields.get("warc-date", "")
    if told.isdigit() and len(told) in (12, 14):
        try:
            at = datetime.strptime(told.ljust(14, "0"), _STAMP)  # noqa: DTZ007 - a Moment is naive
        except ValueError:
            return Moment(evidence=told)
        return Moment(at, "second" if len(told) == 14 else "minute", "UTC", "ARC date")
    return dates.from_text(told, zone="UTC", evidence="WARC-Date") if told else Moment(evidence="no date")


def records_of(
    capture: Capture, number: int, *, main: bool, fragments: bool
) -> Iterator[Record | Unreadable]:
    """Yield the record of a captured page, and where asked for those of its posts and comments.

    `main` takes its main text only.
    """
    made = _read(capture, number, main=main, fragments=fragments)
    if isinstance(made, Unreadable):
        yield made
    else:
        yield from with_fragments(_record(capture, made, number), made.fragments)


def _read(capture: Capture, number: int, *, main: bool, fragments: bool) -> _Content | Unreadable:
    """Return what is in a page, or why it cannot be read."""
    entry, answer = capture.entry, capture.answer
    raw = capture.raw
    if not entry.whole:
        return Unreadable(number, f"{entry.place}: a page of {entry.length:,} bytes is too large", raw)
    if answer.cut and not answer.document:
        return Unreadable(number, f"{entry.place}: {'; '.join(answer.notes) or 'the page is cut'}", raw)
    made = _content(capture, main=main, fragments=fragments)
    return Unreadable(number, f"{entry.place}: {made}", raw) if isinstance(made, str) else made


def _record(capture: Capture, made: _Content, number: int) -> Record:
    """Return the record of a page."""
    title, text = capture.listed
    url = capture.url
    return Record(
        kind="page",
        platform="web",
        native=url,
        url=url,
        title=made.title or title,
        text=made.text or text,
        author=made.author,
        language=made.language or _one_language(capture.answer),
        edited=made.edited if made.edited.at else _last_modified(capture) or made.edited,
        captured=capture.captured,
        occurrences=made.links,
        attributes=_attributes(capture, made),
        raw=capture.raw,
        where=number,
    )


def _content(capture: Capture, *, main: bool, fragments: bool) -> _Content | str:
    """Return what is in a page, or why it cannot be taken out."""
    if capture.answer.status in REDIRECTS:
        return _Content("", links=_of_redirect(capture))
    if capture.answer.kind == "pdf":
        return _pdf(capture)
    found = characters(capture.answer.document, capture.answer.charset)
    facts = {"charset": found.codec, "charset_evidence": found.evidence}
    if capture.answer.kind == "text":
        return _Content(found.text.translate(_CONTROL).strip(), facts=facts)
    tree = markup.parse(found.text)
    said = facts_of(tree, metas_of(tree), capture.url)
    links = capture.noted.links if capture.noted else None
    if links is None:
        links = markup.occurrences(tree, capture.url)
    below = _below(tree, capture, said.language) if fragments else ()
    edited = said.edited if said.edited.at else date_alone(below) or said.edited
    text = main_text(found.text, tree) if main else markup.tree_text(tree)
    return _Content(text, said.title, said.author, said.language, edited, links, facts, below)


def _of_redirect(capture: Capture) -> tuple[Link, ...]:
    if capture.noted and capture.noted.links is not None:
        return capture.noted.links
    target = elsewhere(capture.url, capture.answer.fields.get("location", ""))
    return (Link(target, place="http", kind="redirect"),) if target else ()


def _below(tree: LexborHTMLParser, capture: Capture, language: str) -> tuple[Fragment, ...]:
    """Return what is below a page; "3 days ago" lies before the first capture of a page that has not changed since."""
    return fragments_of(tree, capture.url, captured_at(capture.entry), language)


def _pdf(capture: Capture) -> _Content | str:
    found = pdf_of(capture.answer.document)
    if found.fault:
        return found.fault
    edited = dates.from_text(found.edited, evidence=found.evidence) if found.edited else UNDATED
    facts = {"pages": found.pages} | ({"pages_read": found.read} if found.read < found.pages else {})
    return _Content(found.text.translate(_CONTROL), found.title, edited=edited, facts=facts)


def _one_language(answer: Answer) -> str:
    told = answer.fields.get("content-language", "")
    return "" if "," in told else told


def _last_modified(capture: Capture) -> Moment | None:
    """Return when the server says the page was last modified, unless it was made on being asked."""
    try:
        at = parsedate_to_datetime(capture.answer.fields.get("last-modified", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    at = (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None)
    captured = capture.captured.at
    if captured and at > captured - _FRESH:
        return None
    return dates.from_value(at, zone="UTC", evidence="Last-Modified header")


def _attributes(capture: Capture, made: _Content) -> dict[str, Any]:
    """Return the plain facts of a capture, but for those that differ while the page does not (the date, the place)."""
    entry, answer, noted = capture.entry, capture.answer, capture.noted
    told = entry.fields.get("warc-payload-digest", "")
    wrong = wrong_digests(entry, answer)
    notes = [*entry.notes, *answer.notes, *wrong]
    if noted and noted.cut:
        notes.append("not all of it, or of its links, was kept")
    elif len(made.links) >= markup.OCCURRENCES:
        notes.append(f"more than {markup.OCCURRENCES:,} links; the first are kept")
    facts = {
        "status": answer.status or None,
        "mime": answer.mime,
        **made.facts,
        "digest": told if told and _PAYLOAD not in wrong else sha1(answer.body),
        "depth": noted.depth if noted else None,
        "archive": noted.archive if noted else None,
        "truncated": entry.fields.get("warc-truncated"),
        "notes": notes or None,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def wrong_digests(entry: Entry, answer: Answer) -> list[str]:
    """Return which of a record's digests are not those of its bytes; payloads are told with chunk marks or without."""
    wrong = []
    told = entry.fields.get("warc-payload-digest", "")
    if matches(told, answer.body) is False and not matches(told, dechunked(answer.body), answer.document):
        wrong.append(_PAYLOAD)
    if matches(entry.fields.get("warc-block-digest", ""), entry.block) is False:
        wrong.append("block digest does not match")
    return wrong
