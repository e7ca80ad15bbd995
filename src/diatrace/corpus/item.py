"""Items of a corpus: every trace somebody answered on, with its verdict under the rule and the answers behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from diatrace.decision.rule import rule_named
from diatrace.decision.standing import Standing
from diatrace.model import Verdict
from diatrace.store import canonical


@dataclass(frozen=True, slots=True)
class Item:
    """One trace as a corpus version holds it: the content judged, the verdict, who answered what."""

    trace: str
    digest: str
    verdict: Verdict | None
    member: bool
    answers: tuple[tuple[str, str, str, str], ...]  # role, reviewer, verdict, reason


@dataclass(frozen=True, slots=True)
class Choice:
    """What makes a corpus out of answers: a rule, and which verdicts are taken in."""

    rule: str = "adjudicated"
    include: tuple[Verdict, ...] = ("in",)


def items(standing: Standing, choice: Choice, among: Collection[str] | None = None) -> list[Item]:
    """Return every answered trace (`among` these, if given) as an item, in order of identifier."""
    asked = sorted(standing.traces())
    return [_item(standing, trace, choice) for trace in asked if among is None or trace in among]


def _item(standing: Standing, trace: str, choice: Choice) -> Item:
    readings = standing.readings(trace)
    adjudication = standing.adjudication(trace)
    verdict = standing.settled(trace, rule_named(choice.rule))
    counted = [*(readings[name] for name in sorted(readings)), *([adjudication] if adjudication else [])]
    newest = max(counted, key=lambda each: each.id)
    return Item(
        trace=trace,
        digest=newest.digest,
        verdict=verdict,
        member=verdict in choice.include,
        answers=tuple((each.role, each.reviewer, each.verdict, each.reason) for each in counted),
    )


def line(item: Item) -> str:
    """Return an item as one line of canonical JSON."""
    return canonical.text(asdict(item))


def parse(text: str) -> list[Item]:
    """Read items back from their lines."""
    return [_parsed(msgspec.json.decode(each)) for each in split(text)]


def split(text: str) -> list[str]:
    """Return the lines of a text: only a line feed ends one, since a reason may hold every other kind of line end."""
    return [each for each in text.split("\n") if each]


def _parsed(values: dict[str, Any]) -> Item:
    answers = tuple(tuple(each) for each in values.pop("answers"))
    return Item(**values, answers=answers)


def corpus_digest(question: str, criteria: str, choice: Choice, lines: Iterable[str], sites: str = "") -> str:
    """SHA-256 of what makes a corpus: the question, the rule, every item; no time, no machine, no study in it.

    `sites` is the digest of what the items are, where they are sites (see `ground.Laid`).
    """
    head = [question, criteria, choice.rule, sorted(choice.include), *([sites] if sites else [])]
    digest = hashlib.sha256(canonical.text(head).encode())
    for each in lines:
        digest.update(b"\n" + each.encode())
    return digest.hexdigest()


def candidates_digest(candidates: Sequence[tuple[str, str]]) -> str:
    """SHA-256 over identifier and content digest of every trace that could be asked about, in order of identifier."""
    digest = hashlib.sha256()
    for trace, content in sorted(candidates):
        digest.update(f"{trace} {content}\n".encode())
    return digest.hexdigest()
