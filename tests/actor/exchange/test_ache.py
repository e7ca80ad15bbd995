from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import ache
from diatrace.actor.exchange.ache import Page


def test_pages_go_to_their_folder_and_relevant_ones_are_the_seeds() -> None:
    pages = [
        Page("http://a.org/x", b"<p>a", True),
        Page("http://b.org", b"<p>b", False),
        Page("http://a.org/x", b"<p>2", True),
    ]
    found = dict(ache.files(pages))
    assert found.pop("seeds.txt") == b"http://a.org/x\n"
    assert found.pop("positive/http%3A%2F%2Fa.org%2Fx") == b"<p>a"
    assert found.pop("negative/http%3A%2F%2Fb.org") == b"<p>b"
    assert [(name.startswith("positive/http%3A%2F%2Fa.org%2Fx-"), html) for name, html in found.items()] == [
        (True, b"<p>2")
    ]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(), st.sampled_from(["A", "a", "..", "x" * 300, "X" * 300])), st.booleans()
        )
    )
)
def test_every_page_has_a_file_of_its_own_within_the_folder(pages: list[tuple[str, bool]]) -> None:
    found = list(ache.files(Page(url, b"", relevant) for url, relevant in pages))
    names = [name for name, _ in found]
    assert len({name.lower() for name in names}) == len(pages) + 1
    assert all(name.count("/") == (name != "seeds.txt") for name in names)
    assert all(name.rpartition("/")[2].strip(".") and len(name) < 200 for name in names)


def test_the_balance_of_pages_is_judged() -> None:
    assert ache.balance(10, 10) == ""
    assert "both kinds" in ache.balance(10, 0)
    assert (
        ache.balance(10, 51)
        == "10 relevant to 51 irrelevant pages: ACHE wants as many of each, or five to one"
    )
    assert ache.balance(50, 10) == ""
    assert ache.balance(51, 10)
