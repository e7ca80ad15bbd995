"""The longest prefix that fits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.lru import lru_of
from diatrace.actor.prefix import NOBODY, Prefixes, canonical, variants

STEMS = st.lists(st.sampled_from(["p:a", "p:ab", "p:a~", "p:é", "p:ب", "p:z", "p:"]), max_size=4)
LRUS = st.builds(
    lambda host, path: "".join(f"{each}|" for each in ["s:https", "h:org", host, *path]),
    st.sampled_from(["h:a", "h:ab", "h:b"]),
    STEMS,
)


def longest(owners: dict[str, int], lru: str) -> int:
    fitting = [prefix for prefix in owners if lru.startswith(prefix)]
    return owners[max(fitting, key=len)] if fitting else NOBODY


@given(st.dictionaries(LRUS, st.integers(0, 9), max_size=12), st.lists(LRUS, max_size=12))
def test_the_longest_prefix_owns_as_brute_force_says(owners: dict[str, int], lrus: list[str]) -> None:
    prefixes = Prefixes(owners)
    wanted = [longest(owners, lru) for lru in lrus]
    assert [prefixes.owner(lru) for lru in lrus] == wanted


def test_millions_are_matched_as_one_is() -> None:
    rng = np.random.default_rng(3)
    parts = ["p:a", "p:ab", "p:é", "p:z~", "p:"]
    made = [f"s:https|h:org|h:s{host}|" + "".join(f"{each}|" for each in rng.choice(parts, size)) for host, size in
            zip(rng.integers(0, 50, 5000), rng.integers(0, 5, 5000), strict=True)]  # fmt: skip
    owners = {prefix: number for number, prefix in enumerate(sorted(set(made[:800])))}
    prefixes = Prefixes(owners)
    one_by_one = [prefixes.owner(lru) for lru in made]
    assert prefixes.owners_of(pa.array(made)).tolist() == one_by_one
    assert len(prefixes.owners_of(pa.array([], pa.string()))) == 0
    assert Prefixes({}).owners_of(pa.array(["s:http|h:a|"])).tolist() == [NOBODY]


@pytest.mark.parametrize(
    ("url", "kin"),
    [
        (
            "http://www.example.org/a",
            {
                "http://www.example.org/a",
                "https://www.example.org/a",
                "http://example.org/a",
                "https://example.org/a",
            },
        ),
        ("http://localhost/", {"http://localhost/", "https://localhost/"}),
        ("http://127.0.0.1:8000/", {"http://127.0.0.1:8000/", "https://127.0.0.1:8000/"}),
    ],
)
def test_a_prefix_has_kin(url: str, kin: set[str]) -> None:
    found = variants(lru_of(url))
    assert found[0] == lru_of(url)
    assert set(found) == {lru_of(each) for each in kin}


@given(LRUS)
def test_all_kin_stand_for_one_site(lru: str) -> None:
    assert {canonical(each) for each in variants(lru)} == {canonical(lru)}
