"""The codebook: a tree of codes, made by acts that are all kept. What stands is folded from the acts, in order.

Changing a code, moving it (to another parent), merging it into another and retiring it are acts, and can be undone,
which is an act of its own. What was coded with a merged code counts for the code it went into.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from diatrace.errors import DecisionError, Misuse, UnknownName
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import code as table

PATH: Final = " / "
"""What parts the names of a code and of those above it."""

_COLOR: Final = re.compile(r"#[0-9a-f]{6}")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Code:
    """A code: what it means, what belongs under it and what does not, examples, its colour (#rrggbb), its parent."""

    id: str
    name: str
    parent: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    color: str = ""


_TOLD: Final = tuple(each.name for each in fields(Code) if each.name != "id")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done to the codebook."""

    id: int
    kind: str
    code: str
    body: Mapping[str, Any]
    who: str
    made_at: str
    undoes: int | None


class Codebook:
    """The codes that stand, in order of making, and where merged ones went; `refresh` takes in acts made since."""

    def __init__(self) -> None:
        self.acts: dict[int, Act] = {}
        self.codes: dict[str, Code] = {}
        self.merged: dict[str, str] = {}
        self.newest = 0

    def refresh(self, connection: Connection, *, until: int | None = None) -> bool:
        """Take in acts made since, up to the act `until` if given; return whether there were any."""
        query = select(table).where(table.c.id > self.newest).order_by(table.c.id)
        if until is not None:
            query = query.where(table.c.id <= until)
        rows = connection.execute(query).mappings().all()
        for row in rows:
            act = Act(**{**row, "body": canonical.value(row["body"])})
            self.acts[act.id] = act
            self.newest = act.id
        if rows:
            self._fold()
        return bool(rows)

    def standing(self) -> list[Act]:
        """Return the acts that were not undone, oldest first."""
        undone = {each.undoes for each in self.acts.values() if each.undoes is not None}
        return [each for each in self.acts.values() if each.kind != "undo" and each.id not in undone]

    def _fold(self) -> None:
        codes: dict[str, Code] = {}
        merged: dict[str, str] = {}
        for act in self.standing():
            if act.kind == "add":
                codes[act.code] = _told(Code(act.code, ""), act.body)
            elif act.kind == "change" and act.code in codes:
                codes[act.code] = _told(codes[act.code], act.body)
            elif act.kind in ("merge", "retire") and act.code in codes:
                into = act.body.get("into", "")
                gone = codes.pop(act.code)
                if into:
                    merged[act.code] = into
                above = into or gone.parent
                codes.update(
                    {
                        each.id: replace(each, parent=above)
                        for each in codes.values()
                        if each.parent == act.code
                    }
                )
        self.codes = {each.id: _placed(each, codes) for each in codes.values()}
        self.merged = merged

    def present(self, code: str) -> str:
        """Return the code that a code counts for now: itself, or the one it was merged into; empty where it is gone."""
        seen = set()
        while code in self.merged and code not in seen:
            seen.add(code)
            code = self.merged[code]
        return code if code in self.codes else ""

    def path(self, code: str) -> str:
        """Return the names of a code and those above it, from the top."""
        return PATH.join(each.name for each in reversed(list(self._upward(code))))

    def _upward(self, code: str) -> Iterator[Code]:
        while code in self.codes:
            yield self.codes[code]
            code = self.codes[code].parent

    def under(self, code: str) -> set[str]:
        """Return a code and all codes below it."""
        found = {code}
        while more := {each.id for each in self.codes.values() if each.parent in found} - found:
            found |= more
        return found

    def named(self, name: str) -> Code:
        """Return a code by identifier, path or name; raise UnknownName, also where several have the name."""
        if name in self.codes:
            return self.codes[name]
        wanted = [each.strip().casefold() for each in name.split(PATH.strip())]
        found = [
            each
            for each in self.codes.values()
            if [above.name.casefold() for above in self._upward(each.id)][: len(wanted)] == wanted[::-1]
        ]
        whole = [each for each in found if len(list(self._upward(each.id))) == len(wanted)]
        if len(found) != 1 and len(whole) == 1:
            return whole[0]
        if len(found) != 1:
            paths = ", ".join(sorted(self.path(each.id) for each in found or self.codes.values())[:20])
            told = "several codes are" if found else "no code is"
            raise UnknownName(f"{told} called {name!r}", hint=f"name one: {paths or 'there are none yet'}")
        return found[0]

    def tree(self) -> list[tuple[int, Code]]:
        """Return the codes with their depth, each followed by those below it."""
        below: dict[str, list[Code]] = {}
        for each in self.codes.values():
            below.setdefault(each.parent, []).append(each)
        return list(_walked(below, "", 0))


def _walked(below: Mapping[str, Sequence[Code]], parent: str, depth: int) -> Iterator[tuple[int, Code]]:
    for each in below.get(parent, ()):
        yield depth, each
        yield from _walked(below, each.id, depth + 1)


def _told(code: Code, body: Mapping[str, Any]) -> Code:
    said = {name: body[name] for name in _TOLD if name in body}
    if "examples" in said:
        said["examples"] = tuple(said["examples"])
    return replace(code, **said)


def _placed(code: Code, codes: Mapping[str, Code]) -> Code:
    """Return a code whose parent stands; at the top where it does not, or where it would be its own ancestor."""
    above, seen = code.parent, {code.id}
    while above in codes and above not in seen:
        seen.add(above)
        above = codes[above].parent
    lost = above in seen or code.parent not in codes
    return replace(code, parent="") if code.parent and lost else code


def read(folder: Folder) -> Codebook:
    """Return the codebook as it stands."""
    found = Codebook()
    with folder.database.read() as connection:
        found.refresh(connection)
    return found


def fresh() -> str:
    """Return an identifier for a new code."""
    return secrets.token_hex(8)


def add(folder: Folder, codes: Iterable[Code], *, who: str) -> list[Code]:
    """Add codes, all or none, parents before their children; raise Misuse where a name is taken or a parent unknown."""
    book = read(folder)
    made: list[Code] = []
    for each in codes:
        code = _checked(replace(each, id=each.id or fresh()), book)
        if code.id in book.codes:
            raise Misuse(f"the code {book.path(code.id)} is there already", hint="change it instead")
        book.codes[code.id] = code
        made.append(code)
    acts = [("add", each.id, {k: v for k, v in asdict(each).items() if k != "id"}, None) for each in made]
    _enter(folder, acts, who)
    return made


def change(folder: Folder, called: str, *, who: str, **said: Any) -> Code:
    """Change what is said of a code (name, parent, definition, include, exclude, examples, color); return it."""
    book = read(folder)
    code = book.named(called)
    unknown = sorted(set(said) - set(_TOLD))
    if unknown:
        raise Misuse(f"a code has no {unknown[0]!r}", hint=f"known: {', '.join(_TOLD)}")
    if said.get("parent"):
        said["parent"] = book.named(said["parent"]).id
        if said["parent"] in book.under(code.id):
            raise Misuse(f"{code.name} cannot be moved below itself", hint="choose another parent")
    changed = _checked(_told(code, said), book)
    body = {name: value for name, value in asdict(changed).items() if value != asdict(code)[name]}
    if body:
        _enter(folder, [("change", code.id, body, None)], who)
    return changed


def merge(folder: Folder, name: str, into: str, *, who: str) -> Code:
    """Merge a code into another: what was coded with it counts for that one; return that one."""
    book = read(folder)
    code, target = book.named(name), book.named(into)
    if target.id in book.under(code.id):
        raise Misuse(
            f"{code.name} cannot be merged into {'itself' if code == target else 'a code below it'}",
            hint="name two codes side by side",
        )
    _enter(folder, [("merge", code.id, {"into": target.id}, None)], who)
    return target


def retire(folder: Folder, name: str, *, who: str) -> Code:
    """Take a code out of use; what was coded with it stays in the record. Codes below it move up."""
    code = read(folder).named(name)
    _enter(folder, [("retire", code.id, {}, None)], who)
    return code


def undo(folder: Folder, *, who: str) -> Act:
    """Undo the newest act on the codebook that stands; return it."""
    standing = read(folder).standing()
    if not standing:
        raise DecisionError("there is nothing to take back in the codebook", hint="`diatrace codebook list`")
    last = standing[-1]
    _enter(folder, [("undo", last.code, {}, last.id)], who)
    return last


def _checked(code: Code, book: Codebook) -> Code:
    name = " ".join(code.name.split())
    if not name or len(name) > _LONGEST:
        raise Misuse(f"a code cannot be called {code.name[:80]!r}", hint="it needs a short name")
    if code.parent and code.parent not in book.codes:
        raise UnknownName(f"no code {code.parent!r} is there to be above {name}", hint="add it first")
    for each in book.codes.values():
        if (each.parent, each.name.casefold()) == (code.parent, name.casefold()) and each.id != code.id:
            raise Misuse(f"there is a code {book.path(each.id)} already", hint="names differ side by side")
    color = code.color.strip().lower()
    if color and not _COLOR.fullmatch(color):
        raise Misuse(f"{code.color!r} is no colour", hint="write it as #2a9d8f")
    examples = tuple(each.strip() for each in code.examples if each.strip())
    return replace(code, name=name, color=color, examples=examples)


def _enter(folder: Folder, acts: Sequence[tuple[str, str, Mapping[str, Any], int | None]], who: str) -> None:
    moment = canonical.now()
    rows = [
        {
            "kind": kind,
            "code": code,
            "body": canonical.text(dict(body)),
            "who": who,
            "made_at": moment,
            "undoes": undoes,
        }
        for kind, code, body, undoes in acts
    ]
    with folder.database.write() as connection:
        event.enter(connection, who, "code.act", table, rows)
