"""Web archives and how each is asked: known ones by name, others by an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import urlencode, urlsplit

from diatrace.errors import Misuse

Style: TypeAlias = Literal["wayback", "pywb"]


@dataclass(frozen=True, slots=True)
class Archive:
    """A web archive: its name, and what its addresses begin with.

    `index` answers what it holds (CDX), in the style of the Wayback Machine or of pywb; `timemap` answers so for one
    address (RFC 7089). `replay`, followed by a date with `id_` and an address, answers a capture as it was; without
    it, captures are fetched from where a time map says they are. What an archive has not is empty. `otherwise` is how
    it is asked where nothing answers at `index`.
    """

    name: str
    index: str = ""
    style: Style = "pywb"
    timemap: str = ""
    replay: str = ""
    otherwise: Archive | None = None

    def question(self, url: str, begin: str, end: str, *, prefix: bool, limit: int, after: str = "") -> str:
        """Return the address that answers what the index holds of an address between two dates, both included."""
        told = {
            "url": url,
            "matchType": "prefix" if prefix else "exact",
            "from": begin,
            "to": end,
            "limit": str(limit),
        }
        if self.style == "wayback":
            told |= {"fl": "timestamp,original,mimetype,statuscode,digest", "showResumeKey": "true"}
            told |= {"resumeKey": after} if after else {}
        else:
            told["output"] = "json"
        return f"{self.index}?{urlencode(told)}"

    def raw(self, stamp: str, url: str) -> str:
        """Return the address that answers a capture as it was, without anything added."""
        return f"{self.replay}{stamp}id_/{url}"


ARCHIVES: Final = {
    each.name: each
    for each in (
        Archive(
            "wayback",
            index="https://web.archive.org/cdx/search/cdx",
            style="wayback",
            replay="https://web.archive.org/web/",
        ),
        Archive(
            "arquivo",
            index="https://arquivo.pt/wayback/cdx",
            replay="https://arquivo.pt/noFrame/replay/",
        ),
    )
}
"""Archives that are known by name."""


def archive_of(name: str) -> Archive:
    """Return an archive by its name, or by the address of a collection, of its index or its time maps; raise Misuse.

    `https://example.org/collection/` is asked as pywb and OpenWayback answer (an index at `cdx`, time maps at
    `timemap/link/`), else as the Wayback Machine does (an index at `cdx/search/cdx`, captures at `web/`). An address
    with `/timemap/` in it is taken for what time maps begin with.
    """
    if name in ARCHIVES:
        return ARCHIVES[name]
    parts = urlsplit(name)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Misuse(
            f"no web archive is known as {name[:80]!r}",
            hint=f"one of {', '.join(ARCHIVES)}, or the address of one, as https://example.org/collection/",
        )
    base = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/") + "/"
    for ending in ("cdx/search/cdx/", "cdx/"):
        base = base.removesuffix(ending)
    called = base.partition("://")[2].partition("/timemap/")[0].rstrip("/")
    if "/timemap/" in base:
        return Archive(called, timemap=base)
    root = base.removesuffix("web/")
    wayback = Archive(called, index=f"{root}cdx/search/cdx", style="wayback", replay=f"{root}web/")
    return Archive(called, index=f"{base}cdx", timemap=f"{base}timemap/link/", replay=base, otherwise=wayback)
