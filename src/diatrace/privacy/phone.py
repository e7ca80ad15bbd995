"""Telephone numbers in running text, in national and international writing; all texts here are in plain writing.

A run of digits is a number when a country's plan allows it and its surroundings do not speak against it. The less the
writing tells, the more is asked: `+33 …` needs a possible length; `06 …` a valid national number and no word such as
"order" or a currency beside it; `612 345 678` besides that a usual grouping or a word such as "call" before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from diatrace.privacy import lexicon
from diatrace.privacy.lexicon import either
from diatrace.privacy.numbering import international, plan
from diatrace.privacy.plain import HIDDEN

_GAP = rf"[{HIDDEN} .\-/()_*|]"
_RUN = re.compile(rf"(?<!\d)(?:\+{_GAP}{{0,2}})?\(?\+?\d(?:{_GAP}{{0,5}}+\d)*+")
_GROUP = re.compile(rf"\d+(?:{HIDDEN}+\d+)*+")
_BREAK = re.compile(r" {2}|/ | [/|]|\| | - ")
_DAY, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:1[34]|19|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[/.\-])(?:{_DAY}([/.\- ]){_DAY}\1{_YEAR}|{_YEAR}([/.\- ]){_DAY}\2{_DAY}"
    rf"|{_DAY}([/.\-]){_DAY}\3\d\d(?![/.\- ]\d\d)|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|1[0-2])[/.]{_YEAR}|[0-2]?\d:[0-5]\d(?::[0-5]\d)?)(?!\d)"
)
_CALL = re.compile(
    rf"\b(?:{either(lexicon.CALL, lexicon.NUMBER)})\b|{either(lexicon.CALL_OTHERWISE, lexicon.NUMBER_OTHERWISE)}"
)
_CALL_BEHIND = re.compile(rf"\b(?:{either(lexicon.CALL)})\b|{either(lexicon.CALL_OTHERWISE)}")
_COUNTING = re.compile(either(lexicon.NUMBER, lexicon.NUMBER_OTHERWISE))
_TO = re.compile(r"(?:\b(?:au|al|on|unter|auf)|على|علي|به|با) ?\Z")
_OTHER = re.compile(rf"\b(?:{either(lexicon.OTHER)})\b|{either(lexicon.OTHER_OTHERWISE)}")
_STOP = re.compile(r"[\n!?;؛,]|\. (?=.*[^\W\d_])")
_MONEY = re.compile(r"(?:[€$£¥₺₹₽]|\b(?:eur|usd|gbp|chf|mad|try))[ .]?\Z")
_AMOUNT = re.compile(
    rf" ?(?:[€$£¥₺₹₽%°]|(?:{either(lexicon.COUNTED)})\b|{either(lexicon.COUNTED_OTHERWISE)})"
)
_LAST_WORD = re.compile(r"[a-z]+\Z")
_USUAL = {
    (2, 3, 3), (2, 2, 2, 2), (4, 4), (2, 6), (1, 3, 3), (1, 3, 4), (3, 3, 3), (3, 2, 2, 2), (2, 3, 2, 2),
    (1, 2, 2, 2, 2), (2, 3, 4), (3, 6), (1, 4, 4), (2, 2, 2, 3), (1, 3, 5), (3, 3, 4), (3, 3, 2, 2), (3, 7), (5, 5),
    (2, 4, 4), (3, 4, 3), (2, 2, 2, 2, 2), (4, 3, 3), (4, 6), (3, 2, 2, 3),
}  # fmt: skip
"""How the digits of a national number are usually grouped, its trunk prefix left out."""


class _Group(NamedTuple):
    """Digits written without a visible gap; `gap` is what stands before them in the run."""

    start: int
    end: int
    digits: str
    gap: str


def phones(text: str, regions: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are telephone numbers; `regions` are the countries whose national writing is known."""
    text = _DATE.sub(lambda found: "x" * len(found[0]), text)
    for run in _RUN.finditer(text):
        if sum(map(str.isdigit, run[0])) >= 7 and not _stuck(text, run.start(), run.end()):
            groups = _groups(run)
            reading = _reading(text, run.start(), run.end(), regions)
            for first, last in reading.numbers(groups):
                yield _stretch(text, groups[first], groups[last])


def _stuck(text: str, start: int, end: int) -> bool:
    """Whether a run is only a part of something else: a word, a tag, a decimal number, a time."""
    before, after = text[max(0, start - 12) : start], text[end : end + 2]
    if before[-1:] in {"#", "_", "&"} or (before[-1:] in {",", ":", "."} and before[-2:-1].isdigit()):
        return True
    word = _LAST_WORD.search(before)
    if word and not _CALL.fullmatch(word[0]):
        return True
    if after[:1] in {":", ","}:
        return after[1:].isdigit()
    return after[:1] == "_" or (after[:1].isascii() and after[:1].isalpha())


def _groups(run: re.Match[str]) -> list[_Group]:
    groups, place, base = [], 0, run.start()
    for found in _GROUP.finditer(run[0]):
        gap = run[0][place : found.start()]
        groups.append(_Group(base + found.start(), base + found.end(), found[0].replace(HIDDEN, ""), gap))
        place = found.end()
    return groups


def _stretch(text: str, first: _Group, last: _Group) -> tuple[int, int]:
    """Return where a number stands, with its plus, its opening parenthesis and the keycap of its last digit."""
    start, end = first.start, last.end
    if "+" in first.gap:
        start -= len(first.gap) - first.gap.index("+")
    elif first.gap.endswith("(") and ")" in text[start:end]:
        start -= 1
    while text[end : end + 1] == HIDDEN:
        end += 1
    return start, end


