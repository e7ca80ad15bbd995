"""What a page's JSON-LD says of its posts, comments and articles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from diatrace.model import UNDATED, Moment
from diatrace.source import markup
from diatrace.source.fragments.address import with_fragment
from diatrace.source.fragments.fragment import Fragment
from diatrace.trace import dates

_COMMENTS: Final = frozenset({"Comment", "Answer", "UserComments", "Review"})
_POSTS: Final = frozenset({
    "DiscussionForumPosting", "SocialMediaPosting", "BlogPosting", "Article", "NewsArticle", "ReportageNewsArticle",
    "Question",
})  # fmt: skip
_TEXTS: Final = ("text", "commentText", "articleBody", "reviewBody")
_ITEMS: Final = 10_000
_ALIKE: Final = 60  # letters by which a text is known again


class Item(NamedTuple):
    """A post or comment as JSON-LD tells it."""

    kind: str
    text: str
    author: str
    title: str
    address: str
    edited: Moment
    published: Moment


def completed(found: Iterable[Fragment], objects: Iterable[dict[str, Any]], base: str) -> Iterator[Fragment]:
    """Yield fragments with what JSON-LD knows of them, then the comments that it alone has."""
    items = list(items_of(objects, base))
    fragments = list(found)
    by_address = {each.address: each for each in items if each.address}
    by_text = {_known_by(each.text): each for each in items if each.text}
    by_title = {each.title: each for each in items if each.title}
    met: set[int] = set()
    for each in fragments:
        item = by_address.get(each.address) or by_text.get(_known_by(each.text)) or by_title.get(each.title)
        if item is not None:
            met.add(id(item))
        yield _filled(each, item) if item else each
    if not fragments or not met:
        yield from (
            _fragment(each) for each in items if each.text and (each.kind == "comment" or len(items) > 1)
        )


def items_of(objects: Iterable[dict[str, Any]], base: str) -> Iterator[Item]:
    """Yield the posts and comments in JSON-LD, nested ones too."""
    waiting: deque[Any] = deque(objects)
    for _ in range(_ITEMS):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extend(value[:_ITEMS])
        if not isinstance(value, dict):
            continue
        told = value.get("@type")
        kinds = {each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str)}
        if kinds & _COMMENTS or kinds & _POSTS:
            yield _item(value, "comment" if kinds & _COMMENTS else "post", base)
        waiting.extend(
            each for name, each in value.items() if name != "@graph" and isinstance(each, (dict, list))
        )


def _item(value: dict[str, Any], kind: str, base: str) -> Item:
    published = _date(value, "datePublished", "dateCreated", "uploadDate")
    changed = _date(value, "dateModified")
    address = next((each for name in ("url", "@id") if isinstance(each := value.get(name), str)), "")
    return Item(
        kind,
        markup.text_of(next((each for name in _TEXTS if isinstance(each := value.get(name), str)), "")),
        _name(value.get("author") or value.get("creator")),
        next((each for name in ("headline", "name") if isinstance(each := value.get(name), str)), ""),
        with_fragment(address, base) if address else "",
        changed if changed.at else published,
        published,
    )


def _date(value: dict[str, Any], *names: str) -> Moment:
    for name in names:
        text = value.get(name)
        if isinstance(text, str) and text[:4].isdigit():
            return dates.from_text(text.strip(), evidence=f"JSON-LD {name}")
    return UNDATED


def _name(value: Any) -> str:
    while isinstance(value, list):
        value = value[0] if value else ""
    name = value.get("name") if isinstance(value, dict) else value
    return name.strip()[:60] if isinstance(name, str) else ""


def _known_by(text: str) -> str:
    return "".join(text.split())[:_ALIKE].casefold()


def _filled(each: Fragment, item: Item) -> Fragment:
    """Add what JSON-LD says to what the page shows; a date that the page does not tell to the day is replaced."""
    known = each.edited.at is not None and each.edited.precision not in ("month", "year")
    if item.edited.at and not known:
        each = replace(each, edited=item.edited, published=item.published)
    return replace(each, author=each.author or item.author, title=each.title or item.title)


def _fragment(item: Item) -> Fragment:
    return Fragment(item.kind, item.text, item.author, item.title, item.edited, item.published, item.address)
