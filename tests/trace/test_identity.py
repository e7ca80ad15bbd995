"""What a trace is known by."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.trace import known
from diatrace.trace.identity import Identities, content, content_digest, state
from diatrace.trace.known import words

KEY = b"a key of this test, 32 bytes it is"[:32]


def test_an_identity_is_keyed_where_it_could_tell_who_spoke() -> None:
    one, other = Identities(KEY), Identities(KEY[::-1])
    assert one.native("x", "1", keyed=True) != other.native("x", "1", keyed=True)
    assert one.native("", "https://example.org", keyed=False) == other.native(
        "", "https://example.org", keyed=False
    )
    assert one.native("x", "1", keyed=True) != one.native("y", "1", keyed=True)


def test_a_repeat_has_an_identity_of_its_own_and_always_the_same() -> None:
    found = [Identities(KEY).of(b"hello", repeat=repeat, keyed=True) for repeat in (0, 1, 2, 1)]
    assert found[1] == found[3]
    assert len(set(found)) == 3


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=12), max_size=8),
    st.integers(1, 6),
)
def test_repeats_are_counted_over_batches(batches: list[list[int]], recent: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "RECENT", recent)  # what was met longer ago lies in arrays
        identities, met = Identities(KEY), Counter[int]()
        for batch in batches:
            expected = []
            for number in batch:
                expected.append(met[number])
                met[number] += 1
            assert identities.repeats(np.array(batch, np.uint64)) == expected


def test_words_are_the_numbers_of_identities() -> None:
    assert words(["0000000000000001", "00000000000000ff"]).tolist() == [1, 255]


PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), max_size=12)
SAID = st.tuples(PLAIN, PLAIN, PLAIN, PLAIN, st.none() | st.datetimes(), PLAIN, PLAIN, PLAIN)


@given(first=SAID, second=SAID)
def test_two_traces_say_the_same_exactly_when_every_part_is_the_same(
    first: tuple[str, str, str, str, datetime | None, str, str, str],
    second: tuple[str, str, str, str, datetime | None, str, str, str],
) -> None:
    assert (content(*first) == content(*second)) == (first == second)
    assert (content_digest(content(*first)) == content_digest(content(*second))) == (first == second)


@pytest.mark.parametrize("place", range(8))
def test_every_part_counts(place: int) -> None:
    parts: list[object] = [
        "post",
        "x",
        "t-1",
        "a-1",
        datetime(2024, 3, 1),
        "title",
        "text",
        "https://a.example",
    ]
    before = content(*parts)  # type: ignore[arg-type]
    parts[place] = datetime(2024, 3, 2) if place == 4 else "other"
    assert content(*parts) != before  # type: ignore[arg-type]


def test_a_part_moved_to_the_next_is_another_content() -> None:
    assert content("post", "x", "", "", None, "ab", "c", "") != content(
        "post", "x", "", "", None, "a", "bc", ""
    )


def test_lone_surrogates_are_for_the_caller_to_mend() -> None:
    with pytest.raises(UnicodeEncodeError):
        content("post", "x", "", "", None, "", "\ud800", "")


def test_digests_are_pinned() -> None:
    """Frozen corpora name traces by these."""
    said = content(
        "post", "x", "t-1", "a-1", datetime(2024, 3, 1, 10), "title", "text 🏠", "https://a.example"
    )
    assert content_digest(said) == "dc102d5af846972804f678705a7ad92d"
    assert state(content_digest(said), b"") == content_digest(said)[:16]
    assert state(content_digest(said), b'{"likes":3}') == "33e6108255759962"
    assert Identities(bytes(32)).native("x", "12", keyed=True) == "c6527cdbc3684de5"
    assert Identities(KEY).native("", "https://a.example", keyed=False) == "5d1f9de088b735c3"


@given(st.text(alphabet="ab", max_size=3), st.binary(max_size=5), st.binary(max_size=5))
def test_a_state_changes_with_any_attribute(said: str, first: bytes, second: bytes) -> None:
    digest = content_digest(said.encode())
    assert len(state(digest, first)) == 16
    assert (state(digest, first) == state(digest, second)) == (first == second)
