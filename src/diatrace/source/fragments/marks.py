"""Elements that say of themselves that they are an article, an entry or a comment."""

from __future__ import annotations

import re
from typing import Final

from diatrace.source.fragments.outline import Outline

_ITEMS: Final = re.compile(
    r"schema\.org/(Comment|UserComments|Answer|Question|DiscussionForumPosting|SocialMediaPosting|BlogPosting|Article"
    r"|NewsArticle|ReportageNewsArticle|Review)$"
)
_ENTRIES: Final = frozenset({"h-entry", "hentry", "h-cite"})
_DIGITS: Final = re.compile(r"\d")
_TOKEN: Final = re.compile(r"[^\W\d_]+")
_WORD: Final = 3


def mark_of(tag: str, given: dict[str, str | None]) -> str:
    """Return the kind of unit that an element is marked up as; empty where it is not."""
    item = _ITEMS.search(given.get("itemtype") or "")
    if item:
        return f"@{item[1]}"
    if tag == "article" or given.get("role") in ("article", "comment"):
        return "@article"
    return "@entry" if _ENTRIES.intersection((given.get("class") or "").split()) else ""


def is_marked(outline: Outline, element: int) -> bool:
    """Say whether an element is marked up as a unit, or numbered as one."""
    given = outline.attributes[element]
    return bool(mark_of(outline.tags[element], given)) or _is_numbered(given)


def _is_numbered(given: dict[str, str | None]) -> bool:
    """Say whether an element's id is one of its classes with a number: comment and comment-12."""
    name = given.get("id") or ""
    if not _DIGITS.search(name):
        return False
    stems = set(_TOKEN.findall(name))
    return any(token in stems and len(token) >= _WORD for token in (given.get("class") or "").split())
