"""The dated beginning of a chat's lines, whatever phone wrote it: found in one line, then recognised in all others.

A layout is written as the beginning itself with "#" for a number (as many as digits, from three on), "~" for a word
such as p. m. or à, and "@" for the letter of a Japanese era: ``[#/#/####, #:#:#]`` or ``#/#/#, #:# ~ - ``. One export
has one layout, so a line that begins like another layout is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from diatrace.source.chat.calendars import ERAS

MARKS: Final = "\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"
"""Invisible characters that turn the direction of writing, as in a regular expression's class."""

SPACES: Final = " \t\u00a0\u2000-\u200a\u202f\u3000"
_MARK, _SPACE, _DASH = f"[{MARKS}]*", f"[{SPACES}]", "[-–—]"
_PUNCTUATION = r"\[\]()/:\-–—"
_WORD = rf"[^\d{_PUNCTUATION}\n]{{0,24}}?"
_ERA = "|".join(ERAS)

_TOKEN: Final = re.compile(
    rf"""(?P<mark>[{MARKS}]+)
    |(?P<number>\d+)
    |(?P<unit>(?<=\d)(?:{_SPACE}?(?:h|min){_SPACE}?(?=\d)|[年月日时時分秒년월일시분초]))
    |(?P<era>(?:{_ERA})(?=\d))
    |(?P<space>{_SPACE}+)
    |(?P<word>[^\s\d{_PUNCTUATION}.,،](?:(?:[^\d{_PUNCTUATION},،\n]|،(?={_SPACE}\D))*[^\s\d{_PUNCTUATION},،])?)
    |(?P<other>.)""",
    re.VERBOSE,
)
_SEPARATOR: Final = r"(?:\ ?[./\-־年月년월]\ ?|\ )"
_DAY: Final = rf"@?\#+{_SEPARATOR}\#+{_SEPARATOR}@?\#+[.日일]?"
_TIME: Final = r"\#(?:[:.]|\ ?h\ ?|[时時시]\ ?)\#(?:(?:[:.]|[分분]\ ?|\ ?min\ ?)\#)?[分분秒초.]?"
_DAY_FIRST: Final = re.compile(rf"~?\ ?{_DAY}[ ,،]*~?[ ,،(-]*{_TIME}\ ?~?\)?", re.VERBOSE)
_TIME_FIRST: Final = re.compile(rf"~?\ ?{_TIME}\ ?~?[ ,،]*~?\ ?{_DAY}", re.VERBOSE)

_BRACKET: Final = re.compile(rf"{_MARK}\[([^\[\]\n]{{6,60}})\]")
_DASHED: Final = re.compile(rf"{_SPACE}({_DASH}){_SPACE}")
_COLON: Final = re.compile(rf"(?<=[\w.])(:){_SPACE}")
_REACH: Final = 64

_PIECE: Final = re.compile(r"#+| *~ *|@| +|.", re.DOTALL)


def layout_of(line: str) -> str:
    """Return the layout in which a line begins, empty where it does not begin with a date and a time."""
    bracket = _BRACKET.match(line)
    if bracket:
        stamp = _stamp(bracket[1])
        return f"[{stamp}]" if stamp else ""
    if not any(each.isdigit() for each in line[:12]):
        return ""
    for ending in (_DASHED, _COLON):
        for found in ending.finditer(line[:_REACH]):
            if stamp := _stamp(line[: found.start()]):
                return stamp + (": " if found[1] == ":" else " - ")
    return ""


def _stamp(text: str) -> str:
    """Return a date with its time as a layout, empty where the text is anything else."""
    stamp = "".join(_piece(token) for token in _TOKEN.finditer(text)).strip(" ")
    return stamp if _DAY_FIRST.fullmatch(stamp) or _TIME_FIRST.fullmatch(stamp) else ""


def _piece(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "mark":
            return ""
        case "number":
            length = len(token[0])
            return "#" if length <= 2 else "#" * min(length, 4)
        case "space":
            return " "
        case "word":
            return "~"
        case "era":
            return "@"
    return re.sub(_SPACE, " ", token[0])


@dataclass(frozen=True)
class Layout:
    """One way to begin a line; `day` and `time` name the groups of `pattern` that hold their numbers."""

    text: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression of the beginning, up to the author or the text."""
        pieces = [_expression(each) for each in _PIECE.findall(self.text)]
        return re.compile(_MARK + _MARK.join(pieces))

    @cached_property
    def _kinds(self) -> str:
        """The groups of the pattern in order: # number, ~ word, @ era."""
        pieces = ("~" if "~" in each else each[0] for each in _PIECE.findall(self.text))
        return "".join(each for each in pieces if each in "#~@")

    @cached_property
    def _numbers(self) -> list[int]:
        return [at for at, kind in enumerate(self._kinds) if kind == "#"]

    @cached_property
    def time_first(self) -> bool:
        """Whether the time stands before the day."""
        return not _DAY_FIRST.fullmatch(self._bare)

    @property
    def _bare(self) -> str:
        return self.text.removeprefix("[").removesuffix("]").removesuffix(" - ").removesuffix(": ")

    @cached_property
    def day(self) -> tuple[int, int, int]:
        """Which groups hold the day's numbers, in the order of writing."""
        first, second, third = self._numbers[-3:] if self.time_first else self._numbers[:3]
        return first, second, third

    @cached_property
    def time(self) -> list[int]:
        """Which groups hold hour, minute and, in some layouts, second."""
        return self._numbers[:-3] if self.time_first else self._numbers[3:]

    @cached_property
    def words(self) -> list[int]:
        """Which groups hold words."""
        return [at for at, kind in enumerate(self._kinds) if kind == "~"]

    @cached_property
    def era(self) -> int | None:
        """Which group holds the letter of an era, if any."""
        return self._kinds.index("@") if "@" in self._kinds else None

    @cached_property
    def widths(self) -> tuple[int, int, int]:
        """How many digits each of the day's numbers has at most: 2, 3 or 4."""
        runs = re.findall(r"#+", self._bare)
        day = runs[-3:] if self.time_first else runs[:3]
        first, second, third = (max(2, len(run)) for run in day)
        return first, second, third

    @cached_property
    def separator(self) -> str:
        """The character between the day's first two numbers."""
        return re.split(r"#+", self._bare)[self.day[0] - self._kinds[: self.day[0]].count("~") + 1].strip(
            " @"
        )


def _expression(piece: str) -> str:
    if piece.startswith("#"):
        return {1: r"(\d{1,2})", 3: r"(\d{3})"}.get(len(piece), r"(\d{4,9})")
    if "~" in piece:
        return rf"{_SPACE}*({_WORD}){_SPACE}*"
    if piece == "@":
        return f"({_ERA})"
    if piece == "-":
        return _DASH
    if piece == "]":
        return rf"\]{_SPACE}*"
    return f"{_SPACE}+" if piece.isspace() else re.escape(piece)
