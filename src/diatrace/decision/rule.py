"""Rules that settle an item from what its readers answered; a corpus is a rule applied to every item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from diatrace.errors import UnknownName
from diatrace.model import Decision, Verdict

Rule: TypeAlias = Callable[[Sequence[Decision]], Verdict | None]
"""From the readings that stand on one item, one a reader, oldest first, to its verdict, or None while it is open."""


def one(readings: Sequence[Decision]) -> Verdict | None:
    """One reader is enough; where several read, the latest reading counts."""
    return readings[-1].verdict if readings else None


def agreeing(readings: Sequence[Decision]) -> Verdict | None:
    """Two readers must agree and nobody differ; until then the item is open."""
    verdicts = {each.verdict for each in readings}
    return verdicts.pop() if len(readings) >= 2 and len(verdicts) == 1 else None


def adjudicated(readings: Sequence[Decision]) -> Verdict | None:
    """One reader is enough, but where readers differ only an adjudication settles the item."""
    verdicts = {each.verdict for each in readings}
    return verdicts.pop() if len(verdicts) == 1 else None


RULES: dict[str, Rule] = {"one": one, "agreeing": agreeing, "adjudicated": adjudicated}


def rule_named(name: str) -> Rule:
    """Return a rule by name; raise UnknownName with the known ones."""
    if name not in RULES:
        raise UnknownName(
            f"no rule is called {name!r}",
            hint="known: " + "; ".join(f"{k} ({_first(v)})" for k, v in RULES.items()),
        )
    return RULES[name]


def _first(rule: Rule) -> str:
    return (rule.__doc__ or "").split(";")[0].split(",")[0].strip().rstrip(".").lower()


def settle(readings: Collection[Decision], adjudication: Decision | None, rule: Rule) -> Verdict | None:
    """Return an item's verdict: an adjudication always counts, else the rule decides."""
    if adjudication is not None:
        return adjudication.verdict
    return rule(sorted(readings, key=lambda each: each.id))
