"""Pages as content management systems hand them out in JSON: Integreat's API, WordPress's, and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

from diatrace.errors import SourceError
from diatrace.model import UNDATED, Moment, Plan, Record, Unreadable
from diatrace.source import markup, objects
from diatrace.source.contract import Sample
from diatrace.source.stream import head_of, unpacked_head
from diatrace.trace import dates

_DATES: Final = (
    ("modified_gmt", "UTC"), ("last_updated", "local"), ("modified", "local"), ("updated_at", "local"),
    ("date_gmt", "UTC"), ("date", "local"),
)  # fmt: skip
_ADDRESSES: Final = ("url", "link", "permalink")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
_SIGNS: Final = ("modified_gmt", "last_updated", "date_gmt")
_HEAD: Final = 256 * 1024
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class PagesParams:
    """What the file may not say."""

    language: str = field(default="", metadata={"help": "language of the pages, as fr; found in their paths"})


class Pages:
    """Pages of a website as its content management system hands them out: JSON of Integreat or WordPress.

    Text keeps its paragraphs; the date of the last edit is the system's own; pages without any text are
    kept with their title, for they are part of the site.
    """

    name: ClassVar[str] = "pages"
    title: ClassVar[str] = "Pages of a website (JSON of Integreat or WordPress)"
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".jsonl")
    params: ClassVar[type] = PagesParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely the objects are pages: a title, a content and an address, and a date of edit."""
        head = unpacked_head(sample.head)
        if not objects.shape_of(head):
            return 0.0
        has = {name: f'"{name}"'.encode() in head for name in ("title", "content", *_ADDRESSES, *_SIGNS)}
        whole = has["title"] and has["content"] and any(has[name] for name in _ADDRESSES)
        return 0.95 if whole and any(has[name] for name in _SIGNS) else 0.0

    def prepare(self, path: Path, params: PagesParams) -> Plan:
        """Find the list of pages."""
        shape = objects.shape_of(head_of(path, _HEAD))
        key = objects.list_within(path) if shape == "object" else ""
        found = list(islice(objects.items(path, shape, key=key), _LOOKED_AT)) if shape else []
        if not any(is_page(value) for _where, _raw, value, _reason in found):
            raise SourceError(
                f"{path.name} holds no pages", where=str(path), hint="a list with title and content"
            )
        return Plan(
            format=self.name,
            settings={"shape": shape, "key": key, "language": params.language},
            kept=(
                "title",
                "content as text",
                "url",
                "modified_gmt or last_updated",
                "language",
                "links",
                "parent, order",
            ),
            pseudonymised=("author",),
            left_out=("excerpt", "thumbnail", "organization", "embedded offers", "files and images"),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record a page."""
        given = plan.settings
        for where, raw, value, reason in objects.items(path, given["shape"], key=given["key"]):
            if is_page(value):
                yield _page(value, raw, where, given["language"])
            else:
                yield Unreadable(where, reason or "not a page: it has neither title nor content", raw)


def is_page(value: Any) -> bool:
    """Say whether an object is a page."""
    return isinstance(value, dict) and any(
        isinstance(value.get(name), (str, dict)) for name in ("title", "content")
    )


def _page(value: dict[str, Any], raw: bytes, where: int, language: str) -> Record:
    url = next((found for name in _ADDRESSES if isinstance(found := value.get(name), str) and found), "")
    tree = markup.parse(_rendered(value.get("content")))
    links = markup.occurrences(tree, url)
    author = value.get("author")
    return Record(
        kind="page",
        platform="web",
        native=url,
        url=url,
        title=" ".join(markup.text_of(_rendered(value.get("title"))).split()),
        author=str(author) if isinstance(author, (str, int)) and author else "",
        language=language or _language(value),
        edited=_edited(value),
        occurrences=links,
        text=markup.tree_text(tree),
        attributes=_facts(value) or None,
        raw=raw,
        where=where,
    )


def _rendered(value: Any) -> str:
    """Return HTML that stands plain, or in WordPress's way within an object."""
    found = value.get("rendered") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def _edited(value: dict[str, Any]) -> Moment:
    for name, zone in _DATES:
        text = value.get(name)
        if isinstance(text, str) and text:
            return dates.from_text(text, zone=zone, evidence=name)
    return UNDATED


def _language(value: dict[str, Any]) -> str:
    """Return the language that a page declares, or that stands in its path after the region's name."""
    given = value.get("lang") or value.get("language")
    if isinstance(given, str):
        return given
    path, others = value.get("path"), value.get("available_languages")
    steps = path.strip("/").split("/") if isinstance(path, str) else []
    found = steps[1] if len(steps) > 1 and _LANGUAGE.fullmatch(steps[1]) else ""
    return found if not isinstance(others, dict) or found not in others else ""


def _facts(value: dict[str, Any]) -> dict[str, Any]:
    parent = value.get("parent")
    above = parent.get("url") or parent.get("id") if isinstance(parent, dict) else parent
    others = value.get("available_languages")
    facts = {
        "id": value.get("id"),
        "parent": above,
        "order": value.get("order", value.get("menu_order")),
        "other_languages": sorted(others) if isinstance(others, dict) else None,
    }
    return {
        name: each
        for name, each in facts.items()
        if isinstance(each, (int, str, list)) and each not in ("", [], 0)
    }
