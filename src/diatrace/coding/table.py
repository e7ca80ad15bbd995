"""Codebooks as tables: one row a code, its path in the first column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from diatrace.coding.codebook import PATH, Code, Codebook, fresh
from diatrace.errors import Misuse
from diatrace.source.reading import decode, encoding_of

COLUMNS: Final = ("path", "definition", "include", "exclude", "examples", "color")
_BETWEEN: Final = " | "
"""What parts examples in a cell."""


def written(book: Codebook) -> str:
    """Return a codebook as CSV, in the order of its tree."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for _, code in book.tree():
        examples = _BETWEEN.join(code.examples)
        writer.writerow(
            [book.path(code.id), code.definition, code.include, code.exclude, examples, code.color]
        )
    return out.getvalue()


def read(path: Path, book: Codebook) -> list[Code]:
    """Return the codes of a CSV that a codebook lacks, those above them first; missing ones above are made.

    The column path (or name) is needed; names in a path are parted by /.
    """
    if not path.is_file():
        raise Misuse(f"{path} does not exist", where=str(path), hint="check the path")
    text = decode(path.read_bytes(), encoding_of(path)[0]).removeprefix("\ufeff").replace("\0", "")
    mark = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))
    named = [{(key or "").strip().lower(): (cell or "") for key, cell in row.items()} for row in rows if row]
    column = next((each for each in ("path", "name", "code") if named and each in named[0]), "")
    if not column:
        raise Misuse(
            "a table of codes needs the column path",
            where=str(path),
            hint=f"also read: {', '.join(COLUMNS[1:])}",
        )
    return list(_made(((row[column], row) for row in named), book))


def _made(rows: Iterable[tuple[str, dict[str, str]]], book: Codebook) -> Iterable[Code]:
    known = {_key(book.path(each)): each for each in book.codes}
    for path, row in rows:
        names = [each.strip() for each in path.split(PATH.strip()) if each.strip()]
        for depth, name in enumerate(names, 1):
            key = _key(PATH.join(names[:depth]))
            if key in known:
                continue
            said = row if depth == len(names) else {}
            above = known[_key(PATH.join(names[: depth - 1]))] if depth > 1 else ""
            known[key] = fresh()
            yield Code(known[key], name, above, **_said(said))


def _key(path: str) -> str:
    return path.casefold()


def _said(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: row.get(name, "").strip() for name in COLUMNS[1:] if name != "examples"}
    found["examples"] = tuple(
        each.strip() for each in row.get("examples", "").split(_BETWEEN.strip()) if each.strip()
    )
    return found
