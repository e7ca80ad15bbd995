from __future__ import annotations

import pytest

from diatrace.proposal.ties import tie_words


def test_a_post_is_tied_by_author_thread_and_links() -> None:
    links = ["https://www.example.org/a?b=1", "https://example.org/c", "https://www.example.org/a?b=1"]
    assert tie_words(author="3f2a", thread="t9", url="https://site.test/page", links=links) == [
        "author:3f2a",
        "thread:t9",
        "site:site.test",
        "link:https://www.example.org/a?b=1",
        "site:example.org",
        "link:https://example.org/c",
        "site:example.org",
    ]


@pytest.mark.parametrize("link", ["http://[broken", "mailto:", "just words", ""])
def test_what_is_no_address_has_no_site(link: str) -> None:
    assert tie_words(links=[link]) == [f"link:{link}"]


def test_what_is_not_known_ties_nothing() -> None:
    assert tie_words() == []
