"""Search made forgiving: one writing for what people write in several, and a query language that cannot go wrong.

Index and query pass through `fold`. In the index a word is what stands there, folded; that Arabic writes its article
and its short prepositions onto the word is met on the side of the query, where a word without quotation marks is looked
for with and without them: adding them is certain, taking them off (is this `لل` of `لاجئ` or of `مهاجر`?) is not.

Every emoji is a token, so that it is found beside a word or in a row of others. A joined emoji is its parts in order, a
skin tone stands apart from the hand that bears it: 👍 finds every thumb, 👍🏽 that one alone.
"""

from __future__ import annotations

import re
import unicodedata

from diatrace.privacy.plain import Table, digit_table
from diatrace.trace.forms import PICTURED, PICTURES, WRITING

TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* Co So' tokenchars '🏻🏼🏽🏾🏿◽◾'"
"""The tokenizer of the FTS5 table that holds folded text: letters, marks, digits, private characters, emoji."""

LONGEST = 60
"""Terms of a query beyond this number are not looked for."""

_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI = re.compile(
    rf"({_FLAG}|[{PICTURES}])[\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]*|([{WRITING}])\ufe0f\u200d?|([0-9#*])\ufe0f?\u20e3"
)
_PRIVATE = 0xF0000
_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŧ": "t",
    "þ": "th",
    "ё": "е",
}
_ARABIC = dict(zip("أإآٱىئیېےؤةۀہھەۂۃکڪ", "اااايييييوهههههههكك", strict=True))
_DROPPED = (
    *range(0x300, 0x370), *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, *range(0x610, 0x61B), 0x640,
    *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5), 0x6E7, 0x6E8, *range(0x6EA, 0x6EE),
    *range(0x8D3, 0x900), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A),
    *range(0xFE00, 0xFE10), 0xFEFF,
)  # fmt: skip
"""Accents, vowel signs and cantillation, the tatweel, and marks that show nothing."""


def _table() -> Table:
    table = Table(digit_table())
    for block in (range(0xC0, 0x250), range(0x370, 0x400), range(0x1E00, 0x2000)):
        for code in block:
            base = unicodedata.normalize("NFD", chr(code))[0]
            if base.isalpha():
                table[code] = base
    kept = re.compile(rf"[{PICTURES}]")
    symbols = (code for code in range(0xA0, 0x20000) if unicodedata.category(chr(code)) == "So")
    table.update((code, " ") for code in symbols if not kept.match(chr(code)))
    table.update((ord(each), plain) for each, plain in (_LETTERS | _ARABIC).items())
    table.update(dict.fromkeys(range(0xD800, 0xE000), " "))  # half a character, which no file can hold
    table.update(dict.fromkeys(_DROPPED, ""))
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """Return a text as search sees it: without case, accents, vowel signs, variants of letters and digits."""
    if text.isascii():
        return text.lower()
    if PICTURED.search(text):
        apart, emoji = _EMOJI.subn(_apart, text)
        text = " ".join(apart.split()) if emoji else text
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold().translate(_TABLE))


def _apart(found: re.Match[str]) -> str:
    """Set an emoji apart; what is writing without its selector becomes a private character, not to be that writing."""
    return f" {found[1] or chr(_PRIVATE + ord(found[2] or found[3]))} "


_TERM = re.compile(r'(-?)(?:"([^"]*)("?)|([^\s"]+))(\*?)')
_TOKEN = re.compile(rf"[^\W_]|[{PICTURES}\U000f0000-\U000fffff]")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3]+")
_PROCLITICS = ("وبال", "وكال", "فبال", "وال", "فال", "بال", "كال", "ولل", "فلل", "ال", "لل")
_PREFIXES = ("", "ال", "وال", "فال", "بال", "كال", "وبال", "و", "ف", "ب", "ل", "ول", "وب")


def query(text: str) -> str:
    """Return a query as a safe FTS5 expression: words, "phrases", prefix*, -without, OR; empty where nothing is asked.

    All terms must occur unless OR stands between them; a query of exclusions alone finds nothing.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for minus, phrase, _, word, star in _TERM.findall(text.replace("\0", " "))[:LONGEST]:
        if word in {"OR", "|"} and not minus:
            either = bool(wanted)
            continue
        term = _term(phrase or word.rstrip("*"), prefix=bool(star) or word.endswith("*"), exact=bool(phrase))
        if not term:
            continue
        if minus:
            unwanted.append(term)
        elif either:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        either = False
    if not wanted:
        return ""
    found = " AND ".join(f"({' OR '.join(terms)})" for terms in wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _term(text: str, *, prefix: bool, exact: bool) -> str:
    folded = " ".join(fold(text).replace('"', " ").split())
    if not _TOKEN.search(folded):
        return ""
    writings = (folded,) if exact or not _ARABIC_WORD.fullmatch(folded) else writings_of(folded)
    return " OR ".join(f'"{writing}"{" *" if prefix else ""}' for writing in writings)


def writings_of(word: str) -> tuple[str, ...]:
    """Return a folded Arabic word as it may be written: with and without article, conjunction and preposition."""
    proclitic = next(
        (each for each in _PROCLITICS if word.startswith(each) and len(word) - len(each) >= 3), ""
    )
    stem = word[len(proclitic) :]
    if len(stem) < 3:
        return (word,)
    writings = [word]
    for bare in (stem, f"ل{stem}") if proclitic.endswith("لل") else (stem,):
        joined = bare.removeprefix("ل")  # li + al + lam are two lams
        writings += [prefix + bare for prefix in _PREFIXES] + [f"لل{joined}", f"ولل{joined}"]
    return tuple(dict.fromkeys(writings))
