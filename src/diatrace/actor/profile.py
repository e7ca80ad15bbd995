"""What is known of each site in words: what its own pages say, and what others say when they link to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from diatrace.actor.lru import readable
from diatrace.actor.sites import Sites
from diatrace.store.folder import Folder

PAGES, LENGTH = 20, 2_000
"""Pages of a site, and characters of each, that speak for it."""

VOICES = 50
"""Links to a site whose words are kept, one a linking page's wording."""


@dataclass(slots=True)
class Profile:
    """The words of one site: its name and addresses, its pages, and the links that lead to it."""

    names: str = ""
    pages: list[str] = field(default_factory=list)
    voices: dict[str, None] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of it, for counting words."""
        return "\n".join([self.names, *self.pages, *self.voices])


def profiles(sites: Sites, folder: Folder) -> list[Profile]:
    """Return the profile of each site, by row."""
    found = [Profile(_names(sites, row)) for row in range(len(sites.sites))]
    _read_pages(found, sites, folder)
    _read_voices(found, sites, folder)
    return found


def _names(sites: Sites, row: int) -> str:
    site = sites.sites[row]
    return " ".join(dict.fromkeys([site.name, *(readable(each) for each in site.prefixes[:1])]))


def _read_pages(found: list[Profile], sites: Sites, folder: Folder) -> None:
    """Take the first pages of each site; the newest capture of each page speaks."""
    captures = sites.web.captures
    shown = np.flatnonzero(sites.web.standing())
    pages = np.asarray(captures["page"].to_numpy(), np.int64)[shown]
    rows = sites.of_page[pages]
    by_trace: dict[str, int] = {}
    count: defaultdict[int, int] = defaultdict(int)
    for trace, row in zip(captures["trace"].take(pa.array(shown)).to_pylist(), rows.tolist(), strict=True):
        if row >= 0 and count[row] < PAGES:
            count[row] += 1
            by_trace[trace] = row
    for trace, text in _texts(folder, by_trace).items():
        found[by_trace[trace]].pages.append(text)


def _texts(folder: Folder, wanted: Mapping[str, int]) -> dict[str, str]:
    ids = pa.array(list(wanted), pa.string())
    newest: dict[str, str] = {}
    for segment in folder.segments("trace"):
        traces = pq.read_table(segment.path(folder.path), columns=["id", "title", "text"])
        chosen = traces.filter(pc.is_in(traces["id"], value_set=ids))
        for trace, title, text in zip(*(column.to_pylist() for column in chosen.columns), strict=True):
            newest[trace] = f"{title}\n{text[:LENGTH]}" if title else text[:LENGTH]
    return newest


def _read_voices(found: list[Profile], sites: Sites, folder: Folder) -> None:
    """Take what stands around the links from other sites."""
    links = sites.web.links_at()
    target, source = sites.of_page[sites.web.target[links]], sites.of_page[sites.web.source[links]]
    links = links[(target >= 0) & (source >= 0) & (target != source)]
    chosen = sites.web.links.take(pa.array(links))
    targets = sites.of_page[np.asarray(chosen["target"].to_numpy(), np.int64)]
    segments = np.asarray(chosen["segment"].to_numpy(), np.int64)
    places = np.asarray(chosen["row"].to_numpy(), np.int64)
    for number in np.unique(segments).tolist():
        here = segments == number
        ties = pq.read_table(folder.path / "trace" / f"tie-{number:06d}.parquet")
        if "anchor" not in ties.column_names:
            continue
        words = ties.select(["anchor", "context"]).take(pa.array(places[here]))
        for row, anchor, context in zip(
            targets[here].tolist(), words["anchor"].to_pylist(), words["context"].to_pylist(), strict=True
        ):
            voices = found[row].voices
            if len(voices) < VOICES and (anchor or context):
                voices[
                    context if anchor and context and anchor in context else f"{anchor} {context}".strip()
                ] = None
