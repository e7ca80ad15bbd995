"""Zeeschuimer: what its browser extension captured while somebody scrolled, one JSON object a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

from diatrace.errors import SourceError
from diatrace.model import UNDATED, Moment, Plan, Record, Unreadable
from diatrace.source import objects
from diatrace.source.contract import Sample
from diatrace.source.platforms.catalogue import platform_of, record_of
from diatrace.source.stream import unpacked_head
from diatrace.trace import dates

_LOOKED_AT: Final = 2000
_OWN: Final = ("source_platform", "timestamp_collected", "nav_index", "item_id", "data")

KEPT: Final = (
    "text and title", "date of posting", "date of capture", "address without the handle", "language as declared",
    "forms (image, video …)", "links", "counts (likes, views …)", "hashtags",
)  # fmt: skip
PSEUDONYMISED: Final = ("author's handle", "handles mentioned", "handle of who was reposted or quoted")
LEFT_OUT: Final = (
    "display names", "avatars, biographies, followers", "places", "files of images and videos", "music",
    "page and browser of the capture",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ZeeschuimerParams:
    """Nothing is asked: the file says everything."""


class Zeeschuimer:
    """Posts and comments captured in the browser with the Zeeschuimer extension (NDJSON).

    Reads X, TikTok, Instagram, Threads, Truth Social, Gab, 9GAG, Imgur, Pinterest, RedNote, Douyin and
    LinkedIn; posts of other platforms, or in a shape that has changed, give what can be told, and name what
    is missing.
    """

    name: ClassVar[str] = "zeeschuimer"
    title: ClassVar[str] = "Zeeschuimer (NDJSON)"
    suffixes: ClassVar[tuple[str, ...]] = (".ndjson", ".jsonl", ".json", ".gz")
    params: ClassVar[type] = ZeeschuimerParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely the first line is a capture."""
        line = unpacked_head(sample.head).lstrip(b"\xef\xbb\xbf \r\n\t").partition(b"\n")[0]
        if not line.startswith(b"{") or b'"source_platform"' not in line:
            return 0.0
        return 0.97 if sum(f'"{name}"'.encode() in line for name in _OWN) >= 3 else 0.0

    def prepare(self, path: Path, params: ZeeschuimerParams) -> Plan:  # noqa: ARG002 - the contract's call
        """Count the platforms of the first captures."""
        found = list(islice(objects.items(path, "lines"), _LOOKED_AT))
        captures = [value for _where, _raw, value, _reason in found if is_capture(value)]
        if not captures:
            raise SourceError(
                f"{path.name} holds no captures of Zeeschuimer",
                where=str(path),
                hint="export it from the extension as NDJSON",
            )
        counts = Counter(platform_of(str(each["source_platform"])) for each in captures)
        told = ", ".join(f"{name} ({count:,})" for name, count in counts.most_common())
        return Plan(
            format=self.name,
            kept=KEPT,
            pseudonymised=PSEUDONYMISED,
            left_out=LEFT_OUT,
            notes=(f"platforms of the first {len(captures):,} captures: {told}",),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:  # noqa: ARG002 - nothing to obey
        """Yield one record a capture; the same post captured twice comes twice."""
        platforms: dict[Any, str] = {}
        for where, raw, value, reason in objects.items(path, "lines"):
            if not is_capture(value):
                yield Unreadable(where, reason or "not a capture of Zeeschuimer", raw)
                continue
            source = value["source_platform"]
            if source not in platforms:
                platforms[source] = platform_of(source)
            captured = collected(value.get("timestamp_collected"))
            yield record_of(platforms[source], value["data"], captured=captured, raw=raw, where=where)


def is_capture(value: Any) -> bool:
    """Say whether an object is a capture: a platform, and data."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("source_platform"), str)
        and isinstance(value.get("data"), dict)
    )


def collected(value: Any) -> Moment:
    """Moment of a capture, which the extension counts in milliseconds."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return dates.from_epoch(value, unit=1000, evidence="timestamp_collected")
    return UNDATED
