"""What JSON-LD adds to what a page shows."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from diatrace.model import Moment
from diatrace.source import markup
from diatrace.source.fragments import Fragment, fragments_of


def found(data: Any, body: str) -> tuple[Fragment, ...]:
    html = f'<script type="application/ld+json">{json.dumps(data)}</script>{body}'
    return fragments_of(markup.parse(html), "https://a.org/t", Moment())


ANSWER = {
    "@type": "Comment",
    "text": "Read <b>the rules</b> first.",
    "datePublished": "2014-03-11T08:00:00Z",
    "author": [{"@type": "Person", "name": "Joe"}],
    "url": "/t#comment-2",
}
THREAD = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["DiscussionForumPosting", "Thing"],
            "headline": "Visas",
            "text": "Any advice on visas for my family?",
            "author": {"name": "Sam"},
            "dateCreated": "2014-03-10",
            "dateModified": "2014-03-12",
            "comment": [ANSWER],
        }
    ],
}


def test_comments_that_no_element_shows() -> None:
    post, comment = found(THREAD, "<div id=app></div>")
    assert (post.kind, post.title, post.author, post.text) == (
        "post",
        "Visas",
        "Sam",
        "Any advice on visas for my family?",
    )
    assert post.edited == Moment(datetime(2014, 3, 12), "day", "local", "JSON-LD dateModified")
    assert post.published.at == datetime(2014, 3, 10)
    assert (comment.kind, comment.author, comment.text) == ("comment", "Joe", "Read the rules first.")
    assert (comment.edited.at, comment.address) == (datetime(2014, 3, 11, 8), "https://a.org/t#comment-2")


def test_what_an_element_does_not_say_is_added_by_address_or_text() -> None:
    body = (
        "<article><p>Any advice on visas for my family?</p></article>"
        "<ul><li class='comment' id='comment-2'><p>Read the rules first.</p></li></ul>"
    )
    post, comment = found(THREAD, body)
    assert (post.author, post.edited.at) == ("Sam", datetime(2014, 3, 12))
    assert (comment.author, comment.edited.at) == ("Joe", datetime(2014, 3, 11, 8))


def test_what_an_element_says_to_the_day_stays() -> None:
    body = (
        "<div class='comment' id='comment-2'><b class=author>Joseph</b> <i>13 March 2014</i>"
        "<p>Read the rules first.</p></div>"
    )
    (comment,) = (each for each in found(THREAD, body) if each.kind == "comment")
    assert (comment.author, comment.edited.at) == ("Joseph", datetime(2014, 3, 13))


def test_an_article_alone_is_no_fragment_and_odd_data_none() -> None:
    article = {"@type": "NewsArticle", "articleBody": "Words.", "datePublished": "2014-03-12"}
    assert found(article, "<p>x</p>") == ()
    odd = [
        {"@type": "Comment", "text": ["x"], "author": 3},
        {"@type": {"a": []}},
        {"@type": "Comment", "text": ""},
    ]
    assert found(odd, "<p>x</p>") == ()
