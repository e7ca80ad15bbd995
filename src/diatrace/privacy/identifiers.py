"""Redactable stretches of a text: telephone numbers, e-mail addresses, account numbers, handles, names a reader knows.

`find` is on the way of every record, so it first asks, on the text as it is, whether anything could be there at all.
What is spelled out in words ("zero six …") or with letters for digits is not found: that is for the gate before
publication.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from diatrace.model import Span
from diatrace.privacy.address import declared, disguised, emails, mentions, phone_links, profiles
from diatrace.privacy.iban import ibans
from diatrace.privacy.numbering import ANYWHERE
from diatrace.privacy.phone import phones
from diatrace.privacy.plain import digit_table, plain

KINDS = ("phone", "email", "iban", "handle", "name")

_MARKS = b"@:=_/[({<."
_SILENT = bytes(sorted({*range(256)} - {*_MARKS, *b"0123456789"}))
_FOREIGN = re.compile(
    "[＠" + "".join(chr(code) for code in digit_table() if code <= 0xFFFF) + "\U00010000-\U0001ffff]"
)
_OPENING = re.compile(rb"[\[({<]")
_INNER_DOT = re.compile(r"\.(?=[^\W\d])")
_DIGITS = re.compile(r"\d(?:[\W_]{0,5}\d){6}")
_SITE = re.compile(r"\.(?:me|dog|com|net|am|tv|ru|app|ee|gg)/|mastodon\.|\bu/")
_SHAPE = re.compile(rb"[:=_\d]")
_NETWORK = re.compile(
    r"i(?:nsta|g[^a-z])|s(?:nap|kyp|ignal)|l[eé]gram|tik|fb[^a-z]|disco|messe|pseudo|usern"
    r"|[تايیسفد](?:ل[غجگك]|[يی][لس]|نست|ناب)"
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
    hints = _hints(text.lower())
    if hints is not None:
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


def _hints(low: str) -> _Hints | None:
    """Tell what may be in a text in lower case, None where nothing may; most texts are judged by their few signs."""
    signs = low.encode(errors="surrogatepass").translate(None, _SILENT)
    foreign = not low.isascii() and _FOREIGN.search(low) is not None
    spoken = " dot " in low or "roba" in low or (b"@" in signs and " @ " in low)
    if not (signs or foreign or spoken):
        return None
    dotted = b"." in signs and _INNER_DOT.search(low) is not None
    hints = _Hints(
        digits=(foreign or len(signs.translate(None, _MARKS)) > 6) and _DIGITS.search(low) is not None,
        at=b"@" in signs or (foreign and "＠" in low),
        disguise=spoken or (_OPENING.search(signs) is not None and _BRACKET.search(low) is not None),
        site=b"/" in signs and _SITE.search(low) is not None,
        network=(dotted or foreign or _SHAPE.search(signs) is not None) and _NETWORK.search(low) is not None,
    )
    return hints if any(hints) else None


def _found(text: str, hints: _Hints, regions: tuple[str, ...]) -> list[Span]:
    found: list[Span] = []
    if hints.digits:
        found += _spans("iban", ibans(text)) + _spans("phone", phone_links(text))
    if hints.at:
        found += _spans("email", emails(text))
    if hints.disguise:
        found += _spans("email", disguised(text))
    rest = _masked(text, found)
    if hints.at:
        found += _spans("handle", mentions(rest))
    if hints.site:
        found += _spans("handle", profiles(rest))
    if hints.network:
        found += _spans("handle", declared(rest))
    if hints.digits:
        addresses = _spans("", map(re.Match.span, _ADDRESS.finditer(rest)))
        found += _spans("phone", phones(_masked(rest, addresses), regions))
    return found


def _spans(kind: str, places: Iterable[tuple[int, int]]) -> list[Span]:
    return [Span(start, end, kind) for start, end in places]


def _masked(text: str, spans: list[Span]) -> str:
    """Return the text with each span overwritten, so that no other rule reads it."""
    return (
        "".join("\0" * len(piece) if kind is not None else piece for piece, kind in pieces(text, spans))
        if spans
        else text
    )


def _merged(spans: Iterable[Span], size: int) -> list[Span]:
    merged: list[Span] = []
    inside = [Span(max(start, 0), min(end, size), kind) for start, end, kind in spans]
    for span in sorted(inside) if len(inside) > 1 else inside:
        last = merged[-1] if merged else None
        if span.start >= span.end:
            continue
        if last is None or span.start >= last.end:
            merged.append(span)
        else:
            kind = last.kind if last.end - last.start >= span.end - span.start else span.kind
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
    return merged
