"""A third set of layouts, measured as they are: the rules have learnt nothing from them."""
# ruff: noqa: E501, ARG001 - markup reads best whole; a layout need not use all it is given

from __future__ import annotations

from collections.abc import Sequence

from bench.planted.layouts import Layout, Post, Site


def crawled(site: Site, posts: Sequence[Post]) -> str:
    return (
        f"<h1>{site.heading}</h1><div itemscope itemtype='http://schema.org/DiscussionForumPosting'>"
        + "".join(
            f"""<div id='post_{i}' itemprop='comment' itemscope itemtype='http://schema.org/Comment' class='topic-body crawler-post'><div class='crawler-post-meta'><span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" href='https://d.example/u/{i}'><span itemprop='name'>{p.author}</span></a></span><span class="crawler-post-infos"><time itemprop="datePublished" datetime='{p.machine}' class='post-time'>{p.said}</time><span itemprop='position'>{i}</span></span></div><div class='post' itemprop='text'>{p.paragraphs}</div></div>"""
            for i, p in enumerate(posts, 1)
        )
        + "</div>"
    )


def stream(site: Site, posts: Sequence[Post]) -> str:
    return (
        "<ol id='posts'>"
        + "".join(
            f"""<li class="post text"><h3><a href="/post/{p.number}{p.epoch}">{p.title}</a></h3>{p.paragraphs}<div class="meta"><div class="tags"><a href="/tagged/x">#x</a></div><a class="permalink" href="/post/{p.number}{p.epoch}">{p.said}</a></div></li>"""
            for p in posts
        )
        + "</ol>"
    )


def answers(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        f"<div class='question'><h1>{site.heading}</h1></div><ul class='answers'>"
        + "".join(
            f"""<li class="answer"><div class="answer-detail"><span class="ya-ans">{p.lines}</span></div><div class="answer-user"><span>{p.author}</span> &middot; <span>{p.said}</span></div><div><a>+{i}</a> <a>{w["reply"]}</a></div></li>"""
            for i, p in enumerate(posts, 1)
        )
        + "</ul>"
    )


def boxes(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return "".join(
        f"""<div class="borderwrap"><table cellspacing="1"><tr><td class="row2"><span class="normalname"><a href="?showuser={i}">{p.author}</a></span></td><td class="row2"><div style="float:left"><a name="entry{p.number}"></a><img src="x.gif"> <span class="postdetails">{p.said}</span></div><div align="right"><span class="postdetails">Post #{i}</span></div></td></tr><tr><td class="post2"><span class="postdetails"><br>{w["joined"]} {p.joined}<br>{w["posts"]}: {i}</span></td><td class="post2" id="post-main-{p.number}"><div class="postcolor" id="post-{p.number}">{p.lines}</div></td></tr></table></div>"""
        for i, p in enumerate(posts, 1)
    )


def talk(site: Site, posts: Sequence[Post]) -> str:
    """Signed at the end of the last line."""
    return f"<h2><span class='mw-headline'>{site.heading}</span></h2>" + "".join(
        f"<dl><dd>{' '.join(p.text)} --<a href='/wiki/User:{p.number}'>{p.author}</a> {p.said} (UTC)</dd></dl>"
        for p in posts
    )


def reader(site: Site, posts: Sequence[Post]) -> str:
    first, *others = posts
    return (
        f"""<section class="article__wrapper"><h1 class="article__title">{first.title}</h1><section class="meta meta__date"><span>{site.words["posted"]} {first.said}</span></section><p class="article__author">{first.author}</p><div class="article__content">{first.paragraphs}</div></section><section class="reactions"><ul>"""
        + "".join(
            f"""<li class="comment__item"><header><h3 class="comment__name">{p.author}</h3><p class="comment__date">{p.said}</p></header><div class="comment__content">{p.paragraphs}</div></li>"""
            for p in others
        )
        + "</ul></section>"
    )


def reviews(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div class='reviews'>"
        + "".join(
            f"""<div class="review"><div class="stars" title="{i % 5} / 5"></div><div class="review-title">{p.title}</div><div class="review-by">{w["by"]} <b>{p.author}</b>, {p.said}</div><div class="review-text">{p.lines}</div><div class="help">{i} / {i + 2}</div></div>"""
            for i, p in enumerate(posts, 1)
        )
        + "</div>"
    )


def news(site: Site, posts: Sequence[Post]) -> str:
    return (
        "<div class='liste'>"
        + "".join(
            f"""<div class="actu"><div class="date">{p.said}</div><h3><a href="/actu/{p.number}">{p.title}</a></h3><div class="chapo">{p.paragraphs}</div><a class="suite" href="/actu/{p.number}">+</a></div>"""
            for p in posts
        )
        + "</div>"
    )


LAYOUTS: tuple[Layout, ...] = (crawled, stream, answers, boxes, talk, reader, reviews, news)
ARTICLES: frozenset[Layout] = frozenset({reader})
MACHINE: frozenset[Layout] = frozenset({crawled})
UNSIGNED: frozenset[Layout] = frozenset({stream, news})
