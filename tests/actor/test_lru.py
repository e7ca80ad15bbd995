"""Addresses the other way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.lru import LONGEST, lru_of, readable, stems, url_of

HOSTS = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9](\.[a-z][a-z0-9]{1,5}){0,3}", fullmatch=True)
PARTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/?#\\"), max_size=12)


@pytest.mark.parametrize(
    ("url", "lru"),
    [
        (
            "https://www.example.co.uk:8080/forum/?id=2",
            "s:https|t:8080|h:co.uk|h:example|h:www|p:forum|p:|q:id=2|",
        ),
        ("http://a.com/", "s:http|h:com|h:a|"),
        ("HTTP://A.Com", "s:http|h:com|h:a|"),
        ("http://a.com:80/x", "s:http|h:com|h:a|p:x|"),
        ("https://a.com:80/x", "s:https|t:80|h:com|h:a|p:x|"),
        ("http://a.com/x#part", "s:http|h:com|h:a|p:x|"),
        ("http://a.com/a/../b/./c/", "s:http|h:com|h:a|p:b|p:c|p:|"),
        ("http://a.com/../../b", "s:http|h:com|h:a|p:b|"),
        ("http://a.com/a|b", "s:http|h:com|h:a|p:a%7Cb|"),
        ("http://a.com/%c3%a9", "s:http|h:com|h:a|p:%C3%A9|"),
        ("http://a.com/é?q=ب x", "s:http|h:com|h:a|p:%C3%A9|q:q=%D8%A8%20x|"),
        ("http://bücher.de/", "s:http|h:de|h:xn--bcher-kva|"),
        ("http://user:secret@a.com/", "s:http|h:com|h:a|"),
        ("http://127.0.0.1/x", "s:http|h:127.0.0.1|p:x|"),
        ("http://[::1]:81/x", "s:http|t:81|h:::1|p:x|"),
        ("http://localhost/x", "s:http|h:localhost|p:x|"),
        ("http://example.com./a", "s:http|h:com|h:example|p:a|"),
    ],
)
def test_an_address_turns_round(url: str, lru: str) -> None:
    assert lru_of(url) == lru
    assert lru_of(url_of(lru)) == lru


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "javascript:alert(1)", "mailto:a@b.org", "ftp://a.org/", "http://", "http:///x", "http://a b/",
        "http://..../", "http://a.org:99999/", "http://a.org:x/", "http://[::1/", "http://" + "é" * 300 + ".org/",
        "http://a.org/" + "x" * LONGEST, "//a.org/x",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        lru_of(url)


@given(st.sampled_from(["http", "https"]), HOSTS, st.lists(PARTS, max_size=4), st.none() | PARTS)
def test_every_address_comes_back_the_same(
    scheme: str, host: str, path: list[str], query: str | None
) -> None:
    url = f"{scheme}://{host}/{'/'.join(path)}" + ("" if query is None else f"?{query}")
    try:
        lru = lru_of(url)
    except ValueError:
        return
    assert lru_of(url_of(lru)) == lru
    assert stems(lru)[0] == f"s:{scheme}"


@given(st.text(max_size=60))
def test_nothing_but_value_errors_comes_of_nonsense(text: str) -> None:
    for each in (text, f"http://{text}", f"https://a.org/{text}"):
        try:
            lru_of(each)
        except ValueError:
            continue


@pytest.mark.parametrize("lru", ["", "x", "s:http", "h:com|", "s:http|x|", "s:http|z:a|"])
def test_what_is_no_lru_is_refused(lru: str) -> None:
    with pytest.raises(ValueError, match="no LRU"):
        stems(lru)


def test_people_read_addresses_in_their_own_script() -> None:
    assert readable(lru_of("https://bücher.de/%D8%A8%D9%8A%D8%AA")) == "bücher.de/بيت"
    assert readable("s:http|h:de|h:xn--b|") == "xn--b.de"
