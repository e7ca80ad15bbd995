"""Sentences, numbers and dates of a language, as HTML: nothing that came from outside can be markup."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from typing import Any

from diatrace import message

_NARROW = "\u202f"


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def isolated(text: str) -> Html:
    """Return a text of any script as HTML that cannot disturb the sentence around it."""
    return Html(f"<bdi>{escape(text)}</bdi>")


class Words:
    """The words of one language, about sites where they are the `unit` and there are words of their own for them."""

    def __init__(self, language: str, unit: str = "trace") -> None:
        self.language, self.unit = language, unit
        self._french = language == "fr"

    def __call__(self, key: str, **values: Any) -> Html:
        """Return a phrase; texts among the values are isolated, numbers written as the language does."""
        own = f"{key}.{self.unit}"
        key = own if self.unit != "trace" and own in message.catalogue("methods", self.language) else key
        said = {name: self._html(each) for name, each in values.items()}
        return Html(message.phrase("methods", self.language, key, **said))

    def count(self, key: str, number: int, **values: Any) -> Html:
        """Return a phrase in the singular or plural of a number, which it calls `n`."""
        singular = number in ((0, 1) if self._french else (1,))
        return self(f"{key}.{'one' if singular else 'other'}", n=number, **values)

    def _html(self, value: Any) -> str:
        if isinstance(value, Html):
            return value
        return isolated(value) if isinstance(value, str) else self.number(value)

    def number(self, number: float, digits: int = 0) -> Html:
        """Return a number with its separators: 1,234.5 or 1 234,5."""
        text = f"{number:,.{digits}f}".replace("-", "\u2212")
        if self._french:
            text = text.replace(",", _NARROW).replace(".", ",")
        return Html(text)

    def share(self, share: float, digits: int = 0) -> Html:
        """Return a share as a percentage; what is not quite all or nothing does not round to it."""
        if 0 < share < 1 and round(100 * share, digits) in (0, 100):
            digits += 1
        return Html(f"{self.number(100 * share, digits)}{_NARROW if self._french else ''}%")

    def part(self, number: int, whole: int) -> Html:
        """Return a count with its share of a whole, such as 12 (8%)."""
        return Html(f"{self.number(number)} ({self.share(number / whole)})" if whole else self.number(number))

    def interval(self, low: float, high: float, digits: int = 2) -> Html:
        """Return both ends of an interval in brackets: [0.74, 0.92] or [0,74 ; 0,92]."""
        between = f"{_NARROW}; " if self._french else ", "
        return Html(f"[{self.number(low, digits)}{between}{self.number(high, digits)}]")

    def day(self, at: date | datetime | str, precision: str = "day") -> Html:
        """Return a date in words, no more precise than it is known."""
        found = date.fromisoformat(at[:10]) if isinstance(at, str) else at
        if precision == "year":
            return Html(f"{found.year:04d}")
        month = self(f"month.{found.month}")
        if precision == "month":
            return Html(f"{month} {found.year:04d}")
        day = "1<sup>er</sup>" if self._french and found.day == 1 else str(found.day)
        return Html(f"{day}\u00a0{month}\u00a0{found.year:04d}")

    def hours(self, seconds: float) -> Html:
        """Return a duration: minutes under an hour, hours above."""
        if seconds < 3600:
            return self("minutes", n=self.number(round(seconds / 60)))
        return self("hours", n=self.number(seconds / 3600, 1))

    def named(self, family: str, key: str) -> Html:
        """Return the word for a member of a closed list, such as a verdict; any other text as it is."""
        try:
            return self(f"{family}.{key}")
        except KeyError:
            return isolated(key)

    def joined(self, parts: list[Html]) -> Html:
        """Return an enumeration."""
        return Html(", ".join(parts))
