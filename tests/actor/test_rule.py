"""Which site an address makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.lru import lru_of, readable
from diatrace.actor.rule import PRESETS, Rules, check
from diatrace.errors import Misuse


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.co.uk/a/b?c", "example.co.uk"),
        ("http://blog.example.org/x", "example.org"),
        ("http://co.uk/", ""),
        ("http://blogspot.com/x", ""),
        ("http://foo.blogspot.com/2024/x", "foo.blogspot.com"),
        ("https://a.github.io/z", "a.github.io"),
        ("https://twitter.com/Someone/status/1", "twitter.com/Someone"),
        ("https://www.facebook.com/groups/abc/posts/1", "facebook.com/groups/abc"),
        ("https://www.facebook.com/newcomers", "facebook.com/newcomers"),
        ("https://www.linkedin.com/in/joe/detail", "linkedin.com/in/joe"),
        ("https://t.me/s/channel/5", "t.me/s/channel"),
        ("https://b.wordpress.com/2", "b.wordpress.com"),
        ("https://wordpress.com/x", "wordpress.com"),
        ("http://asso.free.fr/page", "asso.free.fr"),
        ("https://sites.google.com/view/house/x", "sites.google.com/view/house"),
        ("http://127.0.0.1/x", "127.0.0.1"),
        ("http://localhost:8000/x", "localhost:8000"),
        ("https://x.com/", "x.com"),
        ("https://www.youtube.com/watch?v=1", "youtube.com"),
        ("https://www.youtube.com/channel/UC1/videos", "youtube.com/channel/UC1"),
        ("https://www.facebook.com/sharer/sharer.php?u=x", "facebook.com"),
    ],
)
def test_presets_know_platforms_blog_hosts_and_suffixes(url: str, site: str) -> None:
    found = Rules().site(lru_of(url))
    assert (readable(found).rstrip("/") if found else "") == site


def test_a_study_s_own_rule_goes_before_the_presets() -> None:
    rules = Rules(
        {
            lru_of("https://www.twitter.com"): "domain",
            lru_of("http://uni.example"): "subdomain-1",
            lru_of("http://uni.example/people"): "path-2",
        }
    )
    sites = [
        rules.site(lru_of(each))
        for each in ("https://twitter.com/a", "http://lab.uni.example/x", "http://uni.example/people/ada/cv")
    ]
    assert [readable(each).rstrip("/") for each in sites] == [
        "twitter.com",
        "lab.uni.example",
        "uni.example/people/ada",
    ]


def test_a_rule_of_pages_keeps_the_whole_address() -> None:
    assert Rules(default="page").site(lru_of("http://www.a.org/x/y?z")) == lru_of("https://a.org/x/y?z")


@given(st.sampled_from(sorted(PRESETS)), st.text("abc/", max_size=12))
def test_a_site_always_holds_the_address_that_made_it(preset: str, path: str) -> None:
    lru = lru_of(f"https://{preset}/{path}")
    site = Rules().site(lru)
    assert not site or lru.startswith(site)


@pytest.mark.parametrize("rule", ["", "host", "path-0", "subdomain", "path-10", "domain "])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(Misuse, match="creation rule"):
        check(rule)
