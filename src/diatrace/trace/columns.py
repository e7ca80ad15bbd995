"""Columns of trace and tie segments."""

from __future__ import annotations

import pyarrow as pa

TRACE = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.int32()),
        ("kind", pa.string()),
        ("platform", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("author", pa.string()),
        ("thread", pa.string()),
        ("reply_to", pa.string()),
        ("forward_of", pa.string()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("language_evidence", pa.string()),
        ("edited", pa.timestamp("us")),
        ("edited_precision", pa.string()),
        ("edited_zone", pa.string()),
        ("edited_evidence", pa.string()),
        ("captured", pa.timestamp("us")),
        ("captured_precision", pa.string()),
        ("captured_zone", pa.string()),
        ("captured_evidence", pa.string()),
        ("forms", pa.list_(pa.string())),
        ("spans", pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("kind", pa.string())]))),
        ("attributes", pa.string()),
        ("position", pa.int64()),
        ("digest", pa.string()),
        ("state", pa.string()),
        ("raw", pa.string()),
    ]
)
"""One row a trace, or a later revision of one. Times are naive: UTC or wall clock, as `*_zone` says."""

TIE = pa.schema(
    [
        ("trace", pa.string()),
        ("kind", pa.string()),
        ("author", pa.string()),
        ("target", pa.string()),
        ("at", pa.timestamp("us")),
        ("anchor", pa.string()),
        ("context", pa.string()),
        ("place", pa.string()),
        ("rel", pa.string()),
        ("position", pa.int64()),
        ("count", pa.int32()),
    ]
)
"""One row an occurrence: mention, reply, forward or link; what stands around a link is known of pages only.

`position` is that of the trace's row in the segment beside: a page that comes twice has the links of each capture.
`count` is how many occurrences a row stands for, 1 where an older segment lacks it: lists of links count them.
"""
