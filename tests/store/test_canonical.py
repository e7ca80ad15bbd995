from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.store import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), VALUES))
def test_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    backwards = dict(reversed(value.items()))
    assert canonical.text(value) == canonical.text(backwards)


def test_text_stays_readable() -> None:
    assert canonical.text({"b": "é🏠", "a": [1, None]}) == '{"a":[1,null],"b":"é🏠"}'


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical.text(math.nan)


def test_a_moment_is_utc_to_the_millisecond() -> None:
    now = canonical.now()
    assert now.endswith("Z")
    assert len(now) == len("2026-11-23T01:56:00.299Z")
