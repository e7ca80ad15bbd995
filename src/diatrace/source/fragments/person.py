"""Who wrote a unit: what is marked up as its author, else the name in a place named after authors, else a byline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from diatrace.source.fragments.outline import Outline
from diatrace.trace.anydate import simplified
from diatrace.trace.dateline import WEEKDAYS

_LONGEST: Final = 60
_NAME, _WORDS = 32, 4
_HEAD: Final = 12  # lines of a unit before its text
_PLACES: Final = re.compile(
    r"(?:^|[\s_-])(?:p-)?(?:author|auteur|autor|user-?name|user|nick(?:name)?|pseudo|poster|posteur|member|membre|miembro"
    r"|usuario|commenter|byline|fn|vcard|creator)(?=$|[\s_-])|(?:^|\s)name(?=$|\s)"
)
_PROFILE: Final = re.compile(
    r"user|people|member|membre|miembro|profil|perfil|author|auteur|autor|usuario|[?&/]u[=/]"
)
_BYLINE: Final = re.compile(
    r"(?:^|[\s:«|·-])(?:(?i:posted|written|publi[ée]e?|post[ée]e?|[ée]crit|publicado|escrito)\s(?:\w+\s){0,3}?)?"
    r"(?i:by|par|por|de\sla\spart\sde|بواسطة|بقلم|كتبه|الكاتب:?)\s(?P<name>[^\W\d_][^,|·()«»:;\n]{1,40}?)"
    r"(?=$|\s*[,|·()«»:;\n]|\s(?:le|on|el|at|à|il\sy|hace|في|منذ|\d)\b|\s[-\u2013\u2014]\s|\s\d)"
)
_SAYS: Final = re.compile(
    r"^(?P<name>[^\W\d_].{0,40}?)\s+(?:a\s(?:écrit|dit|répondu)|dit|says|said|wrote|replied|dice|dijo|escribió|comentó"
    r"|respondió|يقول|قال|كتب)(?=$|\s*:|\s)"
)
_LABEL: Final = re.compile(
    r"^(?:by|par|por|author|auteur|autor|posted\sby|posté\spar|publicado\spor|بواسطة|بقلم|الكاتب)\b\s*:?\s*|^[^\W\d_]{2,15}\s?:\s+",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(r"^\s*#?\d+\s*[-.)#]\s*")
_SENTENCE: Final = re.compile(r"[!?…؟]$|[^\W\d_]{3}\.$")
_PARTS: Final = re.compile(r"[|\ue000]")
_NAMED: Final = re.compile(
    r"^(?:poster|posted\sby|author|from|name|reviewer|auteur|nom|pseudo|autor|nombre|usuario|الكاتب|الاسم|اسم)\s?:\s*(?P<name>.*)$",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"\s*(?:a\s(?:écrit|dit|répondu)|says|said|wrote|dit|dice|dijo|escribió|يقول|قال|كتب)?\s*[:,]*\s*$",
    re.IGNORECASE,
)
_DATED: Final = re.compile(r"\d{1,2}[/.:-]\d{1,2}|\b(?:19|20)\d\d\b")


def author_of(outline: Outline, elements: Sequence[int], lines: Sequence[int], dated: Sequence[int]) -> str:
    """Return the name of who wrote a unit, or nothing; `dated` are those of its lines that hold its date."""
    for judge in (_marked, _placed, _linked):
        for element in elements:
            if judge(outline, element) and (name := _name(outline, element)):
                return name
    return next(_said(outline, dated), "") or next(_labelled(outline, lines), "")


def _marked(outline: Outline, element: int) -> bool:
    given = outline.attributes[element]
    told = f"{given.get('itemprop') or ''} {given.get('rel') or ''}".lower().split()
    return "author" in told or "creator" in told or "p-author" in (given.get("class") or "").split()


def _placed(outline: Outline, element: int) -> bool:
    words = outline.words(element)
    return bool(words.strip()) and bool(_PLACES.search(words))


def _linked(outline: Outline, element: int) -> bool:
    return outline.tags[element] == "a" and bool(
        _PROFILE.search((outline.attributes[element].get("href") or "").lower())
    )


def _name(outline: Outline, element: int) -> str:
    """Return the name in an element: in what is marked up as one, in its first link, or in its first line."""
    if outline.tags[element] == "meta":
        return (outline.attributes[element].get("content") or "").strip()[:_LONGEST]
    inner = range(element + 1, min(outline.ends[element], element + 30))
    named = [each for each in inner if _is_name(outline.attributes[each])]
    links = [each for each in inner if outline.tags[each] == "a"]
    for each in (*named, *links, element):
        lines = outline.lines[outline.firsts[each] : outline.lasts[each]]
        text = outline.text(each) if len(lines) < 2 else lines[0].text
        if name := clean(text):
            return name
    return ""


def _is_name(given: dict[str, str | None]) -> bool:
    classes = (given.get("class") or "").split()
    return given.get("itemprop") == "name" or "fn" in classes or "p-name" in classes


def short_name(text: str) -> str:
    """Return a line that may be nothing but a name; empty where it is longer than names are, or a sentence."""
    name = clean(_COUNT.sub("", text))
    return "" if len(name) > _NAME or name.count(" ") >= _WORDS or _SENTENCE.search(text.rstrip()) else name


def name_beside(text: str, beside: str) -> str:
    """Return the name in a line that is a date and a name; `beside` is the line without its date, simplified."""
    rest = [each.strip(" :,·-\u2013\u2014«»()#") for each in _PARTS.split(beside)]
    rest = [each for each in rest if any(map(str.isalpha, each)) and each not in WEEKDAYS]
    if not rest:
        return ""
    at = simplified(text).find(rest[0])
    return short_name(text[at : at + len(rest[0])]) if at >= 0 else ""


def clean(text: str) -> str:
    """Return a name without the words around it; empty where the text is none."""
    name = _TAIL.sub("", _LABEL.sub("", " ".join(text.split()))).strip(" :,·|-–—«»\"'")
    if not name or len(name) > _LONGEST or _DATED.search(name) or not any(map(str.isalpha, name)):
        return ""
    return name


def _labelled(outline: Outline, lines: Sequence[int]) -> Iterator[str]:
    """Yield the names that are announced as such, on the same line or the next."""
    for at, number in enumerate(lines[:_HEAD], start=1):
        if found := _NAMED.match(outline.lines[number].text):
            after = outline.lines[lines[at]].text if at < len(lines) else ""
            yield short_name(found["name"] or after)


def _said(outline: Outline, lines: Sequence[int]) -> Iterator[str]:
    """Yield the names that lines of a unit give in words."""
    for number in lines:
        text = outline.lines[number].text
        if (
            len(text) <= 3 * _LONGEST
            and (found := _BYLINE.search(text) or _SAYS.match(text))
            and (name := clean(found["name"]))
        ):
            yield name
