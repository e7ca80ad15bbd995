"""Reads a project (QDPX, or QDE with its sources beside it) or a codebook (QDC) of any program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

from diatrace.coding.refi import habits, lexical
from diatrace.coding.refi.box import Box, opened
from diatrace.coding.refi.convention import Convention
from diatrace.coding.refi.evidence import Verdict, judge
from diatrace.coding.refi.ledger import Ledger
from diatrace.coding.refi.project import (
    Case,
    Code,
    Direction,
    Edge,
    Graph,
    Link,
    Project,
    Remark,
    Set,
    Shelf,
    User,
    ValueKind,
    Variable,
    Vertex,
)
from diatrace.coding.refi.sources import Sources
from diatrace.coding.refi.tree import Node, Tree
from diatrace.errors import Misuse, SourceError

INSTRUCTION: Final = "diatrace-offsets"
"""The processing instruction by which a project written here says how it counts."""

SELECTIONS: Final = (
    "PlainTextSelection", "PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection", "TranscriptSelection",
)  # fmt: skip
_SOURCES: Final = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")
_ANYTHING: Final = (
    "user", "code", "variable", "case", "source", "text", "transcript", "note", "set", "link", "coding", "graph",
    *SELECTIONS,
)  # fmt: skip
_SHAPES: Final = (
    "Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "LeftTriangle", "RightTriangle", "UpTriangle",
    "DownTriangle", "Note",
)  # fmt: skip
_LINES: Final = ("dotted", "dashed", "solid")


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told of a project that was read.

    `origin` is the program that says it wrote it, `file` the project file's name, `verdict` how it counts places in
    texts and why, `counts` how much of what was read, `quirks` what was odd and taken over all the same, `losses` what
    could not be taken over whole.
    """

    origin: str
    file: str
    verdict: Verdict
    counts: dict[str, int]
    quirks: tuple[Remark, ...]
    losses: tuple[Remark, ...]


def read(path: Path, convention: Convention | None = None) -> tuple[Project, Report]:
    """Read a project or a codebook, as far as it is sound, and tell what it holds, how it counts, and what was lost.

    A `convention` given is obeyed, whatever the evidence. Raises SourceError where nothing can be read at all.
    """
    with Shelf() as shelf:
        box = opened(path, shelf)
        tree = Tree(box.data, f"{path}!{box.name}" if box.name != path.name else str(path))
        if tree.root.tag not in {"Project", "CodeBook"}:
            raise SourceError(
                f"{box.name} is no REFI-QDA project: it begins with <{tree.root.tag}>",
                where=str(path),
                hint="a project is a .qdpx or .qde file, a codebook a .qdc file",
            )
        return _Reader(box, tree, convention).read()


