"""A site as a card shows it: in the shape of a trace, since it is decided on like one.

Its text is what its own pages say, or where none was captured what others say when they link to it. Its digest covers
its boundaries alone: a decision on a site holds while its pages change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import numpy as np

from diatrace.actor.lru import url_of
from diatrace.actor.prefix import canonical
from diatrace.actor.sites import Sites
from diatrace.actor.web import evidence
from diatrace.model import Moment, Trace
from diatrace.store import canonical as plain
from diatrace.trace.read import Traces

_PAGES, _LENGTH, _VOICES, _NEIGHBOURS = 8, 600, 12, 12


def digest_of(prefixes: Iterable[str]) -> str:
    """Return the digest of a site's boundaries: the same wherever they are the same."""
    return plain.digest(sorted({canonical(each) for each in prefixes}))


class SiteCards:
    """Shows sites; those lately shown are held while the web stands as it is."""

    def __init__(self, traces: Traces, standing: Callable[[], Sites]) -> None:
        self._traces, self._standing = traces, standing
        self._held: dict[str, Trace] = {}
        self._of: Sites | None = None

    def get(self, ids: Iterable[str]) -> dict[str, Trace]:
        """Return each site as a trace of the kind `site`; unknown ones are absent."""
        sites = self._standing()
        if sites is not self._of:
            self._of, self._held = sites, {}
        wanted = [each for each in dict.fromkeys(ids) if each in sites.rows]
        for each in wanted:
            if each not in self._held:
                self._held[each] = self._made(sites, sites.rows[each])
        return {each: self._held[each] for each in wanted}

    def _made(self, sites: Sites, row: int) -> Trace:
        site = sites.sites[row]
        pages = self._pages(sites, row)
        voices = self._voices(sites, row)
        said = [f"{each.title}\n{each.text[:_LENGTH]}".strip() for each in pages] or [
            f"« {each['anchor']} » {each['context']}".strip() for each in voices
        ]
        dates = (each.captured.at for each in pages if each.kind == "page")
        captured = max((each for each in dates if each), default=None)
        languages = [each.language for each in pages if each.language not in ("", "unsure")]
        return Trace(
            id=site.id,
            source=0,
            kind="site",
            platform="",
            title=site.name,
            text="\n\n".join(said),
            author="",
            thread="",
            reply_to="",
            forward_of="",
            url=site.home or url_of(canonical(site.prefixes[0])),
            language=max(set(languages), key=languages.count) if languages else "unsure",
            language_evidence="its pages" if languages else "",
            edited=Moment(evidence="a site has the dates of its pages"),
            captured=Moment(captured, "second", "UTC", "its newest page")
            if captured
            else Moment(evidence="no page captured"),
            forms=("text",),
            spans=(),
            attributes=_facts(sites, row, voices),
            digest=digest_of(site.prefixes),
            raw="",
            position=row,
        )

    def _pages(self, sites: Sites, row: int) -> list[Trace]:
        shown = np.flatnonzero(sites.web.standing())
        of_site = sites.of_page[np.asarray(sites.web.captures["page"].to_numpy(), np.int64)[shown]] == row
        ids = [sites.web.captures["trace"][each].as_py() for each in shown[of_site][:_PAGES].tolist()]
        return list(self._traces.get(ids).values())

    def _voices(self, sites: Sites, row: int) -> list[dict[str, str]]:
        links = sites.web.links_at()
        source, target = sites.of_page[sites.web.source[links]], sites.of_page[sites.web.target[links]]
        found = evidence(
            sites.web, self._traces.folder, links[(target == row) & (source != row)][:_VOICES].tolist()
        )
        return [{**each, "anchor": each["anchor"] or "", "context": each["context"] or ""} for each in found]


def _facts(sites: Sites, row: int, voices: list[dict[str, str]]) -> dict[str, object]:
    counts = sites.counts
    sources = counts[:, [row]].tocoo()
    named = sorted(zip(sources.row.tolist(), sources.data.tolist(), strict=True), key=lambda each: -each[1])
    return {
        "prefixes": [url_of(each) for each in sites.sites[row].prefixes if canonical(each) == each],
        "known": int(sites.known[row]),
        "captured": int(sites.captured[row]),
        "in_degree": len(named),
        "out_degree": int(counts[[row], :].nnz),
        "cited_by": [{"name": sites.sites[each].name, "links": count} for each, count in named[:_NEIGHBOURS]],
        "words": [
            {
                "page": url_of(each["page"]),
                "anchor": each["anchor"],
                "context": each["context"],
                "captured": _day(each["captured"]),
            }
            for each in voices
        ],
    }


def _day(at: object) -> str:
    return at.date().isoformat() if isinstance(at, datetime) else ""
