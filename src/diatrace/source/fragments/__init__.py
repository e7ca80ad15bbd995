"""Below the page: its posts, comments and articles, each with its author and the date it was written or last changed.

A page is dated by its capture; what stands on it was written on other days, by several people. Dates are told with what
they rest on, and one that nothing decides is left open: the capture date never stands in for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from diatrace.model import UNDATED, Moment, Record
from diatrace.source.fragments import linked
from diatrace.source.fragments.evidence import clues
from diatrace.source.fragments.fragment import Fragment
from diatrace.source.fragments.outline import Outline
from diatrace.source.fragments.page import Page
from diatrace.source.fragments.units import Units
from diatrace.source.webpage import linked_data

__all__ = ["FRAGMENTS", "Fragment", "date_alone", "fragments_of", "with_fragments"]

FRAGMENTS: Final = {
    "help": "posts, comments and articles of a page become traces as well, each with its own date"
}
"""What the parameter of readers is said to do."""

_NAMES: Final = 500
_SHORT: Final = 3


def fragments_of(
    tree: LexborHTMLParser, base: str, captured: Moment = UNDATED, language: str = ""
) -> tuple[Fragment, ...]:
    """Return the posts, comments and articles of a page, in document order; the tree is only read.

    `base` is the address of the page. Relative dates lie before `captured`; `language` is the one the page declares.
    """
    outline = Outline(tree)
    told = clues(outline, captured, language)
    page = Page(outline, Units(outline, told).find(), told, base)
    return tuple(linked.completed(page.fragments(), linked_data(tree), base))


def with_fragments(page: Record, found: Sequence[Fragment]) -> Iterator[Record]:
    """Yield the record of a page, then one for each of its fragments, which belong to it as messages to a thread.

    A page that is one article is that article: it has no fragment beside it, but takes its date. The names of all
    authors are marked in every text. Links with what stands around them stay with the page; fragments have bare
    addresses.
    """
    names = _named(each.author for each in found)
    edited = page.edited if page.edited.at else date_alone(found) or page.edited
    yield replace(page, edited=edited, names=_places(page.text, names))
    if _is_alone(found):
        return
    times = Counter(each.address for each in found)
    for each in found:
        yield _record(each, page, times, names)


def date_alone(found: Sequence[Fragment]) -> Moment | None:
    """Return the date of a page that is one article; None where it is more, or the article is undated."""
    return found[0].edited if _is_alone(found) and found[0].edited.at else None


def _is_alone(found: Sequence[Fragment]) -> bool:
    return len(found) == 1 and found[0].kind == "post"


def _record(each: Fragment, page: Record, times: Counter[str], names: re.Pattern[str] | None) -> Record:
    """Return the record of a fragment; one whose address another has as well is known by what it says."""
    published = each.published.at if each.published.at != each.edited.at else None
    return Record(
        kind=each.kind,
        platform=page.platform,
        native=each.address if times[each.address] == 1 else "",
        thread=page.url or page.native,
        reply_to=each.reply_to if times[each.reply_to] == 1 else "",
        title=each.title,
        text=each.text,
        author=each.author,
        url=each.address or page.url,
        language=each.language,
        edited=each.edited,
        captured=page.captured,
        links=each.links,
        names=_places(each.text, names),
        attributes={"published": published.isoformat()} if published else None,
        raw=each.html.encode(errors="replace"),
        where=page.where,
    )


def _named(authors: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of the names of authors, the longest first; None where there is none."""
    known = sorted({name for name in authors if len(name) >= _SHORT}, key=lambda name: (-len(name), name))[
        :_NAMES
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None


def _places(text: str, names: re.Pattern[str] | None) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in names.finditer(text)) if names else ()
