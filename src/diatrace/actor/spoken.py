"""The languages of sites: those their captured pages were found to be in."""

from __future__ import annotations

from collections import Counter, defaultdict

import duckdb
import numpy as np
import pyarrow as pa

from diatrace.actor.sites import Sites


def spoken(sites: Sites, connection: duckdb.DuckDBPyConnection) -> dict[int, Counter[str]]:
    """Return for each site, by row, how many of its pages as they stand now are in each language; unsure ones aside."""
    shown = np.flatnonzero(sites.web.standing())
    pages = np.asarray(sites.web.captures["page"].to_numpy(), np.int64)[shown]
    captured = pa.table(
        {"id": sites.web.captures["trace"].take(pa.array(shown)), "site": sites.of_page[pages]}
    )
    connection.register("captured", captured)
    found = connection.execute(
        "select site, language, count(*) from captured join trace using (id) "
        "where site >= 0 and language not in ('', 'unsure') group by all order by all"
    ).fetchall()
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for site, language, pages_in in found:
        counts[site][language] = pages_in
    return dict(counts)
