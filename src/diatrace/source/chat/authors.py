"""Who wrote a line of a WhatsApp chat: an author's name ends at a colon, but names and notices may hold colons too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_MARKS: Final = dict.fromkeys(
    [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF]
)
_ODD_SPACES: Final = {0xA0: " ", 0x202F: " ", 0x2011: "-"}
_LONGEST: Final = 120
_QUOTES: Final = '"“”„«»「」'
NAMELESS: Final = "?"
"""The author of lines that have a colon and nothing before it."""

MARK: Final = ("\u200e", "\u200f")
"""What the program puts before words of its own."""


def clean(name: str) -> str:
    """Return a name without invisible marks, odd spaces, and the ~ before people unknown to the phone."""
    plain = " ".join(name.translate(_MARKS | _ODD_SPACES).split())
    return plain.removeprefix("~").lstrip()


@dataclass(slots=True)
class _Candidate:
    """The words before the first colon of some lines."""

    lines: int = 0
    second: str = ""  # what stands between the first and the second colon, as long as it is always the same
    speaks: bool = False  # has said something that the program did not mark as its own


@dataclass(slots=True)
class Authors:
    """Learns who writes in a chat (`meet` every line, then `settle`), then splits lines."""

    _met: dict[str, _Candidate] = field(default_factory=dict)
    _names: dict[str, tuple[str, int]] = field(default_factory=dict)
    speakers: set[str] = field(default_factory=set)

    def meet(self, rest: str) -> None:
        """Take in what follows the date of one line."""
        end = _colon(rest)
        if end < 0:
            return
        found = self._met.get(rest[:end])
        if found is None:
            found = self._met[rest[:end]] = _Candidate(second=_second(rest, end))
        elif found.second and not rest.startswith(f"{found.second}: ", end + 2):
            found.second = ""
        found.lines += 1
        found.speaks = found.speaks or not rest.startswith(MARK, end + 2)

    def settle(self) -> None:
        """Decide which of the words before colons are names."""
        frequent = {words for words, each in self._met.items() if each.lines > 1}
        for words, each in self._met.items():
            if _is_notice(words, each.lines, frequent):
                continue
            whole = f"{words}: {each.second}" if each.second and each.lines >= 3 else words
            name = clean(whole) or whole.strip() or NAMELESS
            self._names[words] = (name, len(whole))
            if each.speaks:
                self.speakers.add(name)

    @property
    def names(self) -> list[str]:
        """Everybody who wrote."""
        return [name for name, _ in self._names.values()]

    def split(self, rest: str) -> tuple[str, str]:
        """Return author and text of a line; no author for a line of the program's own."""
        end = _colon(rest)
        if end >= 0 and (known := self._names.get(rest[:end])):
            name, length = known
            return name, rest[length + 1 :].removeprefix(" ")
        end = rest.find(":")
        if end >= 0 and (known := self._names.get(rest[:end])):
            return known[0], rest[end + 1 :]
        return "", rest


def _colon(rest: str) -> int:
    """Return where the author's name may end, -1 if nowhere: at a colon with a space, or at the end of the line."""
    stop = rest.find("\n", 0, _LONGEST)
    end = rest.find(": ", 0, stop if stop >= 0 else _LONGEST)
    if end < 0 and (stop >= 0 or len(rest) < _LONGEST):
        first = (rest[:stop] if stop >= 0 else rest).rstrip("\r")
        end = len(first) - 1 if first.endswith(":") else -1
    return end


def _second(rest: str, end: int) -> str:
    other = rest.find(": ", end + 2, end + 42)
    return rest[end + 2 : other] if other > 0 and "\n" not in rest[end:other] else ""


def _is_notice(words: str, lines: int, frequent: set[str]) -> bool:
    """Say whether words before a colon begin a sentence of the program: cut in a quotation, or what someone did."""
    if sum(map(words.count, _QUOTES)) % 2:
        return True
    if lines > 1:
        return False
    parts = words.split(" ")
    return any(
        " ".join(parts[:at]) in frequent and not parts[at][:1].isupper() for at in range(1, len(parts) - 1)
    )
