"""Provenance after W3C PROV, as PROV-JSON: what an algorithm proposed, what persons decided, what was frozen."""

from __future__ import annotations

from typing import Any

from diatrace.publication.figures import Figures, Person

SOFTWARE = "diatrace:software"


def document(found: Figures) -> dict[str, Any]:
    """Return the provenance of a corpus as a PROV-JSON document."""
    corpus = f"diatrace:{found.corpus['corpus']}"
    sources = [f"diatrace:source-{each['id']}" for each in found.sources]
    made = _Document()
    made.agent(SOFTWARE, {"prov:type": "prov:SoftwareAgent", "prov:label": f"Diatrace {found.diatrace}"})
    for each, name in zip(found.sources, sources, strict=True):
        made.entity(name, {"diatrace:format": each["format"], "diatrace:sha256": each["file_digest"]})
    for each in found.batches:
        _proposal(made, each, sources)
    for person in found.people:
        _review(made, person, sources, [each["id"] for each in found.batches])
    made.entity(
        corpus, {"diatrace:sha256": found.corpus["digest"], "diatrace:members": found.corpus["members"]}
    )
    made.activity(
        "diatrace:freezing",
        found.corpus["frozen_at"],
        found.corpus["frozen_at"],
        {"diatrace:rule": found.corpus["rule"], "diatrace:include": " ".join(found.corpus["include"])},
    )
    made.relate("wasAssociatedWith", "activity", "diatrace:freezing", "agent", SOFTWARE)
    made.relate("wasGeneratedBy", "entity", corpus, "activity", "diatrace:freezing")
    for person in found.people:
        made.relate("used", "activity", "diatrace:freezing", "entity", f"diatrace:decisions-{person.name}")
    for name in sources:
        made.relate("wasDerivedFrom", "generatedEntity", corpus, "usedEntity", name)
    return made.plain()


def _proposal(made: _Document, batch: dict[str, Any], sources: list[str]) -> None:
    activity, order = f"diatrace:proposing-{batch['id']}", f"diatrace:order-{batch['id']}"
    params = {f"diatrace:{name}": value for name, value in sorted(batch["params"].items())}
    made.activity(
        activity,
        batch["made_at"],
        batch["made_at"],
        {
            "diatrace:method": batch["method"],
            "diatrace:version": batch["version"],
            "diatrace:seed": batch["seed"],
            **params,
        },
    )
    made.entity(order, {"diatrace:items": batch["items"], "diatrace:sha256": batch["digest"]})
    made.relate("wasGeneratedBy", "entity", order, "activity", activity)
    made.relate("wasAssociatedWith", "activity", activity, "agent", SOFTWARE)
    for name in sources:
        made.relate("used", "activity", activity, "entity", name)


def _review(made: _Document, person: Person, sources: list[str], batches: list[int]) -> None:
    agent, activity, decisions = (
        f"diatrace:{kind}{person.name}" for kind in ("", "reviewing-", "decisions-")
    )
    made.agent(agent, {"prov:type": "prov:Person", "prov:label": person.name})
    made.activity(activity, person.first, person.last, {"diatrace:seconds": person.seconds})
    made.entity(
        decisions, {"diatrace:readings": person.readings, "diatrace:adjudications": person.adjudications}
    )
    made.relate("wasAssociatedWith", "activity", activity, "agent", agent)
    made.relate("wasGeneratedBy", "entity", decisions, "activity", activity)
    made.relate("wasAttributedTo", "entity", decisions, "agent", agent)
    for name in (*sources, *(f"diatrace:order-{number}" for number in batches)):
        made.relate("used", "activity", activity, "entity", name)


class _Document:
    """A PROV-JSON document under construction."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, Any]] = {}

    def entity(self, name: str, attributes: dict[str, Any]) -> None:
        self._parts.setdefault("entity", {})[name] = attributes

    def agent(self, name: str, attributes: dict[str, Any]) -> None:
        self._parts.setdefault("agent", {})[name] = attributes

    def activity(self, name: str, start: str, end: str, attributes: dict[str, Any]) -> None:
        self._parts.setdefault("activity", {})[name] = {
            "prov:startTime": start,
            "prov:endTime": end,
            **attributes,
        }

    def relate(self, kind: str, left: str, one: str, right: str, other: str) -> None:
        relations = self._parts.setdefault(kind, {})
        relations[f"_:{kind}{len(relations) + 1}"] = {f"prov:{left}": one, f"prov:{right}": other}

    def plain(self) -> dict[str, Any]:
        return {"prefix": {"diatrace": "https://diatrace.org/ns#"}, **self._parts}
