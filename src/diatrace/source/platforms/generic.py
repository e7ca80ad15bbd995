"""Posts of platforms nobody described, or in a shape that changed: what can be told from the names of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from diatrace.model import UNDATED, Record
from diatrace.source.markup import text_of
from diatrace.source.platforms.common import dated, first, handle_free, text

_TEXTS: Final = (
    "body",
    "text",
    "full_text",
    "desc",
    "description",
    "content",
    "caption",
    "message",
    "selftext",
)
_TITLES: Final = ("title", "subject", "headline")
_NATIVES: Final = ("id", "id_str", "rest_id", "post_id", "pk", "code", "uri")
_PEOPLE: Final = ("author", "user", "account", "owner", "creator", "from", "actor")
_HANDLES: Final = ("username", "screen_name", "uniqueId", "unique_id", "acct", "handle", "name", "id")
_DATES: Final = (
    "created_at", "createdAt", "create_time", "createTime", "timestamp", "unix_timestamp", "created_utc", "taken_at",
    "published_at", "date", "time",
)  # fmt: skip
_LINKS: Final = ("url", "link", "permalink")
_DEPTH: Final = 3


def post(data: dict[str, Any]) -> Record:
    """Map what there is: the topmost field of each known name, the objects around it searched outside in."""
    name, value = _find(data, _DATES, (str, int, float))
    said = text(_find(data, _TEXTS, (str,))[1])
    address, who = text(_find(data, _LINKS, (str,))[1]), _author(data)
    return Record(
        text=text_of(said) if said.lstrip()[:1] == "<" else said,
        title=text(_find(data, _TITLES, (str,))[1]),
        native=text(_find(data, _NATIVES, (str, int))[1]),
        author=who,
        url=handle_free(address, who) if address.startswith(("http://", "https://")) else "",
        edited=dated(value, name) if value else UNDATED,
    )


def _levels(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an object and those within it, outside in."""
    level = [data]
    for _depth in range(_DEPTH):
        yield from level
        level = [each for outer in level for each in outer.values() if isinstance(each, dict)]


def _find(data: dict[str, Any], names: tuple[str, ...], kinds: tuple[type, ...]) -> tuple[str, Any]:
    for level in _levels(data):
        for name in names:
            value = level.get(name)
            if isinstance(value, kinds) and not isinstance(value, bool) and value != "":
                return name, value
    return "", None


def _author(data: dict[str, Any]) -> str:
    for level in _levels(data):
        for name in _PEOPLE:
            value = level.get(name)
            if isinstance(value, str) and value:
                return value
            if isinstance(value, dict):
                return text(first(value, *_HANDLES))
    return text(first(data, *_HANDLES[:-2]))
