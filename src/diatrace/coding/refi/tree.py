"""XML that is safe to read and the same every time it is written: elements with attributes, children and text.

No document type, no entity but the five of XML and characters by number, bounded depth. Namespaces are told once, for
the root; what is not of the root's namespace keeps only its local name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat

from diatrace.errors import SourceError

DEPTH: Final = 200
"""How deep elements may be nested."""

ELEMENTS: Final = 3_000_000
"""How many elements a file may have: some two gigabytes of memory, fifty times the largest project known."""

_UNHEARD: Final = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_ILLEGAL: Final = re.compile(_UNHEARD)
_REFERENCE: Final = re.compile(rb"&#(?:0*([0-9]{1,7})|[xX]0*([0-9a-fA-F]{1,6}));")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REPLACED: Final = "\ufffd".encode()
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_BROKEN: Final = (expat.errors.codes["not well-formed (invalid token)"], 14)
"""What expat says of characters XML forbids, bare or by number (14: a number that is none)."""

_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE: Final = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


class Node:
    """An element."""

    __slots__ = ("attributes", "children", "line", "tag", "text")

    def __init__(
        self, tag: str, attributes: dict[str, str] | None = None, line: int = 0, text: str = ""
    ) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.children: list[Node] = []
        self.text = text
        self.line = line

    def get(self, name: str) -> str:
        """Return an attribute, without the space around it; empty where there is none."""
        return self.attributes.get(name, "").strip()

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield the children of these tags, in order."""
        return (each for each in self.children if each.tag in tags)

    def first(self, tag: str) -> Node | None:
        """Return the first child of a tag."""
        return next(self.all(tag), None)

    def below(self, container: str, *tags: str) -> Iterator[Node]:
        """Yield the children of these tags that stand in any container of that tag."""
        return (each for outer in self.all(container) for each in outer.all(*tags))

    def walk(self) -> Iterator[Node]:
        """Yield the element and all below it, in the order of the document."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def told(self, tag: str) -> str:
        """Return the text of the first child of a tag; empty where there is none."""
        found = self.first(tag)
        return found.text if found else ""


class Tree:
    """A document: its root, the root's namespace, processing instructions before it, characters that were mended."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self.namespace = ""
        self.instructions: dict[str, str] = {}
        self.mended = 0
        try:
            self.root = self._parsed(data)
        except expat.ExpatError as error:
            if error.code not in _BROKEN or data.startswith(_UTF_16):
                raise self._refused(error) from None
            self.root = self._again(data)

    def _again(self, data: bytes) -> Node:
        """Read once more with the characters that XML forbids replaced."""
        whole = _CONTROL.sub(_REPLACED, _REFERENCE.sub(_mended, data))
        self.mended = whole.count(_REPLACED) - data.count(_REPLACED)
        try:
            return self._parsed(whole)
        except expat.ExpatError as error:
            raise self._refused(error) from None

    def _refused(self, error: expat.ExpatError) -> SourceError:
        told = expat.errors.messages.get(error.code, str(error.code))
        return SourceError(
            f"the project file is not sound XML: {told} in line {error.lineno}",
            where=self.where,
            hint="export the project again, or send the file to whoever made it",
        )

    def _parsed(self, data: bytes) -> Node:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text, parser.buffer_size = True, 1 << 16
        outer = Node("")
        stack: list[tuple[Node, list[str]]] = [(outer, [])]
        count = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal count
            count += 1
            if len(stack) > DEPTH or count > ELEMENTS:
                told = "nests elements too deeply" if len(stack) > DEPTH else "has too many elements"
                raise SourceError(f"the project file {told}", where=self.where, hint="is it a project?")
            space, _, tag = name.rpartition(" ")
            if len(stack) == 1:
                self.namespace = space
            plain = {key: value for key, value in attributes.items() if " " not in key}
            node = Node(tag, plain, parser.CurrentLineNumber)
            stack[-1][0].children.append(node)
            stack.append((node, []))

        def end(_name: str) -> None:
            node, pieces = stack.pop()
            node.text = "".join(pieces)

        def characters(text: str) -> None:
            stack[-1][1].append(text)

        def instruction(target: str, told: str) -> None:
            self.instructions.setdefault(target, told)

        def refuse(*_told: object) -> None:
            raise SourceError(
                "the project file declares a document type, which no project needs",
                where=self.where,
                hint="take the <!DOCTYPE …> out if you trust where the file comes from",
            )

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        parser.ProcessingInstructionHandler = instruction
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(data, True)
        except (ValueError, LookupError, UnicodeError) as error:
            raise SourceError(
                f"the project file cannot be decoded: {error}", where=self.where, hint="save it as UTF-8"
            ) from None
        return outer.children[0]


def _mended(match: re.Match[bytes]) -> bytes:
    number = int(match[1]) if match[1] else int(match[2], 16)
    allowed = number < 0x110000 and not _ILLEGAL.match(chr(number))
    return match[0] if allowed else _REPLACED


def writable(text: str) -> str:
    """Return a text with what XML cannot hold replaced, character by character."""
    return _ILLEGAL.sub("\ufffd", text)


def written(root: Node, namespace: str, instructions: dict[str, str]) -> bytes:
    """Return a document as UTF-8, one element a line."""
    root.attributes = {"xmlns": namespace, **root.attributes}
    before = (f"<?{target} {told}?>\n" for target, told in instructions.items())
    return "".join(['<?xml version="1.0" encoding="UTF-8"?>\n', *before, *_lines(root)]).encode()


def _lines(node: Node) -> Iterable[str]:
    told = "".join(f' {key}="{value.translate(_ATTRIBUTE)}"' for key, value in node.attributes.items())
    if node.children:
        yield f"<{node.tag}{told}>\n"
        for child in node.children:
            yield from _lines(child)
        yield f"</{node.tag}>\n"
    elif node.text:
        yield f"<{node.tag}{told}>{node.text.translate(_TEXT)}</{node.tag}>\n"
    else:
        yield f"<{node.tag}{told}/>\n"
