"""What each record of an archive is: a page, a page met again, or one of many things that are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from diatrace.source.archive.entry import Entry, Gap
from diatrace.source.archive.http import Answer, answer_of, document_of
from diatrace.source.archive.page import PAGES, Capture, Noted, address_of, elsewhere, noted_in
from diatrace.source.crawl.page import REDIRECTS

Group: TypeAlias = Literal["page", "revisit", "status", "type", "robots", "record", "fault"]

_WEB: Final = ("http", "https")


class Sorted(NamedTuple):
    """The group of a record, what it is within that, and its answer where it is one."""

    group: Group
    label: str
    answer: Answer | None = None


def sorted_of(entry: Entry) -> Sorted:
    """Say what a record is."""
    if entry.fault or not entry.kind:
        return Sorted("fault", entry.fault or "the record does not say of what type it is")
    if entry.kind == "revisit":
        return Sorted("revisit", "revisit")
    if entry.kind not in ("response", "resource"):
        return Sorted("record", entry.kind)
    scheme, path = _parts(address_of(entry))
    if entry.kind == "resource" and scheme not in _WEB:
        return Sorted("record", entry.kind)
    if scheme in _WEB:
        return Sorted("robots", "robots.txt") if path == "/robots.txt" else _answered(entry)
    return Sorted("record", f"{scheme[:20]} answer") if scheme else Sorted("fault", "no address is told")


def _answered(entry: Entry) -> Sorted:
    bare = entry.kind == "resource"
    answer = (
        document_of(entry.fields.get("content-type", ""), entry.block) if bare else answer_of(entry.block)
    )
    if answer is None:
        return Sorted("fault", "the record holds no HTTP answer")
    if answer.status in REDIRECTS and elsewhere(address_of(entry), answer.fields.get("location", "")):
        return Sorted("page", "redirect to another host", answer)
    if not bare and answer.status != 200:
        return Sorted("status", str(answer.status))
    if answer.kind not in PAGES:
        return Sorted("type", answer.mime or "no type told")
    return Sorted("page", answer.kind, answer)


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.path


Found: TypeAlias = Capture | Entry | Gap


def captures(entries: Iterable[Entry | Gap]) -> Iterator[Found]:
    """Yield the pages of an archive with what the crawl noted of them, revisits, and what is damaged; nothing else.

    A crawl's note follows its page, perhaps behind the request.
    """
    held: Capture | None = None
    for each in entries:
        if held and isinstance(each, Entry) and (noted := _noted_of(held, each)):
            yield held._replace(noted=noted)
            held = None
            continue
        found = _found(each)
        if held and found:
            yield held
            held = None
        if isinstance(found, Capture):
            held = found
        elif found:
            yield found
    if held:
        yield held


def _found(each: Entry | Gap) -> Found | None:
    """Return what is to be told of; nothing for a record that is no page."""
    if isinstance(each, Gap):
        return each
    what = sorted_of(each)
    if what.answer:
        return Capture(each, what.answer)
    if what.group == "fault":
        each.fault = what.label
    return each if what.group in ("revisit", "fault") else None


def _noted_of(held: Capture, entry: Entry) -> Noted | None:
    if entry.kind != "metadata":
        return None
    refers, own = entry.fields.get("warc-refers-to"), held.entry.fields.get("warc-record-id")
    same = refers == own if refers else address_of(entry) == held.url
    return noted_in(entry) if same else None
