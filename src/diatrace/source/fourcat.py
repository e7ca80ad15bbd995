"""4CAT: its CSV, its NDJSON (flat, or posts as the platform wrote them), its export zip.

A platform's own identifiers are kept where the platform is known; where it is not (a dataset that somebody
uploaded) identifiers may be mere row numbers, so a post is known by its content and keeps its `id` as an
attribute.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

from diatrace.errors import SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source import delimited, flat, grid, objects, reading
from diatrace.source.contract import Sample
from diatrace.source.platforms.catalogue import platform_of, record_of
from diatrace.source.stream import head_of, unpacked_head
from diatrace.source.zeeschuimer import KEPT, LEFT_OUT, PSEUDONYMISED, collected

_LOOKED_AT: Final = 500
_HEAD: Final = 256 * 1024
_META: Final = "__import_meta"
_BESIDE: Final = ("thread_id", "timestamp", "unix_timestamp")


@dataclass(frozen=True, slots=True)
class FourCatParams:
    """What the file may not say."""

    platform: str = field(default="", metadata={"help": "platform of the posts, as x, tiktok or telegram"})


class FourCat:
    """Datasets of 4CAT: the CSV or NDJSON of any data source, or the zip that "export dataset" makes.

    Authors are known by their handle; display names, biographies, followers and places are left out.
    """

    name: ClassVar[str] = "fourcat"
    title: ClassVar[str] = "4CAT (CSV, NDJSON, zip)"
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".ndjson", ".zip")
    params: ClassVar[type] = FourCatParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely the columns are those that every dataset of 4CAT has."""
        if sample.head.startswith(b"PK\x03\x04"):
            return 0.97 if _metadata_names(sample.path) else 0.0
        head = unpacked_head(sample.head).removeprefix(b"\xef\xbb\xbf").lstrip()
        line = head.partition(b"\n")[0].decode(errors="replace")
        if line.startswith("{"):
            return (
                0.97
                if f'"{_META}"' in line
                else 0.85 * _known([f'"{name}":' in line for name in ("id", "body", *_BESIDE)])
            )
        names = [name.strip().strip('"').lower() for name in line.split(",")]
        return 0.95 * _known([name in names for name in ("id", "body", *_BESIDE)])

    def prepare(self, path: Path, params: FourCatParams) -> Plan:
        """Find the data, its platform and its columns."""
        member, source = _member(path)
        head = head_of(path, _HEAD, member)
        shape = objects.shape_of(head)
        if shape == "lines":
            return self._prepare_lines(path, member, params.platform or source)
        layout = delimited.survey(path, member=member)
        if not {"id", "body"} <= set(layout.header):
            raise _foreign(path, layout.header)
        settings = {
            "kind": "delimited",
            "dialect": asdict(layout.dialect),
            "header": list(layout.header),
            "member": member,
        }
        sample = [row for _where, row, _raw, _reason in islice(_rows(path, settings), _LOOKED_AT) if row]
        return self._flat_plan(settings, layout.header, sample, params.platform or source, layout.notes)

    def _prepare_lines(self, path: Path, member: str, platform: str) -> Plan:
        settings: dict[str, Any] = {"kind": "objects", "member": member}
        sample = [row for _where, row, _raw, _reason in islice(_rows(path, settings), _LOOKED_AT) if row]
        header = list(dict.fromkeys(name for row in sample for name in row))
        if _META not in header and {"id", "body"} <= set(header):
            return self._flat_plan({**settings, "header": header}, header, sample, platform, ())
        if not sample or (_META not in header and not platform):
            raise _foreign(path, header)
        return Plan(
            format=self.name,
            settings={**settings, "platform": platform_of(platform) if platform else "", "raw": True},
            kept=KEPT,
            pseudonymised=PSEUDONYMISED,
            left_out=LEFT_OUT,
            notes=("posts are as their platform wrote them",),
        )

    def _flat_plan(
        self, settings: dict[str, Any], header: Any, sample: list[dict[str, Any]], platform: str, notes: Any
    ) -> Plan:
        found, why = (platform_of(platform), "as given") if platform else flat.platform(header, sample)
        layout = flat.layout(header)
        told = (
            f"platform {found}: {why}"
            if found
            else "the platform is not told: posts are known by their content"
        )
        return Plan(
            format=self.name,
            settings={**settings, "platform": found, "raw": False},
            kept=layout.kept(),
            pseudonymised=layout.personal(),
            left_out=tuple(name for name in header if name not in layout.all()),
            notes=(told, *notes),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record a post."""
        settings = plan.settings
        build = (
            None if settings["raw"] else flat.builder(flat.layout(settings["header"]), settings["platform"])
        )
        for where, row, raw, reason in _rows(path, settings):
            if row is None:
                yield Unreadable(where, reason, raw)
            elif build is not None:
                yield build(row, raw, where)
            else:
                yield _captured(row, settings["platform"], raw, where)


def _known(found: list[bool]) -> float:
    """How many of the columns beside `id` and `body` are there, as a share; nothing without those two."""
    if not all(found[:2]) or not any(found[2:]):
        return 0.0
    return 0.8 + 0.2 * sum(found[2:]) / len(found[2:])


def _captured(row: dict[str, Any], platform: str, raw: bytes, where: int) -> Record:
    """Map a post as its platform wrote it, with what 4CAT noted of its capture."""
    meta = row.get(_META)
    about = meta if isinstance(meta, dict) else {}
    source = about.get("source_platform")
    return record_of(
        platform_of(source) if isinstance(source, str) and source else platform,
        row,
        captured=collected(about.get("timestamp_collected")),
        raw=raw,
        where=where,
    )


def _rows(path: Path, settings: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any] | None, bytes, str]]:
    """Yield every post as its fields by name."""
    if settings["kind"] == "delimited":
        header = settings["header"]
        for where, cells, raw, reason in grid.rows(path, settings, header, ["body"]):
            yield where, dict(zip(header, cells, strict=True)) if cells is not None else None, raw, reason
        return
    for where, raw, value, reason in objects.items(path, "lines", member=settings["member"]):
        fault = reason or ("" if isinstance(value, dict) else "not a JSON object")
        yield where, None if fault else value, raw, fault


def _member(path: Path) -> tuple[str, str]:
    """Return the data file within an export zip and the data source it names; both empty for any other file."""
    if not zipfile.is_zipfile(path):
        return "", ""
    for name in _metadata_names(path):
        with reading.zip_member(path, name) as file:
            about = _object(file.read())
        found, inner = about.get("result_file"), _object(about.get("parameters"))
        if not about.get("key_parent") and isinstance(found, str):
            kind = str(about.get("type") or "").removesuffix("-search").removesuffix("-import")
            return _within(path, found), str(inner.get("datasource") or kind)
    raise SourceError(
        f"{path.name} is no export of 4CAT: it names no dataset",
        where=str(path),
        hint="unpack it and add its files",
    )


def _object(value: Any) -> dict[str, Any]:
    """Return an object that may come as JSON; an empty one where it is none."""
    try:
        found = (
            objects.value_of(value if isinstance(value, bytes) else value.encode())
            if isinstance(value, (str, bytes))
            else value
        )
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _within(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    found = next((each for each in names if each == name or each.endswith(f"/{name}")), None)
    if found is None:
        raise SourceError(
            f"{path.name} does not hold its data file {name}", where=str(path), hint="export it again"
        )
    return found


def _metadata_names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [name for name in archive.namelist() if name.endswith("_metadata.json")]
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return []


def _foreign(path: Path, header: Any) -> SourceError:
    names = ", ".join(list(header)[:12]) or "none"
    return SourceError(
        f"{path.name} has not the columns of 4CAT (id, body)",
        where=str(path),
        hint=f"--as table; columns: {names}",
    )
