"""The shape of a REFI-QDA file: which attributes an element may have, and which children in which order.

After Project.xsd (18 March 2019) and Codebook.xsd. A child is written `Tag` or, where its type has another name,
`Tag:Type`; types that hold text alone are not listed.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from diatrace.coding.refi.project import Remark
from diatrace.coding.refi.tree import Node

PROJECT: Final = "urn:QDA-XML:project:1.0"
CODEBOOK: Final = "urn:QDA-XML:codebook:1.0"


_ONCE: Final = (
    "Description", "PlainTextContent", "Representation", "TextDescription", "CodeRef", "VariableRef", "TextValue",
    "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue",
)  # fmt: skip
"""Elements of which there is one at most wherever there is any, but for references to codes of a case."""


class Shape(NamedTuple):
    """What an element may have: attributes, children (tag to type) in the order the schema wants."""

    attributes: tuple[str, ...]
    children: dict[str, str]


def _shape(attributes: str, children: str = "") -> Shape:
    pairs = (each.partition(":") for each in children.split())
    return Shape(tuple(attributes.split()), {tag: kind or tag for tag, _, kind in pairs})


_AUDIT = "creatingUser creationDateTime modifyingUser modifiedDateTime"
_NAMED = f"guid name {_AUDIT}"
_SAID = "Coding NoteRef:Ref"
_CORNERS = "firstX firstY secondX secondY"
_MEDIA = f"guid name path currentPath {_AUDIT}"
_TEXT = f"guid name richTextPath plainTextPath {_AUDIT}"

SHAPES: Final[dict[str, Shape]] = {
    "Project": _shape(
        "name origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
        "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef:Ref",
    ),
    "Users": _shape("", "User"),
    "User": _shape("guid name id"),
    "CodeBook": _shape("", "Codes"),
    "Codes": _shape("", "Code"),
    "Code": _shape("guid name isCodable color", "Description NoteRef:Ref Code"),
    "Variables": _shape("", "Variable"),
    "Variable": _shape("guid name typeOfVariable", "Description"),
    "Cases": _shape("", "Case"),
    "Case": _shape("guid name", "Description CodeRef:Ref VariableValue SourceRef:Ref SelectionRef:Ref"),
    "VariableValue": _shape(
        "", "VariableRef:Ref TextValue BooleanValue IntegerValue FloatValue DateValue DateTimeValue"
    ),
    "Ref": _shape("targetGUID"),
    "Sources": _shape("", "TextSource PictureSource PDFSource AudioSource VideoSource"),
    "TextSource": _shape(_TEXT, f"Description PlainTextContent PlainTextSelection {_SAID} VariableValue"),
    "PlainTextSelection": _shape(f"guid name startPosition endPosition {_AUDIT}", f"Description {_SAID}"),
    "PictureSource": _shape(
        _MEDIA, f"Description TextDescription:TextSource PictureSelection {_SAID} VariableValue"
    ),
    "PictureSelection": _shape(f"guid name {_CORNERS} {_AUDIT}", f"Description {_SAID}"),
    "PDFSource": _shape(_MEDIA, f"Description PDFSelection Representation:TextSource {_SAID} VariableValue"),
    "PDFSelection": _shape(
        f"guid name page {_CORNERS} {_AUDIT}", f"Description Representation:TextSource {_SAID}"
    ),
    "AudioSource": _shape(_MEDIA, f"Description Transcript AudioSelection:Period {_SAID} VariableValue"),
    "VideoSource": _shape(_MEDIA, f"Description Transcript VideoSelection:Period {_SAID} VariableValue"),
    "Period": _shape(f"guid name begin end {_AUDIT}", f"Description {_SAID}"),
    "Transcript": _shape(_TEXT, "Description PlainTextContent SyncPoint TranscriptSelection NoteRef:Ref"),
    "SyncPoint": _shape("guid timeStamp position"),
    "TranscriptSelection": _shape(f"guid name fromSyncPoint toSyncPoint {_AUDIT}", f"Description {_SAID}"),
    "Coding": _shape("guid creatingUser creationDateTime", "CodeRef:Ref NoteRef:Ref"),
    "Notes": _shape("", "Note:TextSource"),
    "Links": _shape("", "Link"),
    "Link": _shape("guid name direction color originGUID targetGUID", "NoteRef:Ref"),
    "Sets": _shape("", "Set"),
    "Set": _shape("guid name", "Description MemberCode:Ref MemberSource:Ref MemberNote:Ref"),
    "Graphs": _shape("", "Graph"),
    "Graph": _shape("guid name", "Vertex Edge"),
    "Vertex": _shape(f"guid representedGUID name {_CORNERS} shape color"),
    "Edge": _shape("guid representedGUID name sourceVertex targetVertex color direction lineStyle"),
    # a codebook on its own differs from the one in a project
    "codebook": _shape("origin", "Codes:codes Sets:sets"),
    "codes": _shape("", "Code:code"),
    "code": _shape("guid name isCodable color", "Description Code:code"),
    "sets": _shape("", "Set:set"),
    "set": _shape("guid name", "Description MemberCode:member"),
    "member": _shape("guid"),
}


def strangers(root: Node, kind: str) -> list[Remark]:
    """List attributes and elements the schema does not know, each kind once, with how often it occurs."""
    found: Counter[tuple[str, str]] = Counter()
    stack = [(root, kind)]
    while stack:
        node, name = stack.pop()
        shape = SHAPES.get(name)
        if shape is None:
            found.update((node.tag, each.tag) for each in node.children)
            continue
        found.update((node.tag, f"@{each}") for each in node.attributes if each not in shape.attributes)
        tags = [each.tag for each in node.children]
        if len(set(tags)) < len(tags) and name != "Case":
            found.update((node.tag, tag) for tag in _ONCE if tags.count(tag) > 1)
        for child in node.children:
            if child.tag in shape.children:
                stack.append((child, shape.children[child.tag]))
            else:
                found[node.tag, child.tag] += 1
    return [
        Remark(
            "unknown", f"<{parent}>", f"{_told(name)}, which the format does not know there, {count} times"
        )
        for (parent, name), count in sorted(found.items())
    ]


def _told(name: str) -> str:
    return f"attribute {name[1:]}" if name.startswith("@") else f"element <{name}>"
