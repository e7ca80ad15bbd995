"""What is kept in mind while a project is read: identities already given, who is known, what to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from diatrace.coding.refi import lexical
from diatrace.coding.refi.project import Audit, Coding, Remark, User
from diatrace.coding.refi.tree import Node


def place_of(node: Node) -> str:
    """Say where an element stands, in words."""
    name = node.attributes.get("name", "")
    told = f" “{name[:60]}”" if name else ""
    guid = f" {node.get('guid')[:40]}" if node.get("guid") else ""
    return f"<{node.tag}>{told}{guid}, line {node.line}"


@dataclass(slots=True)
class Ledger:
    """Identities of each kind, users, and remarks: losses, and habits of programs that were put up with."""

    losses: list[Remark] = field(default_factory=list)
    quirks: list[Remark] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    case_codings: dict[str, list[str]] = field(default_factory=dict)
    """Selections and sources that are coded with a case, as NVivo does, by case."""

    def lose(self, kind: str, node: Node, what: str) -> None:
        """List something that could not be taken over."""
        self.losses.append(Remark(kind, place_of(node), what))

    def note(self, kind: str, node: Node, what: str) -> None:
        """List something odd that was taken over all the same."""
        self.quirks.append(Remark(kind, place_of(node), what))

    def identity(self, node: Node, kind: str, above: Collection[str] = ()) -> str:
        """Return an element's GUID, unique among its kind; a second one of the same gets a new GUID.

        One that has the GUID of an element `above` it is a cycle, and is told as one.
        """
        told = node.get("guid")
        if not told:
            self.note("no-guid", node, "it has no GUID; it was given one")
        elif not lexical.is_guid(told):
            self.note("odd-guid", node, f"“{told[:60]}” is no GUID; it was given one in its stead")
        seen = self.seen.setdefault(kind, set())
        found = lexical.guid(told or f"{kind} without a GUID, after {len(seen)}")
        if found in seen:
            number = 2
            while (renewed := lexical.derived(f"{found} {kind} {number}")) in seen:
                number += 1
            self.lose(
                "cycle" if found in above else "duplicate-guid",
                node,
                f"GUID {found} was given before; what refers to it refers to the first, and this one is now {renewed}",
            )
            found = renewed
        seen.add(found)
        return found

    def knows(self, kind: str, told: str) -> bool:
        """Say whether something of the kind has that GUID."""
        return lexical.guid(told) in self.seen.get(kind, ())

    def refs(self, owner: Node, tag: str, *kinds: str) -> tuple[str, ...]:
        """Return what an element refers to by children of a tag, where it exists and is of one of the kinds.

        Projects and codebooks name the attribute in different ways, which not everybody tells apart.
        """
        found = []
        for node in owner.all(tag):
            told = node.get("targetGUID") or node.get("guid")
            if any(self.knows(kind, told) for kind in kinds):
                found.append(lexical.guid(told))
            else:
                self.lose(
                    "dangling", owner, f"<{tag}> refers to {told or 'nothing'}, which is not in the project"
                )
        return tuple(dict.fromkeys(found))

    def ref(self, node: Node, attribute: str, *kinds: str) -> str:
        """Return what an attribute refers to, empty where it does not exist."""
        told = node.get(attribute)
        if not told:
            return ""
        if any(self.knows(kind, told) for kind in kinds):
            return lexical.guid(told)
        self.lose("dangling", node, f"{attribute} refers to {told}, which is not in the project")
        return ""

    def user(self, node: Node, attribute: str) -> str:
        """Return the GUID of a user; one who is not listed is added to the list, without a name."""
        told = node.get(attribute)
        if not told:
            return ""
        found = lexical.guid(told)
        if found not in self.users:
            self.note(
                "unlisted-user", node, f"user {found} is not among the users of the project, and was added"
            )
            self.users[found] = User(found)
            self.seen.setdefault("user", set()).add(found)
        return found

    def read(self, node: Node, attribute: str, reader: Callable[[str], str]) -> str:
        """Return an attribute as its type wants it; empty, and a loss, where it cannot be read."""
        told = node.get(attribute)
        found = reader(told) if told else ""
        if told and not found:
            self.lose("malformed", node, f"{attribute} is “{told[:60]}”")
        return found

    def number(self, node: Node, attribute: str) -> int | None:
        """Return an attribute as a whole number; None, and a loss, where it is none."""
        told = node.get(attribute)
        found = lexical.number(told)
        if told and found is None:
            self.lose("malformed", node, f"{attribute} is “{told[:60]}”")
        elif found is not None and not lexical.integer(told):
            self.note("rounded", node, f"{attribute} is {told}, read as {found}")
        return found

    def audit(self, node: Node, creator: str = "creatingUser", modifier: str = "modifyingUser") -> Audit:
        """Return who made and changed an element, and when."""
        return Audit(
            self.user(node, creator),
            self.read(node, "creationDateTime", lexical.moment),
            self.user(node, modifier),
            self.read(node, "modifiedDateTime", lexical.moment),
        )

    def codings(self, owner: Node, guid: str) -> tuple[Coding, ...]:
        """Return the codes on a selection or a source; one with a case is told to the case."""
        found = []
        for node in owner.all("Coding"):
            told = next((each.get("targetGUID") for each in node.all("CodeRef")), "")
            if self.knows("case", told):
                self.case_codings.setdefault(lexical.guid(told), []).append(guid)
            if self.knows("code", told):
                creator, created = (
                    self.user(node, "creatingUser"),
                    self.read(node, "creationDateTime", lexical.moment),
                )
                identity = self.identity(node, "coding")
                found.append(Coding(identity, lexical.guid(told), creator, created, self.notes(node)))
            elif self.knows("case", told):
                self.note("coded-case", owner, "it is coded with a case; the case refers to it instead")
            else:
                self.lose(
                    "no-code", owner, f"a coding with {told or 'no code'}, which is not in the codebook"
                )
        self.counts["codings"] += len(found)
        return tuple(found)

    def notes(self, owner: Node) -> tuple[str, ...]:
        """Return the notes on an element."""
        return self.refs(owner, "NoteRef", "note")