class _Reader:
    def __init__(self, box: Box, tree: Tree, convention: Convention | None) -> None:
        self.box, self.tree, self.given = box, tree, convention
        self.root = tree.root
        self.ledger = Ledger()
        self.sources = Sources(box, self.ledger)

    def read(self) -> tuple[Project, Report]:
        origin = self.root.get("origin")
        habits.of_file(self.tree, self.ledger)
        if self.root.tag == "CodeBook":
            verdict = Verdict(Convention(), "standard")
            codes = tuple(self._code(each) for each in self.root.below("Codes", "Code"))
            sets = tuple(self._set(each) for each in self.root.below("Sets", "Set"))
            project = Project("", codes=codes, sets=sets)
        else:
            verdict = self._load(origin)
            project = self._project()
        return project, self._report(origin, verdict)

    def _report(self, origin: str, verdict: Verdict) -> Report:
        seen = {
            f"{kind}s": len(self.ledger.seen.get(kind, ()))
            for kind in ("user", "code", "variable", "case", "note", "link", "set", "graph")
        }
        counts = {kind: count for kind, count in {**seen, **self.ledger.counts}.items() if count}
        quirks = (*self.box.quirks, *self.ledger.quirks)
        return Report(origin, self.box.name, verdict, counts, quirks, (*self.box.losses, *self.ledger.losses))

    def _load(self, origin: str) -> Verdict:
        """Take in users, codes and texts, and tell how places in texts are counted."""
        for node in self.root.below("Users", "User"):
            guid = self.ledger.identity(node, "user")
            self.ledger.users[guid] = User(
                guid, node.attributes.get("name", ""), node.attributes.get("id", "")
            )
        if "qualcoder" in origin.lower():
            habits.move_annotations(self.root, self.ledger)
        self.sources.load(self.root)
        declared = self.given
        told = self.tree.instructions.get(INSTRUCTION, "")
        if told and declared is None:
            try:
                declared = Convention.named(told)
            except Misuse:
                self.ledger.note(
                    "instruction", self.root, f"it says that it counts as “{told[:60]}”, which is unknown"
                )
        verdict = judge(self.sources.marked(self.root), origin, declared)
        self.sources.convention = verdict.convention
        return verdict

    def _project(self) -> Project:
        root, ledger = self.root, self.ledger
        audit = ledger.audit(root, "creatingUserGUID", "modifyingUserGUID")
        cases = [(ledger.identity(node, "case"), node) for node in root.below("Cases", "Case")]
        codes = tuple(
            self._code(node) for book in root.all("CodeBook") for node in book.below("Codes", "Code")
        )
        variables = tuple(self._variable(node) for node in root.below("Variables", "Variable"))
        sources = tuple(self.sources.source(node) for node in root.below("Sources", *_SOURCES))
        notes = tuple(self.sources.document(node) for node in root.below("Notes", "Note"))
        habits.of_project(root, ledger, SELECTIONS)
        links = [(ledger.identity(node, "link"), node) for node in root.below("Links", "Link")]
        sets = tuple(self._set(node) for node in root.below("Sets", "Set"))
        return Project(
            root.attributes.get("name", ""),
            root.told("Description"),
            audit,
            tuple(ledger.users.values()),
            codes,
            variables,
            tuple(self._case(guid, node) for guid, node in cases),
            sources,
            notes,
            tuple(self._link(guid, node) for guid, node in links),
            sets,
            tuple(self._graph(node) for node in root.below("Graphs", "Graph")),
            ledger.notes(root),
        )

    def _code(self, node: Node, above: frozenset[str] = frozenset()) -> Code:
        guid = self.ledger.identity(node, "code", above)
        codable = self.ledger.read(node, "isCodable", lexical.boolean)
        return Code(
            guid,
            node.attributes.get("name", ""),
            node.told("Description"),
            self.ledger.read(node, "color", lexical.colour),
            codable != "false",
            self.ledger.notes(node),
            tuple(self._code(each, above | {guid}) for each in node.all("Code")),
        )

    def _variable(self, node: Node) -> Variable:
        told = node.get("typeOfVariable")
        kind = told if told in lexical.KINDS else "Text"
        if kind != told:
            self.ledger.lose("malformed", node, f"typeOfVariable is “{told[:60]}”, taken as Text")
        guid = self.ledger.identity(node, "variable")
        name = node.attributes.get("name", "")
        return Variable(guid, name, cast("ValueKind", kind), node.told("Description"))

    def _case(self, guid: str, node: Node) -> Case:
        coded = self.ledger.case_codings.get(guid, [])
        sources = self.ledger.seen.get("source", set())
        refs = self.ledger.refs
        return Case(
            guid,
            node.attributes.get("name", ""),
            node.told("Description"),
            refs(node, "CodeRef", "code"),
            self.sources.values(node),
            _joined(refs(node, "SourceRef", "source"), [each for each in coded if each in sources]),
            _joined(refs(node, "SelectionRef", *SELECTIONS), [each for each in coded if each not in sources]),
        )

    def _set(self, node: Node) -> Set:
        refs = self.ledger.refs
        return Set(
            self.ledger.identity(node, "set"),
            node.attributes.get("name", ""),
            node.told("Description"),
            refs(node, "MemberCode", "code"),
            refs(node, "MemberSource", "source"),
            refs(node, "MemberNote", "note"),
        )

    def _link(self, guid: str, node: Node) -> Link:
        ledger = self.ledger
        return Link(
            guid,
            node.attributes.get("name", ""),
            self._direction(node),
            ledger.read(node, "color", lexical.colour),
            ledger.ref(node, "originGUID", *_ANYTHING),
            ledger.ref(node, "targetGUID", *_ANYTHING),
            ledger.notes(node),
        )

    def _direction(self, node: Node) -> Direction | None:
        found = self._choice(node, "direction", get_args(Direction))
        return cast("Direction", found) if found else None

    def _choice(self, node: Node, attribute: str, known: tuple[str, ...]) -> str:
        return self.ledger.read(node, attribute, lambda told: told if told in known else "")

    def _graph(self, node: Node) -> Graph:
        guid = self.ledger.identity(node, "graph")
        vertices = [self._vertex(each) for each in node.all("Vertex")]
        edges = [self._edge(each) for each in node.all("Edge")]
        return Graph(
            guid, node.attributes.get("name", ""), tuple(filter(None, vertices)), tuple(filter(None, edges))
        )

    def _vertex(self, node: Node) -> Vertex | None:
        ledger = self.ledger
        x1, y1, x2, y2 = (ledger.number(node, name) for name in ("firstX", "firstY", "secondX", "secondY"))
        if x1 is None or y1 is None:
            ledger.lose("no-place", node, "it does not say where it is")
            return None
        return Vertex(
            ledger.identity(node, "vertex"),
            x1,
            y1,
            x2,
            y2,
            node.attributes.get("name", ""),
            ledger.ref(node, "representedGUID", *_ANYTHING),
            self._choice(node, "shape", _SHAPES),
            ledger.read(node, "color", lexical.colour),
        )

    def _edge(self, node: Node) -> Edge | None:
        ledger = self.ledger
        source, target = (
            ledger.ref(node, "sourceVertex", "vertex"),
            ledger.ref(node, "targetVertex", "vertex"),
        )
        if not (source and target):
            ledger.lose("no-place", node, "it does not lie between two shapes")
            return None
        return Edge(
            ledger.identity(node, "edge"),
            source,
            target,
            node.attributes.get("name", ""),
            ledger.ref(node, "representedGUID", *_ANYTHING),
            ledger.read(node, "color", lexical.colour),
            self._direction(node),
            self._choice(node, "lineStyle", _LINES),
        )


def _joined(refs: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*refs, *more]))