def _reading(text: str, start: int, end: int, regions: tuple[str, ...]) -> _Reading:
    """Return how a run is to be read: what the words before it, the sign after it and its line say."""
    wide = text[max(0, start - 40) : start]
    left = _STOP.split(wide)[-1]
    calls = list(_CALL.finditer(wide))
    asked = max((word.start() for word in calls if not _COUNTING.fullmatch(word[0])), default=-1)
    other = max((word.start() + len(wide) - len(left) for word in _OTHER.finditer(left)), default=-1)
    amount = _MONEY.search(left) or _AMOUNT.match(text, end)
    return _Reading(
        regions,
        invites=bool(calls or _TO.search(wide) or _CALL_BEHIND.search(text, end, end + 16)),
        contradicts=bool(amount) or other > asked,
        apart=not left.strip() and not text[end : end + 40].partition("\n")[0].strip(),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads a run of digit groups, knowing what its surroundings say.

    They may invite to call, show that the digits count or name something else, or leave them alone on their line.
    """

    regions: tuple[str, ...]
    invites: bool
    contradicts: bool
    apart: bool

    def numbers(self, groups: list[_Group]) -> Iterator[tuple[int, int]]:
        """Yield (first, last) group of each number in a run: the whole of it, else parts that can stand alone."""
        if self._number(groups):
            yield 0, len(groups) - 1
            return
        place = 0
        while place < len(groups):
            size = next((size for size in range(10, 0, -1) if self._alone(groups, place, size)), 0)
            if size:
                yield place, place + size - 1
            place += size or 1

    def _alone(self, groups: list[_Group], place: int, size: int) -> bool:
        """Whether `size` groups from `place` are a number that neither side continues."""
        part, after = groups[place : place + size], groups[place + size : place + size + 1]
        if len(part) < size or not 7 <= sum(len(group.digits) for group in part) <= 15:
            return False
        marked = part[0].digits[0] == "0" or "+" in part[0].gap
        if not (marked and _regular(part)):
            begins = place == 0 or _parts(part, part[0].gap)
            if not begins or (after and not _parts(part, after[0].gap)):
                return False
        return self._number(part)

    def _number(self, part: list[_Group]) -> bool:
        digits = "".join(group.digits for group in part[:16])
        if not 7 <= len(digits) <= 15 or len(part) > 15 or self.contradicts or _fraction(part):
            return False
        if "+" in part[0].gap:
            return international(digits, valid=False)
        if digits.startswith("00"):
            return international(digits[2:], valid=len(part) == 1 and not self.invites)
        return self._national(part, digits) if digits[0] == "0" else self._bare(part, digits)

    def _national(self, part: list[_Group], digits: str) -> bool:
        """Whether digits with a leading zero are a number; short ones need more to speak for them."""
        if len(digits) < 10:
            written = len(part) > 1 and (len(part[0].digits) > 2 or _regular(part))
            if len(digits) < 8 or not (written or self.invites or self.apart):
                return False
        isbn = len(part[0].digits) == len(part[-1].digits) == 1 and len(part) < len(digits)
        return not isbn and any(plan(region).national(digits) for region in self.regions)

    def _bare(self, part: list[_Group], digits: str) -> bool:
        """Whether digits without plus or leading zero are a number."""
        if _years_or_round(part):
            return False
        plans = map(plan, self.regions)
        if len(digits) > 10:
            return any(each.long_mobile(digits) for each in plans) or (
                self.invites and international(digits, valid=True)
            )
        if self.invites:
            return any(each.national(digits) for each in plans)
        sizes = _sizes(part)
        if len(digits) == 8 and not (sizes == (2, 6) and part[1].gap == "/"):
            return False
        if sizes not in _USUAL and sizes != (9,):
            return False
        telling = len(part) > 2 and any(size != 3 for size in sizes[1:])  # thousands are written in threes
        return any(
            each.mobile(digits) or (telling and not each.trunk and each.national(digits)) for each in plans
        )


def _sizes(part: list[_Group]) -> tuple[int, ...]:
    return tuple(len(group.digits) for group in part)


def _regular(part: list[_Group]) -> bool:
    """Whether the groups look like a country's usual writing, with trunk prefix or calling code."""
    first, *others = _sizes(part)
    if not others:
        return first >= 9
    if "+" in part[0].gap or part[0].digits.startswith("00"):
        return tuple(others) in _USUAL
    return (first - 1, *others) in _USUAL or (first == 1 and tuple(others) in _USUAL)


def _parts(part: list[_Group], gap: str) -> bool:
    """Whether a gap beside a number parts it from what comes there: a wide one, or another than all inside it."""
    inside = {group.gap for group in part[1:]}
    return _BREAK.search(gap) is not None or (len(part) > 2 and len(inside) == 1 and gap not in inside)


def _fraction(part: list[_Group]) -> bool:
    """Whether a decimal fraction is among the groups: 0.59, or 2.8 beside other gaps, or 48.8566 and nothing more."""
    if any(
        len(one.digits) == 1 and two.gap == "." and (one.digits == "0" or len(part) > 2)
        for one, two in pairwise(part)
    ):
        return True
    sizes = _sizes(part)
    return (
        len(part) == 2 and part[1].gap == "." and part[0].digits[0] != "0" and sizes[0] <= 3 and sizes[1] >= 4
    )


def _years_or_round(part: list[_Group]) -> bool:
    """Whether all groups are years, or the last two are zeros."""
    years = all(len(group.digits) == 4 and group.digits[:2] in {"19", "20"} for group in part)
    return years or [group.digits for group in part[-2:]] == ["000", "000"]
