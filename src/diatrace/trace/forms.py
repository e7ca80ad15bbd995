"""What a text is made of: words or emoji, mentions, links. Pictures, voice and the like are for the reader to tell.

Emoji are those of Unicode 17, alone and in sequence (skin tones, joined persons, flags, keycaps). Characters that are
writing before they are pictures (©, ↔, ▶ …) are emoji only with the variation selector that makes them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from diatrace.model import FORMS, Span
from diatrace.privacy.identifiers import find

PICTURES = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u25fd\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622"
    "\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e"
    "\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce"
    "\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716"
    "\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f1e6-\U0001f1ff\U0001f201\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
"""Character class of what is an emoji by itself, skin tones and flag letters included."""

WRITING = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc"
    "\u2934\u2935\u2b05-\u2b07\u3030\u303d\u3297\u3299"
)
"""Character class of what is an emoji only with the variation selector U+FE0F behind it."""

_ONE = (
    rf"(?:[{PICTURES}][\U0001f3fb-\U0001f3ff]?[\ufe0e\ufe0f\U000e0020-\U000e007f]*"
    rf"|[{WRITING}]\ufe0f|[0-9#*]\ufe0f?\u20e3)"
)
EMOJI = re.compile(rf"{_ONE}(?:\u200d{_ONE})*")
"""One emoji, or several joined into one."""

PICTURED = re.compile("[\u20e3\u203c-\u3299\ufe0f\U0001f000-\U0001faff]")
"""What a text without emoji seldom holds: quicker to look for than emoji."""


_VISIBLE = re.compile(r"[^\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff]")

_STOP = r"\s<>\"“”«»`{}|\\^،؛。，\u200b-\u200f\u202a-\u202e\u2060-\u2069\U0001f000-\U0001faff"
_LINK = re.compile(
    rf"(?:https?://|(?<![\w@./-])www\.)[^{_STOP}]+"
    r"|(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|info|eu|int|gov|edu|io|me|co|ly|gl|fr|de|es|it|uk|be|ch|at|nl|pt|gr|tr"
    rf"|ma|dz|tn|eg|lb|ir|ua|pl|ro)/[^{_STOP}]*",
    re.IGNORECASE,
)
_CLOSERS = {")": "(", "]": "["}


def forms(text: str, given: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the forms a reader gave, with "text" where there are words and "emoji" where there are emoji."""
    found = _written(text) if not text.isascii() else ("text",) if text and not text.isspace() else ()
    return tuple(form for form in FORMS if form in found or form in given) if given else found


def mentions(text: str, spans: Iterable[Span] | None = None) -> tuple[str, ...]:
    """Return the names a text mentions with an @, in order, without it; `spans` are its identifiers, where known."""
    if "@" not in text and "＠" not in text:
        return ()
    found = find(text) if spans is None else spans
    return tuple(
        text[start + 1 : end].strip("\u2068\u2069") for start, end, _ in found if text[start] in "@＠"
    )


def links(text: str) -> tuple[str, ...]:
    """Return the addresses in a text, in order, as written: with a scheme, with www, or a known ending and a path."""
    if "/" not in text and "www." not in text:
        return ()
    return tuple(_trimmed(found[0]) for found in _LINK.finditer(text))


def _written(text: str) -> tuple[str, ...]:
    rest, emoji = EMOJI.subn("", text) if PICTURED.search(text) else (text, 0)
    if not emoji:
        return ("text",) if _VISIBLE.search(text) else ()
    return ("text", "emoji") if any(map(str.isalnum, rest)) else ("emoji",)


def _trimmed(link: str) -> str:
    """Return a link without the punctuation of the sentence around it; a bracket stays where the link opened it."""
    while link:
        last = link[-1]
        if last in ".,;:!?…'’*~" or (last in _CLOSERS and link.count(last) > link.count(_CLOSERS[last])):
            link = link[:-1]
        else:
            return link
    return link
