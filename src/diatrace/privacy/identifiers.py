"""Redactable stretches of a text: telephone numbers, e-mail addresses, account numbers, handles, names a reader knows.

`find` is on the way of every record, so it first asks, on the text as it is, whether anything could be there at all.
What is spelled out in words ("zero six …") or with letters for digits is not found: that is for the gate before
publication.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from diatrace.model import Span
from diatrace.privacy.address import declared, disguised, emails, mentions, phone_links, profiles
from diatrace.privacy.iban import ibans
from diatrace.privacy.numbering import ANYWHERE
from diatrace.privacy.phone import phones
from diatrace.privacy.plain import plain

KINDS = ("phone", "email", "iban", "handle", "name")

_SIGN = re.compile(r"[\d@＠:=_/\[({<]")
_INNER_DOT = re.compile(r"\.(?=[^\W\d])")
_AROBASE = re.compile(r"b(?<=rob)a")
_DIGITS = re.compile(r"\d(?:[\W_]{0,5}\d){6}")
_SITE = re.compile(r"\.[a-z]{2,8}/|\bu/")
_SHAPE = re.compile(r"[:=_]|\d(?<=[a-z._#]\d)")
_NETWORK = re.compile(
    r"insta|snap|l[eé]gram|tik|ig[^a-z]|fb[^a-z]|disco|skyp|messe|signal|pseudo|usern|تلغ|تلج|تلگ|تلك|تيل|تیل|انست|ينست|ینست|سناب|فيس|فیس|ديس"
)
_BRACKET = re.compile(r"[\[({<] ?(?:a[tr )\]}]|@|chez|klam|ات)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+")


def find(
    text: str, names: Iterable[tuple[int, int]] = (), regions: tuple[str, ...] = ANYWHERE
) -> tuple[Span, ...]:
    """Return what can be redacted, sorted, without overlap; `regions` are countries whose national writing is known.

    Overlapping finds become one that covers both and has the kind of the longer, so that no part of either stays.
    """
    spans = [Span(start, end, "name") for start, end in names] if names else []
    low = text.lower()
    dotted = _INNER_DOT.search(low) is not None
    spoken = " dot " in low or " @ " in low or _AROBASE.search(low) is not None
    if dotted or spoken or _SIGN.search(low):
        hints = _Hints(
            digits=_DIGITS.search(low) is not None,
            at="@" in low or "＠" in low,
            disguise=spoken or _BRACKET.search(low) is not None,
            site="/" in low and _SITE.search(low) is not None,
            network=(dotted or _SHAPE.search(low) is not None) and _NETWORK.search(low) is not None,
        )
        if any(hints):
            spans += _found(plain(text), hints, regions)
    return tuple(_merged(spans, len(text))) if spans else ()


def pieces(text: str, spans: Iterable[Span]) -> list[tuple[str, str | None]]:
    """Return the text cut into (piece, kind of its span, or None); the pieces together are the text."""
    cut: list[tuple[str, str | None]] = []
    place = 0
    for start, end, kind in _merged(spans, len(text)):
        cut += [(text[place:start], None), (text[start:end], kind)]
        place = end
    return [piece for piece in (*cut, (text[place:], None)) if piece[0]]


def redact(text: str, spans: Iterable[Span], kinds: Collection[str] = KINDS) -> str:
    """Return the text with each span of these kinds replaced by its kind in brackets, such as `[phone]`."""
    return "".join(f"[{kind}]" if kind in kinds else piece for piece, kind in pieces(text, spans))


class _Hints(NamedTuple):
    """Which finders have anything to look for."""

    digits: bool
    at: bool
    disguise: bool
    site: bool
    network: bool


def _found(text: str, hints: _Hints, regions: tuple[str, ...]) -> Iterator[Span]:
    sure = [
        *_spans("iban", ibans(text) if hints.digits else ()),
        *_spans("phone", phone_links(text) if hints.digits else ()),
        *_spans("email", emails(text) if hints.at else ()),
        *_spans("email", disguised(text) if hints.disguise else ()),
    ]
    yield from sure
    rest = _masked(text, sure)
    yield from _spans("handle", mentions(rest) if hints.at else ())
    yield from _spans("handle", profiles(rest) if hints.site else ())
    yield from _spans("handle", declared(rest) if hints.network else ())
    if hints.digits:
        yield from _spans(
            "phone",
            phones(_masked(rest, list(_spans("", map(re.Match.span, _ADDRESS.finditer(rest))))), regions),
        )


def _spans(kind: str, places: Iterable[tuple[int, int]]) -> Iterator[Span]:
    return (Span(start, end, kind) for start, end in places)


def _masked(text: str, spans: list[Span]) -> str:
    """Return the text with each span overwritten, so that no other rule reads it."""
    return (
        "".join("\0" * len(piece) if kind is not None else piece for piece, kind in pieces(text, spans))
        if spans
        else text
    )


def _merged(spans: Iterable[Span], size: int) -> list[Span]:
    merged: list[Span] = []
    inside = (Span(max(start, 0), min(end, size), kind) for start, end, kind in spans)
    for span in sorted(span for span in inside if span.start < span.end):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
        else:
            kind = last.kind if last.end - last.start >= span.end - span.start else span.kind
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
    return merged
