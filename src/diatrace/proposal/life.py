"""Whether a site lives: proposed from what it answered when it was visited again, by rules that are told.

The states are those of the e-Diasporas re-visits: live, abandoned (it answers, and nothing was added for long), dead
(nothing answers), squatted (somebody else has its address). The rules are tried in order; the first that holds says
the state, and every sign that was seen is told. Where they see something they cannot judge, no state is proposed: a
person looks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias

from diatrace.trace.fold import fold

State: TypeAlias = Literal["live", "abandoned", "dead", "squatted", ""]

STALE_DAYS: Final = 548
"""Days without anything added after which a site counts as abandoned: a year and a half, since many write yearly."""

UNLIKE: Final = 0.1
"""Share of words in common under which two texts are of different hands; unrelated texts of one language reach 0.05."""

_ENOUGH: Final = 20
"""Words that a text needs before it is compared."""

_SHORT: Final = 300
"""Words beyond which a page that speaks of domains for sale is an article rather than an offer."""

_PARKED: Final = re.compile(
    r"(?:domain|domaine|dominio|نطاق|دومين)[^.]{0,60}(?:for sale|a vendre|en vente|en venta|zu verkaufen|للبيع|expired)"
    r"|(?:buy|acheter|comprar|kaufen)[^.]{0,30}(?:domain|domaine|dominio|\.[a-z]{2,})|is for sale|est a vendre"
    r"|(?:parked|parking)[^.]{0,40}(?:domain|free|courtesy)|renew (?:it )?now|domain has expired|account suspended"
    r"|related searches|sponsored listings",
)
_WORD: Final = re.compile(r"\w{3,}")
_GONE: Final = (404, 410)
_REFUSED: Final = 400


@dataclass(frozen=True, slots=True)
class Visit:
    """One page asked for again: what became of it, what it said before and says now.

    `status` is None where nothing answered, and `reason` says why. `elsewhere` tells that it leads to another site.
    `unchanged` pages say now what they said before. What was not `asked` (robots.txt forbids it) tells nothing.
    """

    url: str
    status: int | None
    reason: str = ""
    asked: bool = True
    elsewhere: bool = False
    unchanged: bool = False
    before: str = ""
    now: str = ""
    language_before: str = ""
    language_now: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A site on the day of a visit: its pages, and the newest date that anything on it bears.

    `added` is that date where one is known, `since` the day from which its pages are known to be as they are.
    """

    visits: Sequence[Visit]
    today: datetime
    added: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A state proposed for a site (none where a person must look), and every sign seen."""

    state: State
    signs: tuple[str, ...]


def propose(seen: Seen) -> Proposal:
    """Propose the state of a site; raise ValueError where nothing was asked of it."""
    if not seen.visits:
        raise ValueError("a site that was not visited cannot be judged")
    signs = [f"{each.url} was not asked for: {each.reason}" for each in seen.visits if not each.asked]
    asked = replace(seen, visits=[each for each in seen.visits if each.asked])
    if not asked.visits:
        return Proposal("", tuple(signs))
    for rule in _RULES:
        found = rule(asked, signs)
        if found is not None:
            return Proposal(found, tuple(signs))
    return Proposal("", (*signs, "it answers, and nothing tells when anything was added last"))


def _gone(seen: Seen, signs: list[str]) -> State | None:
    """Dead: nothing answers, or every page is gone. No state where the server has a fault, which may be mended."""
    failing = [each for each in seen.visits if each.status is None or each.status >= _REFUSED]
    signs.extend(f"{each.url}: {each.reason or each.status}" for each in failing)
    missing = [each for each in failing if each.status is None or each.status in _GONE]
    if len(failing) < len(seen.visits):
        return None
    if len(missing) == len(failing):
        return "dead"
    signs.append("it answers with a refusal or a fault, which may pass: visit it again another day")
    return ""


def _elsewhere(seen: Seen, signs: list[str]) -> State | None:
    """No state: it leads to another site, which may be its new home or a stranger's."""
    left = [each for each in seen.visits if each.elsewhere]
    signs.extend(f"{each.url} leads to another site" for each in left)
    answered = [each for each in seen.visits if _answers(each)]
    return "" if left and not answered else None


def _parked(seen: Seen, signs: list[str]) -> State | None:
    """Squatted: what answers is an offer of the address."""
    offers = [each for each in seen.visits if _answers(each) and is_parked(each.now)]
    signs.extend(f"{each.url} offers the address for sale" for each in offers)
    return "squatted" if offers and len(offers) == len(_answering(seen)) else None


def _strange(seen: Seen, signs: list[str]) -> State | None:
    """Squatted: every page that can be compared says something else altogether, in another language or not."""
    compared = [each for each in _answering(seen) if _comparable(each)]
    strange = [each for each in compared if likeness(each.before, each.now) < UNLIKE]
    for each in strange:
        turned = each.language_before != each.language_now and each.language_now
        language = f", in {each.language_now} in place of {each.language_before}" if turned else ""
        signs.append(f"{each.url} has hardly a word in common with what it was{language}")
    return "squatted" if strange and len(strange) == len(compared) else None


def _added(seen: Seen, signs: list[str]) -> State | None:
    """Live or abandoned, by the newest date on it."""
    if seen.added is None or seen.added > seen.today:
        return None
    days = (seen.today - seen.added).days
    signs.append(f"newest date on it: {seen.added.date()}, {days:,} days ago")
    return "live" if days <= STALE_DAYS else "abandoned"


def _unchanged(seen: Seen, signs: list[str]) -> State | None:
    """Abandoned: all of it is as it was a long time ago. Live: something is new since then."""
    answering = _answering(seen)
    if seen.since is None or not answering:
        return None
    days = (seen.today - seen.since).days
    changed = [each for each in answering if not each.unchanged and each.before and each.now != each.before]
    if changed:
        signs.append(f"{len(changed)} of {len(answering)} pages changed since {seen.since.date()}")
        return "live"
    if all(each.unchanged or each.now == each.before for each in answering) and days > STALE_DAYS:
        signs.append(f"all {len(answering)} pages are as they were on {seen.since.date()}, {days:,} days ago")
        return "abandoned"
    return None


_RULES: Final[tuple[Callable[[Seen, list[str]], State | None], ...]] = (
    _gone, _elsewhere, _parked, _strange, _added, _unchanged,
)  # fmt: skip


def _answers(visit: Visit) -> bool:
    return visit.status is not None and (visit.status < 300 or visit.status == 304)


def _answering(seen: Seen) -> list[Visit]:
    return [each for each in seen.visits if _answers(each)]


def _comparable(visit: Visit) -> bool:
    return not visit.unchanged and min(_words(visit.before).total(), _words(visit.now).total()) >= _ENOUGH


def is_parked(text: str) -> bool:
    """Say whether a short text offers an address for sale, or says that nobody keeps it."""
    folded = fold(text)
    return len(_WORD.findall(folded)) <= _SHORT and bool(_PARKED.search(folded))


def likeness(one: str, other: str) -> float:
    """Return the share of words two texts have in common (Jaccard's index over counted words)."""
    first, second = _words(one), _words(other)
    union = (first | second).total()
    return (first & second).total() / union if union else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(fold(text)))


def newest(dates: Iterable[datetime | None]) -> datetime | None:
    """Return the newest of some dates, none where there is none."""
    return max((each for each in dates if each), default=None)
