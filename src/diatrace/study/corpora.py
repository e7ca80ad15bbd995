"""Corpora of a study: frozen, listed, compared, verified, rebuilt elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from diatrace.corpus import ground, member, version
from diatrace.corpus.item import Choice
from diatrace.corpus.version import Version
from diatrace.decision.question import named
from diatrace.decision.record import verdict_of
from diatrace.store.folder import Folder
from diatrace.study.decisions import Decisions


class Corpora:
    """Frozen versions of the study's corpora."""

    def __init__(self, folder: Folder, decisions: Decisions) -> None:
        self._folder, self._decisions = folder, decisions

    def freeze(
        self,
        question: str,
        *,
        name: str = "",
        rule: str = "",
        include: Sequence[str] = ("in",),
        who: str = "owner",
    ) -> dict[str, Any]:
        """Freeze what stands on a question; `new` is False where nothing changed since the last version.

        `rule` is one, agreeing or adjudicated (the question's own where none is given), `include` the verdicts taken
        in. The stopping advice of this moment goes into the protocol.
        """
        desk = self._decisions.desk(question)
        self._folder.check("trace")
        choice = Choice(rule or desk.question.settings.rule, tuple(verdict_of(each) for each in include))
        advice = self._decisions.status(question)["advice"]
        laid = ground.now(self._folder) if desk.question.settings.unit == "site" else None
        frozen, new = version.freeze(
            self._folder,
            desk.question,
            laid.candidates() if laid else desk.pool.candidates(),
            advice,
            choice=choice,
            laid=laid,
            name=name,
            who=who,
        )
        return {**frozen.plain(), "new": new}

    def get(self, label: str) -> Version:
        """Return a version by `name@version`, or the newest of a name; raise UnknownName with the known ones."""
        return version.named(self._folder, label)

    def diff(self, old: str, new: str) -> dict[str, Any]:
        """Compare two versions: traces come in, gone out, verdicts and contents changed."""
        return version.diff(self._folder, self.get(old), self.get(new))

    def verify(self, label: str) -> list[str]:
        """Make a version again from its decisions and its traces; return one sentence per fault."""
        frozen = self.get(label)
        if faults := version.verify(self._folder, frozen):
            return faults
        if self.unit(frozen) == "site":
            return []  # what it stands on was looked at with its decisions
        members = [each for each in version.read_items(self._folder, frozen) if each.member]
        return [*member.faults(self._folder, members)]

    def unit(self, frozen: Version) -> str:
        """Return what a version is of: traces or sites."""
        return named(self._folder, frozen.protocol["question"]["name"]).settings.unit

    def list(self) -> list[Version]:
        """Return every frozen version, oldest first."""
        return version.listed(self._folder)
