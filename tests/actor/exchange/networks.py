"""Networks to test with: any that can be, and the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from diatrace.actor.exchange.network import STATUSES, Edge, Network, Node
from diatrace.actor.lru import lru_of

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "networks"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the research data is not beside the repository")

FORBIDDEN = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))


def xml_text(*, least: int = 0) -> st.SearchStrategy[str]:
    """Return texts in any script, of all the characters that XML may hold."""
    allowed = st.characters(exclude_categories=["Cs"], exclude_characters=FORBIDDEN)
    written = [
        "الهجرة والمهجر",
        "Ελλάδα",
        "移民",
        "👩‍👧",
        "a|b",
        "\\|",
        "]]>",
        "<b>&amp;",
        "\r\n",
        "\t=1",
        "\u200fمرحبا",
    ]
    return st.one_of(st.text(allowed, min_size=least, max_size=20), st.sampled_from(written))


URLS = st.builds(
    "http{}://{}.{}/{}".format,
    st.sampled_from(["", "s"]),
    st.sampled_from(["a", "www.b", "blog.c", "xn--80ak6aa92e"]),
    st.sampled_from(["org", "co.uk", "wordpress.com", "ma"]),
    st.sampled_from(["", "forum", "u/1?q=2", "%D9%85", "a/b/"]),
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COLORS = st.one_of(
    st.just(""),
    st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    st.from_regex(r"#[0-9a-f]{6}[0-9a-e]f", fullmatch=True),
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw a network of a few nodes, as rich as the model allows."""
    keys = draw(st.lists(xml_text(least=1), unique=True, max_size=5))
    fields = tuple(draw(st.lists(xml_text(least=1), unique=True, max_size=3)))
    kinds = {
        name: draw(st.sampled_from(["int", "float", "bool", "text"]))
        for name in ("count", "first", "weight", "✓")
    }
    held: dict[str, st.SearchStrategy[Any]] = {
        "int": st.integers(-(2**63) + 1, 2**63 - 1),
        "float": NUMBERS,
        "bool": st.booleans(),
        "text": xml_text(least=1),
    }
    numbers = {name: draw(st.sampled_from(["int", "float", "bool"])) for name in ("in", "share", "البلد")}
    nodes = [
        Node(
            key=key,
            label=draw(xml_text()),
            prefixes=tuple(dict.fromkeys(map(lru_of, draw(st.lists(URLS, max_size=2))))),
            home=draw(st.one_of(st.just(""), URLS)),
            starts=tuple(draw(st.lists(URLS, unique=True, max_size=2))),
            status=draw(st.sampled_from(["", *STATUSES])),
            fields={
                name: tuple(draw(st.lists(xml_text(least=1), min_size=1, max_size=3, unique=True)))
                for name in fields
                if draw(st.booleans())
            },
            measures={name: draw(held[kind]) for name, kind in numbers.items() if draw(st.booleans())},
            size=draw(st.one_of(st.none(), st.floats(0, 1e6))),
            color=draw(COLORS),
            **dict(
                zip("xy", draw(st.one_of(st.just((None, None)), st.tuples(NUMBERS, NUMBERS))), strict=True)
            ),
        )
        for key in keys
    ]
    directed = draw(st.booleans())
    edges = [
        Edge(
            draw(st.sampled_from(keys)),
            draw(st.sampled_from(keys)),
            draw(NUMBERS),
            {name: draw(held[kind]) for name, kind in kinds.items() if draw(st.booleans())},
            draw(st.sampled_from(["", "2026-01-05", "May 2026"])),
            directed and draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 5)) if keys else 0)
    ]
    if directed and edges and all(each.both for each in edges):
        edges.append(Edge(keys[0], keys[0]))  # without one that has a direction, none has
    return Network(tuple(nodes), tuple(edges), directed, fields)
