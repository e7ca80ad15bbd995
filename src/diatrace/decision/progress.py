"""Where a review stands: counts, hours, advice, agreement, who did what; all from what stands, nothing stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Any

from diatrace.decision import agreement as agreeing
from diatrace.decision.desk import Desk
from diatrace.decision.rule import Rule, rule_named
from diatrace.decision.stopping import advise
from diatrace.model import VERDICTS, Decision

STRETCHES = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000)
"""Readings in one step of the curve of finds: the least that leaves no more than `STEPS` of them."""
STEPS = 25


def dashboard(desk: Desk) -> dict[str, Any]:
    """Return where the review of a desk's question stands, as plain values."""
    standing, settings = desk.standing, desk.question.settings
    rule = rule_named(settings.rule)
    total, unread = desk.size()
    readings = [each for each in list(standing.decisions.values()) if each.role != "undo"]
    seconds = [each.seconds for each in readings if each.seconds is not None and not each.group]
    readers = Counter(len(standing.readings(trace)) for trace in standing.traces())
    spent = sum(seconds)
    usual = median(seconds) if seconds else None
    found = _finds(desk, standing.sequence())
    return {
        "question": desk.question.name,
        "total": total,
        "read": total - unread,
        "verdicts": _verdicts(desk, rule),
        "settled": sum(standing.settled(trace, rule) is not None for trace in standing.traces()),
        "disputed": len(standing.disputed()),
        "read_twice": sum(count for times, count in readers.items() if times > 1),
        "read_alone": readers[1],
        "hours_spent": spent / 3600,
        "hours_to_go": usual * unread / 3600 if usual else None,
        "per_hour": len(seconds) / spent * 3600 if spent else None,
        "seconds_per_item": usual,
        "stretch": (stretch := _stretch(len(found))),
        "found": [sum(found[start : start + stretch]) for start in range(0, len(found), stretch)],
        "advice": advice(desk),
        "agreement": agreement(desk) if readers and max(readers) > 1 else None,
        "people": _people(desk, readings),
    }


def _stretch(read: int) -> int:
    return next((each for each in STRETCHES if read <= each * STEPS), STRETCHES[-1])


def _verdicts(desk: Desk, rule: Rule) -> dict[str, int]:
    counts = Counter[str](desk.standing.settled(trace, rule) or "open" for trace in desk.standing.traces())
    return {verdict: counts[verdict] for verdict in (*VERDICTS, "open")}


def _finds(desk: Desk, sequence: Iterable[Decision]) -> list[bool]:
    """Whether each first reading found a relevant trace; settled verdicts overrule readings."""
    rule = rule_named(desk.question.settings.rule)
    standing = desk.standing
    return [(standing.settled(each.trace, rule) or each.verdict) == "in" for each in sequence]


def advice(desk: Desk) -> dict[str, Any]:
    """Return the stopping advice of this moment; near-duplicates count as one item."""
    sequence = desk.standing.sequence()  # once: others may be deciding
    drawn = [each.drawn == "random" for each in sequence]
    left = len(desk.ranking.representatives(desk.unread()))
    settings = desk.question.settings
    found = advise(
        _finds(desk, sequence), drawn, len(drawn) + left, target=settings.target, alpha=settings.alpha
    )
    return found.plain()


def agreement(desk: Desk, *, blind: bool = False, unsure: bool = True) -> dict[str, Any]:
    """Return the agreement of standing readings; adjudications are no readings.

    `blind` compares blind second readings with the first reading of their trace only; without `unsure` that answer
    counts as missing.
    """
    ratings: dict[str, dict[str, str]] = {}
    for trace in desk.standing.traces():
        readings = desk.standing.readings(trace)
        if blind:
            readings = _blind(readings)
        given = {name: each.verdict for name, each in readings.items() if unsure or each.verdict != "unsure"}
        if given:
            ratings[trace] = {name: str(verdict) for name, verdict in given.items()}
    return {"question": desk.question.name, "blind": blind, **agreeing.report(ratings)}


def _blind(readings: dict[str, Decision]) -> dict[str, Decision]:
    """Keep a trace's first reading and the blind ones after it."""
    in_order = sorted(readings.items(), key=lambda item: item[1].id)
    return dict(in_order[:1] + [item for item in in_order[1:] if item[1].blind])


def _people(desk: Desk, readings: list[Decision]) -> list[dict[str, Any]]:
    spent: defaultdict[str, float] = defaultdict(float)
    timed: Counter[str] = Counter()
    for each in readings:
        if each.seconds is not None and not each.group:
            spent[each.reviewer] += each.seconds
            timed[each.reviewer] += 1
    found = []
    for name, counts in sorted(desk.standing.people().items()):
        seconds = spent[name]
        found.append(
            {
                "reviewer": name,
                "readings": counts["readings"],
                "adjudications": counts["adjudications"],
                "verdicts": {verdict: counts[verdict] for verdict in VERDICTS},
                "seconds": seconds,
                "per_hour": timed[name] / seconds * 3600 if seconds else None,
            }
        )
    return found
