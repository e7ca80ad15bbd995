"""How places in a text are counted: every program counts in its own way, and few say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt

from diatrace.errors import Misuse

Unit: TypeAlias = Literal["codepoint", "utf16", "utf8"]
Newline: TypeAlias = Literal["stored", "one", "two"]
Ints: TypeAlias = npt.NDArray[np.int64]
States: TypeAlias = npt.NDArray[np.int8]

SOUND: Final = 0
WITHIN: Final = 1
CUT: Final = 2
OUTSIDE: Final = 3
"""What a span is, counted in one way: sound, broken within a character, partly or wholly beyond the text."""

_CR: Final = 13
_LF: Final = 10
_NEWLINES: Final[dict[str, Newline]] = {"crlf1": "one", "crlf2": "two"}


@dataclass(frozen=True, slots=True)
class Convention:
    """A way to count: in which units, what a line end counts, whether a byte-order mark does, where spans end.

    `newline` is "stored" where a line end counts as it stands in the file (CR LF is two, LF one), or "one" or "two"
    whatever stands there. `first` is the number of the first place. The default is what the standard says, and what
    its examples do.
    """

    unit: Unit = "codepoint"
    newline: Newline = "stored"
    mark: bool = False
    inclusive: bool = False
    first: Literal[0, 1] = 0

    def __str__(self) -> str:
        told = [
            self.unit,
            *(flag for flag, newline in _NEWLINES.items() if newline == self.newline),
            *(["bom"] if self.mark else []),
            *(["inclusive"] if self.inclusive else []),
            *(["from1"] if self.first else []),
        ]
        return "-".join(told)

    @classmethod
    def named(cls, name: str) -> Convention:
        """Return the convention of a name as `utf16`, `codepoint-crlf1` or `utf16-bom-inclusive`; raise Misuse."""
        unit, *flags = name.strip().lower().split("-")
        newlines = [_NEWLINES[flag] for flag in flags if flag in _NEWLINES]
        known = {*_NEWLINES, "bom", "inclusive", "from1"}
        if unit not in get_args(Unit) or not known.issuperset(flags) or len(newlines) > 1:
            raise Misuse(
                f"there is no way of counting called “{name}”",
                hint=f"one of {', '.join(get_args(Unit))}, then any of -crlf1 or -crlf2, -bom, -inclusive, -from1",
            )
        return cls(
            cast("Unit", unit),
            newlines[0] if newlines else "stored",
            "bom" in flags,
            "inclusive" in flags,
            1 if "from1" in flags else 0,
        )


STANDARD: Final = Convention()

_USUAL: Final = (
    ("nvivo", Convention(unit="utf16")),
    ("atlas.ti", Convention(newline="one")),
    ("qualcoder", Convention(newline="one")),
)


def usual(origin: str) -> Convention | None:
    """Return how the program that names itself so is known to count; None where nothing is known of it.

    NVivo was measured on an export with 892 characters outside the basic plane; that ATLAS.ti counts CR LF as one is
    known from those who read its files, and QualCoder's code counts in texts whose lines end with LF.
    """
    return next((found for name, found in _USUAL if name in origin.lower()), None)


class Passage:
    """A text as its file has it, and as it is kept: no byte-order mark, lines ended by a line feed."""

    __slots__ = ("_codes", "_crlf", "_starts", "marked", "text")

    def __init__(self, stored: str) -> None:
        self.marked = stored.startswith("\ufeff")
        body = stored[1:] if self.marked else stored
        self.text = body.replace("\r\n", "\n").replace("\r", "\n") if "\r" in body else body
        codes = np.frombuffer(body.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        before = np.zeros(len(codes), dtype=bool)
        before[1:] = (codes[:-1] == _CR) & (codes[1:] == _LF)
        self._crlf = np.flatnonzero(before) - 1 - np.arange(int(before.sum()))
        kept = codes[~before]
        self._codes = np.where(kept == _CR, _LF, kept)
        self._starts: dict[tuple[Unit, Newline], Ints] = {}

    @property
    def crlf(self) -> bool:
        """Whether any line ends with CR LF in the file."""
        return bool(len(self._crlf))

    @property
    def codes(self) -> npt.NDArray[np.uint32]:
        """Code points of the text as it is kept."""
        return self._codes

    def starts(self, unit: Unit, newline: Newline) -> Ints:
        """Return where each code point begins in those units, and at the end where the text ends."""
        key = (unit, newline)
        if key not in self._starts:
            self._starts[key] = np.concatenate(([0], np.cumsum(self._widths(unit, newline))))
        return self._starts[key]

    def _widths(self, unit: Unit, newline: Newline) -> Ints:
        codes = self._codes
        widths = np.ones(len(codes), dtype=np.int64)
        if unit == "utf16":
            widths += codes > 0xFFFF
        elif unit == "utf8":
            widths += (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)
        if newline == "two":
            widths[codes == _LF] = 2
        elif newline == "stored":
            widths[self._crlf] = 2
        return widths

    def _shift(self, convention: Convention) -> int:
        """How far the first place of the text is from 0."""
        mark = (3 if convention.unit == "utf8" else 1) if convention.mark and self.marked else 0
        return mark + convention.first

    def told(self, starts: Ints, ends: Ints, convention: Convention) -> tuple[Ints, Ints]:
        """Return places of the kept text as the convention counts them; an empty span may end before it begins."""
        begins = self.starts(convention.unit, convention.newline)
        shift = self._shift(convention)
        return begins[starts] + shift, begins[ends] + shift - (1 if convention.inclusive else 0)

    def kept(self, starts: Ints, ends: Ints, convention: Convention) -> tuple[Ints, Ints, States]:
        """Return places counted so as places of the kept text, and the state of each.

        A place within a character goes to its near side, so that the character belongs to the span; what lies beyond
        the text is cut off.
        """
        begins = self.starts(convention.unit, convention.newline)
        shift = self._shift(convention)
        first, last = starts - shift, ends - shift + (1 if convention.inclusive else 0)
        top = len(begins) - 1
        low = np.clip(np.searchsorted(begins, first, side="right") - 1, 0, top)
        high = np.clip(np.searchsorted(begins, last, side="left"), 0, top)
        state = np.full(len(starts), WITHIN, dtype=np.int8)
        state[(begins[low] == first) & (begins[high] == last)] = SOUND
        total = begins[-1]
        state[(first < 0) | (last > total)] = CUT
        state[(last < 0) | (first > total) | (first > last)] = OUTSIDE
        state[(state == CUT) & (low == high)] = OUTSIDE
        return low, high, state

    def forget(self) -> None:
        """Let go of what was counted; it is counted again where it is needed."""
        self._starts.clear()
