"""Writes projects (QDPX) and codebooks (QDC): valid, the same bytes every time, nobody's name unless asked."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Final

from diatrace.coding.refi import lexical
from diatrace.coding.refi.box import PROJECT_FILE, SOURCES, UNREADABLE
from diatrace.coding.refi.convention import STANDARD, Convention
from diatrace.coding.refi.elements import Elements
from diatrace.coding.refi.project import (
    Case,
    Code,
    Edge,
    File,
    Graph,
    Link,
    Project,
    Remark,
    Set,
    Shelf,
    User,
    Variable,
    Vertex,
)
from diatrace.coding.refi.reading import INSTRUCTION
from diatrace.coding.refi.shape import CODEBOOK, PROJECT
from diatrace.coding.refi.tree import Node, written
from diatrace.errors import Misuse, SourceError

ORIGIN: Final = "Diatrace"
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
_CHUNK: Final = 1024 * 1024
_PACKED: Final = frozenset({".qde", ".txt", ".rtf", ".doc", ".html", ".xml", ".csv", ".bmp", ".wav"})


def write(
    project: Project, path: Path, convention: Convention = STANDARD, *, names: bool = False
) -> tuple[Remark, ...]:
    """Write a project as QDPX, places in texts counted as the convention says, and list what it cannot hold.

    Users are called Coder 1, Coder 2 … unless their `names` are wanted. What stood at `path` stands until the new file
    is whole. Raises Misuse where a selection is not within its text, SourceError where a file cannot be read.
    """
    with Shelf() as shelf:
        elements = Elements(convention, shelf)
        root = _project(project, elements, names=names)
        data = written(root, PROJECT, {INSTRUCTION: str(convention)})
        _replace(path, lambda file: _pack(file, data, elements))
    return tuple(elements.losses)


def write_codebook(codes: Iterable[Code], path: Path, sets: Iterable[Set] = ()) -> tuple[Remark, ...]:
    """Write a codebook as QDC, and list what it cannot hold; raise Misuse where there is no code."""
    elements = Elements(STANDARD, Shelf())
    nodes = [elements.code(each, notes=False) for each in codes]
    if not nodes:
        raise Misuse("a codebook needs a code", hint="add a code, then export it")
    root = Node("CodeBook", {"origin": ORIGIN})
    root.children = [
        elements.element("Codes", {}, nodes),
        *_container(elements, "Sets", [_bare_set(each, elements) for each in sets]),
    ]
    data = written(root, CODEBOOK, {})
    _replace(path, lambda file: file.write(data))
    return tuple(elements.losses)


def _project(project: Project, elements: Elements, *, names: bool) -> Node:
    said = elements.said("Description", project.description)
    codes = [elements.code(each) for each in project.codes]
    return elements.element(
        "Project",
        {"name": project.name, "origin": ORIGIN, **elements.audit(project.audit, "project", of_project=True)},
        _container(elements, "Users", _users(project.users, elements, names=names)),
        _container(elements, "CodeBook", _container(elements, "Codes", codes)),
        _container(elements, "Variables", [_variable(each, elements) for each in project.variables]),
        _container(elements, "Cases", [_case(each, elements) for each in project.cases]),
        _container(elements, "Sources", [elements.source(each) for each in project.sources]),
        _container(elements, "Notes", [elements.document("Note", each) for each in project.notes]),
        _container(elements, "Links", [_link(each, elements) for each in project.links]),
        _container(elements, "Sets", [_set(each, elements) for each in project.sets]),
        _container(elements, "Graphs", [_graph(each, elements) for each in project.graphs]),
        said,
        elements.refs("NoteRef", project.note_refs),
    )


def _container(elements: Elements, tag: str, children: list[Node]) -> list[Node]:
    """Return an element that holds others; an empty one would not be valid."""
    return [elements.element(tag, {}, children)] if children else []


def _users(users: Iterable[User], elements: Elements, *, names: bool) -> list[Node]:
    found = []
    for number, each in enumerate(users, 1):
        called = User(each.guid, each.name, each.id) if names else User(each.guid, f"Coder {number}")
        if called != each:
            elements.lose("user-name", f"user {each.guid}", f"is called {called.name}")
        attributes = {"guid": lexical.guid(called.guid), "name": called.name, "id": called.id}
        found.append(elements.element("User", attributes))
    return found


def _variable(variable: Variable, elements: Elements) -> Node:
    attributes = {"guid": lexical.guid(variable.guid), "name": variable.name, "typeOfVariable": variable.kind}
    return elements.element("Variable", attributes, elements.said("Description", variable.description))


def _case(case: Case, elements: Elements) -> Node:
    return elements.element(
        "Case",
        {"guid": lexical.guid(case.guid), "name": case.name},
        elements.said("Description", case.description),
        elements.refs("CodeRef", case.code_refs),
        elements.values(case.values, f"case “{case.name}”"),
        elements.refs("SourceRef", case.source_refs),
        elements.refs("SelectionRef", case.selection_refs),
    )


def _link(link: Link, elements: Elements) -> Node:
    return elements.element(
        "Link",
        {
            "guid": lexical.guid(link.guid),
            "name": link.name,
            "direction": link.direction or "",
            "color": elements.read(link.colour, lexical.colour, f"link “{link.name}”"),
            "originGUID": lexical.guid(link.origin) if link.origin else "",
            "targetGUID": lexical.guid(link.target) if link.target else "",
        },
        elements.refs("NoteRef", link.note_refs),
    )


def _set(each: Set, elements: Elements) -> Node:
    return elements.element(
        "Set",
        {"guid": lexical.guid(each.guid), "name": each.name},
        elements.said("Description", each.description),
        elements.refs("MemberCode", each.code_refs),
        elements.refs("MemberSource", each.source_refs),
        elements.refs("MemberNote", each.note_refs),
    )


def _bare_set(each: Set, elements: Elements) -> Node:
    """Return a set as a codebook on its own has it: of codes alone."""
    if each.source_refs or each.note_refs:
        elements.lose("members", f"set “{each.name}”", "a codebook on its own holds no sources and no notes")
    return elements.element(
        "Set",
        {"guid": lexical.guid(each.guid), "name": each.name},
        elements.said("Description", each.description),
        elements.refs("MemberCode", each.code_refs, attribute="guid"),
    )


def _graph(graph: Graph, elements: Elements) -> Node:
    return elements.element(
        "Graph",
        {"guid": lexical.guid(graph.guid), "name": graph.name},
        [_vertex(each, elements) for each in graph.vertices],
        [_edge(each, elements) for each in graph.edges],
    )


def _vertex(vertex: Vertex, elements: Elements) -> Node:
    return elements.element(
        "Vertex",
        {
            "guid": lexical.guid(vertex.guid),
            "representedGUID": lexical.guid(vertex.stands_for) if vertex.stands_for else "",
            "name": vertex.name,
            "firstX": str(vertex.x1),
            "firstY": str(vertex.y1),
            "secondX": "" if vertex.x2 is None else str(vertex.x2),
            "secondY": "" if vertex.y2 is None else str(vertex.y2),
            "shape": vertex.shape,
            "color": elements.read(vertex.colour, lexical.colour, f"shape “{vertex.name}”"),
        },
    )


def _edge(edge: Edge, elements: Elements) -> Node:
    return elements.element(
        "Edge",
        {
            "guid": lexical.guid(edge.guid),
            "representedGUID": lexical.guid(edge.stands_for) if edge.stands_for else "",
            "name": edge.name,
            "sourceVertex": lexical.guid(edge.source),
            "targetVertex": lexical.guid(edge.target),
            "color": elements.read(edge.colour, lexical.colour, f"line “{edge.name}”"),
            "direction": edge.direction or "",
            "lineStyle": edge.line,
        },
    )


def _replace(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Write a file beside where it belongs, and put it there when it is whole."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            fill(file)
        unfinished.replace(path)
    except UNREADABLE as error:
        raise SourceError(
            f"{path.name} was not written: {error}", where=str(path), hint="choose another place"
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _pack(file: IO[bytes], project: bytes, elements: Elements) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        _add(archive, PROJECT_FILE, File.of(PROJECT_FILE, project), elements.shelf)
        for name, each in sorted(elements.files.items()):
            _add(archive, f"{SOURCES}/{name}", each, elements.shelf)


def _add(archive: zipfile.ZipFile, name: str, file: File, shelf: Shelf) -> None:
    info = zipfile.ZipInfo(name, _MOMENT)
    packed = Path(name).suffix in _PACKED
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.create_system, info.external_attr, info.file_size = _UNIX, _MODE, file.size
    with shelf.open(file) as source, archive.open(info, "w") as target:
        shutil.copyfileobj(source, target, _CHUNK)
