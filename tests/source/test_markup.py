"""HTML to text: paragraphs kept, everything that could run left behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source import markup


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        (" plain \n text ", "plain \n text"),
        ("a &amp; b &lt;c&gt; &#128512;", "a & b <c> 😀"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<div>one</div><div><div>two</div></div>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("a <b>wo</b>rd\n  and&nbsp;more", "a word and more"),
        ("<p>x<script>alert(1)</script><style>p{}</style></p><noscript>n</noscript>", "x"),
        ("<iframe src=x>frame</iframe><svg><text>s</text></svg><template>t</template>y", "y"),
        ("<p>أهلا <em>وسهلا</em> 🏠</p>", "أهلا وسهلا 🏠"),
        ("<p>\x1d\x1e\x00bare</p>", "bare"),
        ("<img src=x onerror=alert(1)>&", "&"),
        ("", ""),
        ("<", "<"),
    ],
)
def test_text_with_its_paragraphs(html: str, text: str) -> None:
    assert markup.text_of(html) == text


def test_unreasonable_nesting_costs_little() -> None:
    assert markup.text_of("<div>" * 200_000 + "deep") == "deep"
    assert (
        markup.text_of("<script>" + "<b>" * 20_000 + "alert(1)</script>" + "<i>" * 20_000 + "kept") == "kept"
    )


def test_links_are_absolute_and_web_only() -> None:
    tree = markup.parse(
        "<a href='/a#x'>1</a><a href='https://b.org/?q=1&amp;r=2'>2</a><a href='mailto:a@b.c'>3</a>"
        "<a href='javascript:alert(1)'>4</a><a href='/a'>5</a><a>6</a><a href='http://[bad'>7</a><area href='c'>"
    )
    assert [each.address for each in markup.occurrences(tree, "https://example.org/dir/")] == [
        "https://example.org/a",
        "https://b.org/?q=1&r=2",
        "https://example.org/a",
        "https://example.org/dir/c",
    ]
    assert markup.occurrences(markup.parse("<a href='/a'>1</a>"), "") == ()


@given(st.text(st.sampled_from(list("<>/ap&;!- ='\"bdivscript\n\x00é🏠")), max_size=80))
def test_any_markup_gives_a_text(html: str) -> None:
    text = markup.text_of(html)
    assert not {"\x00", "\x1d", "\x1e"} & set(text) or "<" not in html
