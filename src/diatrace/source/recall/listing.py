"""What an archive says it holds: CDX, CDXJ and JSON lines of its index, links of its time maps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

import msgspec

from diatrace.source.archive.cdx import STAMP, key_of
from diatrace.source.recall.plan import RecallPlan

_PAGES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/pdf", "text/plain", "warc/revisit", "unk", "-", ""}
)
_STATUSES: Final = frozenset({"200", "-", ""})
_STAMP: Final = re.compile(r"\d{14}")
_FULL: Final = "00000101000000"
_LINK: Final = re.compile(r'<([^<>]{1,4000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]*))*)')
_PARAMETER: Final = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]*))')


class Found(NamedTuple):
    """A capture that an archive says it holds: when, of which address, with which content, and where, if it says."""

    at: datetime
    url: str
    digest: str = ""
    memento: str = ""

    @property
    def stamp(self) -> str:
        """The date as archives write it in addresses."""
        return f"{self.at:{STAMP}}"


def at_of(stamp: str) -> datetime | None:
    """Return the moment of a date of 4 to 14 digits; None where it is none."""
    if not (stamp.isascii() and stamp.isdigit() and 4 <= len(stamp) <= 14):
        return None
    try:
        return datetime.strptime(stamp + _FULL[len(stamp) :], STAMP)  # noqa: DTZ007 - moments are naive
    except ValueError:
        return None


def moment_of(told: str) -> datetime | None:
    """Return the moment of a date as HTTP writes it; None where it is none."""
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, TypeError, OverflowError):
        return None
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None)


def indexed(text: str) -> Iterator[Found]:
    """Yield the pages of an answer of an index, whichever of the three forms its lines have."""
    for line in text.splitlines():
        stamp, told = _told(line.strip())
        at = at_of(stamp)
        if at and told.get("url") and told["mime"] in _PAGES and told["status"] in _STATUSES:
            yield Found(at, told["url"], told["digest"].removeprefix("sha1:"))


def _told(line: str) -> tuple[str, dict[str, str]]:
    """Take a line apart: its date, and url, mime, status, digest; all empty where it is no line of an index."""
    words = line.split(" ")
    if line.startswith("{"):
        facts = _facts(line)
        return str(facts.get("timestamp", "")), _named(facts)
    if len(words) > 2 and words[2].startswith("{"):
        return words[1], _named(_facts(line.split(" ", 2)[2]))
    if len(words) >= 7:  # the usual columns: key, date, url, type, status, digest …
        words = words[1:6]
    if len(words) < 5:
        return "", {}
    return words[0], dict(zip(("url", "mime", "status", "digest"), words[1:5], strict=True))


def _facts(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _named(facts: dict[str, Any]) -> dict[str, str]:
    told = {
        "url": facts.get("url") or facts.get("original"),
        "mime": facts.get("mime") or facts.get("mimetype"),
        "status": facts.get("status") or facts.get("statuscode"),
        "digest": facts.get("digest"),
    }
    return {name: "" if value is None else str(value) for name, value in told.items()}


def resume_key(text: str) -> str:
    """Return the key that a list goes on with: alone on its line behind an empty one; nothing where it is whole."""
    head, _, last = text.rstrip("\n").rpartition("\n")
    return last.strip() if last and head.endswith("\n") and " " not in last.strip() else ""


def mapped(text: str) -> tuple[list[Found], list[str]]:
    """Return the captures that a time map lists, and the addresses of further time maps that it is continued in."""
    found, further, original = [], [], ""
    for uri, rest in _LINK.findall(text):
        told = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
        kinds = told.get("rel", "").lower().split()
        if "original" in kinds:
            original = uri
        elif "memento" in kinds and (at := moment_of(told.get("datetime", ""))):
            found.append(Found(at, "", memento=uri))
        elif "timemap" in kinds and "self" not in kinds:
            further.append(uri)
    return [each._replace(url=original) for each in found], further


def as_it_was(memento: str) -> str:
    """Return the address of a capture without anything that the archive adds to it, where the archive has such."""
    return re.sub(r"/(\d{14})(?:[a-z]{2}_)?/", r"/\1id_/", memento, count=1)


def chosen(found: Iterable[Found], plan: RecallPlan) -> list[Found]:
    """Return the captures to be fetched, by address and date: those of the plan's days, nearest or all that differ."""
    within = sorted({each for each in found if plan.begin <= each.at <= plan.end}, key=_order)
    middle = plan.begin + (plan.end - plan.begin) / 2
    taken: dict[tuple[str, str], Found] = {}
    for each in within:
        key = (_key(each.url), (each.digest or each.stamp) if plan.every else "")
        before = taken.get(key)
        if before is None or (not plan.every and abs(each.at - middle) < abs(before.at - middle)):
            taken[key] = each
    return sorted(taken.values(), key=_order)


def _order(each: Found) -> tuple[str, datetime, str, str]:
    return _key(each.url), each.at, each.url, each.digest


def _key(url: str) -> str:
    try:
        return key_of(url)
    except ValueError:
        return url
