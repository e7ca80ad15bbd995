"""Which way of counting a project follows, told from where its selections begin and end.

People select words, sentences and lines, and many programs name a selection by its text. Counted in the right way,
selections carry their names, begin and end where words or lines do, and lie within the text; counted in another, they
are a little off wherever the ways differ. A selection earns 6 points when it reads as its name says (4 where white
space differs), 2 for beginning at a line and 2 for ending at one, 1 for a word instead, and loses 4 when it breaks a
character or leaves the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from diatrace.coding.refi.convention import SOUND, STANDARD, Convention, Ints, Passage, usual

SAMPLE: Final = 4000
TEXTS: Final = 300
"""How many selections are looked at, in how many texts; those in which the ways of counting differ come first."""

_SPACE, _LINE, _WORD, _MARK, _OTHER = range(5)
_SPACES: Final = re.compile(r"\s+")
_JOINERS: Final = {0x200C, 0x200D, *range(0x1F3FB, 0x1F400)}
Points: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Marked:
    """The selections of one text: places as the file tells them, and names."""

    passage: Passage
    starts: Ints
    ends: Ints
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one way of counting, out of `spans` selections: how many are sound, read, begin and end well.

    `same` are other ways that give the very same selections.
    """

    convention: Convention
    spans: int
    sound: int
    named: int
    starts: int
    ends: int
    points: int
    same: tuple[Convention, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which way of counting was taken, why, whether another would do nearly as well, and the evidence, best first."""

    convention: Convention
    grounds: Literal["declared", "evidence", "origin", "standard"]
    ambiguous: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class _Trial:
    """One way of counting, tried on all selections."""

    convention: Convention
    low: Ints
    high: Ints
    points: Points
    tally: Ints
    """How many are sound, read as named, begin well, end well."""

    same: tuple[Convention, ...] = ()

    def evidence(self) -> Evidence:
        sound, named, starts, ends = self.tally.tolist()
        total = int(self.points.sum())
        return Evidence(self.convention, len(self.low), sound, named, starts, ends, total, self.same)

    def leads(self, other: _Trial) -> tuple[int, int]:
        """By how many points it leads, and on how many selections the two differ."""
        differ = (self.low != other.low) | (self.high != other.high)
        return int((self.points - other.points)[differ].sum()), int(differ.sum())

    def beats(self, other: _Trial) -> bool:
        """Say whether it leads by more than chance would."""
        lead, differ = self.leads(other)
        return lead >= max(2, 0.3 * differ)


def judge(marked: Sequence[Marked], origin: str, declared: Convention | None = None) -> Verdict:
    """Say which way of counting selections follow, in a project of that origin that may declare one itself.

    What is declared is taken, and doubted where another way beats it. Else the best one is taken if it beats the one
    that is usual for the origin, or the standard's where nothing is known of it.
    """
    expected = declared or usual(origin) or STANDARD
    grounds: Literal["declared", "origin", "standard"] = (
        "declared" if declared else "origin" if usual(origin) else "standard"
    )
    sample = _sample(marked)
    if not sample:
        return Verdict(expected, grounds)
    trials = _distinct(sample, expected)
    best = trials[0]
    prior = next(each for each in trials if expected in (each.convention, *each.same))
    evidence = tuple(each.evidence() for each in trials)
    if declared:
        doubted = any(each.beats(prior) for each in trials if each is not prior)
        return Verdict(declared, "declared", doubted, evidence)
    chosen = best if best is not prior and best.beats(prior) else prior
    ambiguous = any(not chosen.beats(other) for other in trials if other is not chosen)
    told = "evidence" if chosen is not prior or not ambiguous else grounds
    return Verdict(expected if chosen is prior else chosen.convention, told, ambiguous, evidence)


def _sample(marked: Sequence[Marked]) -> list[Marked]:
    """Pick some selections, of the most telling texts first."""
    ordered = sorted((each for each in marked if len(each.starts)), key=lambda each: -_telling(each.passage))
    found: list[Marked] = []
    left = SAMPLE
    for each in ordered[:TEXTS]:
        if left <= 0:
            break
        picked = np.unique(np.linspace(0, len(each.starts) - 1, min(left, len(each.starts))).astype(np.int64))
        names = tuple(each.names[index] for index in picked)
        found.append(Marked(each.passage, each.starts[picked], each.ends[picked], names))
        left -= len(picked)
    return found


def _telling(passage: Passage) -> int:
    """In how many respects ways of counting differ on a text."""
    codes = passage.codes
    highest = int(codes.max(initial=0))
    return passage.marked + passage.crlf + (highest > 0xFFFF) + (highest > 0x7F)


def _candidates(sample: Sequence[Marked], expected: Convention) -> list[Convention]:
    """Ways of counting that may differ on these texts: the expected one first, then the plainer before the odder."""
    passages = [each.passage for each in sample]
    highest = max(int(each.codes.max(initial=0)) for each in passages)
    units = ["codepoint", *(["utf16"] if highest > 0xFFFF else []), *(["utf8"] if highest > 0x7F else [])]
    newlines = ["stored", *(["one"] if any(each.crlf for each in passages) else []), "two"]
    marks = [False, True] if any(each.marked for each in passages) else [False]
    found = [
        Convention(unit, newline, mark, inclusive, first)  # type: ignore[arg-type]
        for unit, newline, mark, inclusive, first in product(units, newlines, marks, (False, True), (0, 1))
    ]
    found.sort(key=lambda each: (each != expected, str(each).count("-")))
    return found if expected in found else [expected, *found]


def _distinct(sample: Sequence[Marked], expected: Convention) -> list[_Trial]:
    """Try all ways, the best first; those that give the same selections are one."""
    candidates = _candidates(sample, expected)
    parts = list(zip(*(_tried(each, candidates) for each in sample), strict=True))
    found: dict[tuple[bytes, bytes], _Trial] = {}
    for convention, tried in zip(candidates, parts, strict=True):
        low, high, points = (np.concatenate([each[index] for each in tried]) for index in range(3))
        tally = np.sum([each[3] for each in tried], axis=0)
        first = found.setdefault(
            (low.tobytes(), high.tobytes()), _Trial(convention, low, high, points, tally)
        )
        if first.convention != convention:
            first.same += (convention,)
    return sorted(found.values(), key=lambda each: -int(each.points.sum()))


def _tried(marked: Marked, candidates: Sequence[Convention]) -> list[tuple[Ints, Ints, Points, Ints]]:
    """Try all ways on the selections of one text."""
    classes = _classes(marked.passage.codes)
    names = [" ".join(name.split()) for name in marked.names]
    read: dict[tuple[int, int], str] = {}
    found = []
    for convention in candidates:
        low, high, state = marked.passage.kept(marked.starts, marked.ends, convention)
        sound = state == SOUND
        starts, ends = _beginnings(classes, low), _endings(classes, high)
        worth = sound & (high > low)
        named = np.array(
            [
                _reads(marked.passage.text, begin, end, name, read) if name and good else 0
                for name, good, begin, end in zip(names, worth, low.tolist(), high.tolist(), strict=True)
            ]
        )
        points = np.where(worth, starts + ends + named, 0) - 4 * ~sound
        tally = np.array(
            [sound.sum(), (named > 0).sum(), (worth & (starts > 0)).sum(), (worth & (ends > 0)).sum()]
        )
        found.append((low, high, points, tally))
    marked.passage.forget()
    return found


def _reads(text: str, begin: int, end: int, name: str, read: dict[tuple[int, int], str]) -> int:
    """Return 6 where a stretch of text is what its name says, 4 where it is but for white space, 0 elsewhere.

    A name may be cut, which is told by three dots or by its length; `read` keeps what was read already.
    """
    quoted = read.get((begin, end))
    if quoted is None:
        quoted = read[begin, end] = _SPACES.sub(" ", text[begin:end])
    cut = name.removesuffix("…").removesuffix("...")
    if quoted == name or (_shortened(cut, name) and quoted.startswith(cut)):
        return 6
    bare = quoted.replace(" ", "")
    short = cut.replace(" ", "")
    return 4 if bare == name.replace(" ", "") or (_shortened(cut, name) and bare.startswith(short)) else 0


def _shortened(cut: str, name: str) -> bool:
    return cut != "" and (len(cut) < len(name) or len(name) >= 30)


def _classes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int8]:
    """Tell what stands where: space, line end, a character of a word, one joined to that before, another."""
    kinds, where = np.unique(codes, return_inverse=True)
    told = np.array([_class(int(code)) for code in kinds], dtype=np.int8)
    return np.concatenate((told[where], np.array([_LINE], dtype=np.int8)))


def _class(code: int) -> int:
    character = chr(code)
    if character in "\n\u2028\u2029":
        return _LINE
    if character.isspace():
        return _SPACE
    if code in _JOINERS or unicodedata.category(character).startswith("M"):
        return _MARK
    return _WORD if character.isalnum() or character == "_" else _OTHER


def _beginnings(classes: npt.NDArray[np.int8], places: Ints) -> Points:
    """2 where a line begins, 1 where a word or a sign does, 0 elsewhere."""
    before, here = classes[places - 1], classes[places]
    solid = (here == _WORD) | (here == _OTHER)
    broken = ((before == _WORD) | (before == _MARK)) & (here == _WORD)
    return np.where(solid, np.where(before == _LINE, 2, np.where(broken, 0, 1)), 0)


def _endings(classes: npt.NDArray[np.int8], places: Ints) -> Points:
    """2 where a line ends, 1 where a word or a sign does or a line just ended, 0 elsewhere."""
    last, after = classes[places - 1], classes[places]
    broken = ((last == _WORD) | (last == _MARK)) & (after == _WORD) | (after == _MARK)
    solid = last >= _WORD
    ended = np.where(solid, np.where(after == _LINE, 2, np.where(broken, 0, 1)), 0)
    return np.where((last == _LINE) & (places > 0), 1, ended)
