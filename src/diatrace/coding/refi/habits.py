"""Habits of programs: what a file does in its own way, told, and where it can be done, set right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from diatrace.coding.refi import lexical
from diatrace.coding.refi.ledger import Ledger
from diatrace.coding.refi.shape import CODEBOOK, PROJECT, strangers
from diatrace.coding.refi.tree import Node, Tree

_CONTAINERS: Final = frozenset(
    {"Users", "CodeBook", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"}
)


def of_file(tree: Tree, ledger: Ledger) -> None:
    """Tell what is odd about a file as XML: what no schema knows, other namespaces, forbidden characters, paths."""
    root = tree.root
    project = root.tag == "Project"
    ledger.losses += strangers(root, "Project" if project else "codebook")
    if tree.namespace != (PROJECT if project else CODEBOOK):
        ledger.note("namespace", root, f"its namespace is not the format's, but {tree.namespace or 'none'}")
    if tree.mended:
        ledger.lose("characters", root, f"{tree.mended} characters that XML forbids were replaced")
    paths = 0
    for node in root.walk():
        paths += ("basePath" in node.attributes) + ("currentPath" in node.attributes)
        if node.tag in _CONTAINERS and not node.children:
            ledger.note("empty", node, "it holds nothing, which the schema does not allow")
    if paths:
        ledger.note("paths", root, f"{paths} paths on the machine it was made on were not taken over")


def of_project(root: Node, ledger: Ledger, selections: Sequence[str]) -> None:
    """Tell of what carries over and yet says less than the format could."""
    selected = [node for node in root.walk() if node.tag in selections]
    comments = [node for node in selected if node.first("Description") is not None]
    empty = sum(
        node.get(first) == node.get(last) != ""
        for node in selected
        for first, last in (("startPosition", "endPosition"), ("begin", "end"))
    )
    names = Counter(node.get("name") for container in root.all("Sources") for node in container.children)
    notes = ledger.seen.get("note", set())
    tied = sum(
        any(lexical.guid(node.get(end)) in notes for end in ("originGUID", "targetGUID"))
        for node in root.below("Links", "Link")
    )
    cases = ledger.seen.get("case", set())
    for kind, number, told in (
        ("comments", len(comments), "selections have a comment without author and date"),
        ("uncoded", sum(node.first("Coding") is None for node in comments), "of them have no code"),
        ("empty-selections", empty, "selections have no length"),
        ("same-name", sum(n for name, n in names.items() if name and n > 1), "sources share their name"),
        ("linked-notes", tied, "notes are tied to what they are on by links"),
        ("case-codes", len(cases & ledger.seen.get("code", set())), "codes are cases as well, and stay both"),
    ):
        if number:
            ledger.note(kind, root, f"{number} {told}")


def move_annotations(root: Node, ledger: Ledger) -> None:
    """Put selections of notes where they belong, in the source that refers to the note.

    QualCoder writes an annotation as a note with the place it is on, counted in the source.
    """
    owners = {
        lexical.guid(ref.get("targetGUID")): (node, ref)
        for node in root.walk()
        if node.tag in {"TextSource", "Representation"}
        for ref in node.all("NoteRef")
    }
    moved = 0
    for note in root.below("Notes", "Note"):
        places = list(note.all("PlainTextSelection"))
        source, ref = owners.get(lexical.guid(note.get("guid")), (None, None))
        if source is None or ref is None or not places:
            continue
        note.children = [each for each in note.children if each not in places]
        source.children.remove(ref)
        for place in places:
            place.children.append(ref)
            source.children.append(place)
        moved += len(places)
    if moved:
        ledger.note(
            "annotations", root, f"{moved} notes say where they are in another text; they are now on it"
        )
