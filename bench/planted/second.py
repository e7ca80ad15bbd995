"""A second set of layouts, made after the rules stood on the first; what it showed was learnt afterwards."""
# ruff: noqa: E501, ARG001 - markup reads best whole; a layout need not use all it is given

from __future__ import annotations

from collections.abc import Sequence

from bench.planted.layouts import Layout, Post, Site


def flux(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return "".join(
        f"""<div id="p{p.number}" class="blockpost row{("odd", "even")[i % 2]}{" blockpost1" if i == 1 else ""}"><h2><span><span class="conr">#{i}</span> <a href="viewtopic.php?pid={p.number}#p{p.number}">{p.said}</a></span></h2><div class="box"><div class="inbox"><div class="postbody"><div class="postleft"><dl><dt><strong><a href="profile.php?id={i}">{p.author}</a></strong></dt><dd class="usertitle"><strong>Member</strong></dd><dd><span>{w["joined"]} {p.joined}</span></dd><dd><span>{w["posts"]}: {i * 13}</span></dd></dl></div><div class="postright"><h3>Re: {site.heading}</h3><div class="postmsg"><p>{p.lines}</p></div></div></div></div><div class="inbox"><div class="postfoot clearb"><div class="postfootright"><ul><li class="postreport"><span><a href="misc.php?report={p.number}">{w["report"]}</a></span></li><li class="postquote"><span><a href="post.php?qid={p.number}">{w["quote"]}</a></span></li></ul></div></div></div></div></div>"""
        for i, p in enumerate(posts, 1)
    )


def bulletin(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div id='posts'>"
        + "".join(
            f"""<a name="pid{p.number}"></a><div class="post classic" id="post_{p.number}"><div class="post_author scaleimages"><div class="author_information"><strong><span class="largetext"><a href="user-{i}.html">{p.author}</a></span></strong><br><span class="smalltext">Junior</span></div><div class="author_statistics">{w["posts"]}: {i}<br>{w["joined"]} {p.joined}</div></div><div class="post_content"><div class="post_head"><div class="float_right"><strong><a href="thread-5-post-{p.number}.html#pid{p.number}" title="x">#{i}</a></strong></div><span class="post_date">{p.said} <span class="post_edit" id="edited_by_{p.number}"></span></span></div><div class="post_body scaleimages" id="pid_{p.number}">{p.lines}</div></div></div>"""
            for i, p in enumerate(posts, 1)
        )
        + "</div>"
    )


def board(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return "".join(
        f"""<div class='post_block hentry clear' id='post_id_{p.number}'><div class='post_wrap'><h3 class='row2'><span class='post_id right'><a href='?p={p.number}' rel='bookmark'>#{i}</a></span><span class="author vcard">{p.author}</span></h3><div class='author_info'><ul class='user_fields'><li><span class='ft'>{w["joined"]}</span><span class='fc'>{p.joined}</span></li></ul></div><div class='post_body'><p class='posted_info'>{w["posted"]} <abbr class="published" title="{p.machine}">{p.said}</abbr></p><div class='post entry-content'>{p.paragraphs}</div></div></div></div>"""
        for i, p in enumerate(posts, 1)
    )


def over(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    first, *others = posts
    return (
        f"""<div class="article"><div class="articleTop"></div><div class="divTitreArticle"><h2>{first.title}</h2></div><div class="contenuArticle">{first.paragraphs}</div><div class="divPublished"><span class="published">{w["posted"]} {w["by"]} {first.author} - {first.said}</span></div></div><div class="commentaires"><h3>{w["comments"]}</h3>"""
        + "".join(
            f"""<div class="divComment"><div class="commentHead"><span class="nb">{i}</span> <span class="who">{w["posted"]} {w["by"]} <a href="http://x{i}.example" rel="nofollow">{p.author}</a> {w["on"]} {p.said}</span></div><div class="commentText">{p.lines}</div></div>"""
            for i, p in enumerate(others, 1)
        )
        + "</div>"
    )


def sky(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div id='centre'>"
        + "".join(
            f"""<div class="bloc_article" id="a-{p.number}"><h2>{p.title}</h2><div class="image-container"></div><div class="text-image-container">{p.lines}</div><div class="details"><a href="/{p.number}.html" title="x">#</a> {w["posted"]} {w["on"]} {p.said}</div><ul class="actions"><li><a href="#">{w["reply"]}</a></li></ul></div>"""
            for p in posts
        )
        + "</div>"
    )


def pad(site: Site, posts: Sequence[Post]) -> str:
    """Comments signed below."""
    w = site.words
    first, *others = posts
    return (
        f"""<h2 class="date-header">{first.said}</h2><div class="entry" id="entry-{first.number}"><h3 class="entry-header">{first.title}</h3><div class="entry-content"><div class="entry-body">{first.paragraphs}</div></div><div class="entry-footer"><p>{w["posted"]} {w["by"]} {first.author} | <a href="/x.html">{w["link"]}</a></p></div></div><div id="comments" class="comments"><h3>{w["comments"]}</h3><div class="comments-content">"""
        + "".join(
            f"""<a id="c{p.epoch}"></a><div class="comment" id="comment-{p.epoch}"><div class="comment-content">{p.paragraphs}</div><p class="comment-footer">{w["posted"]} {w["by"]} <a rel="nofollow" href="http://y.example">{p.author}</a> | <a href="/x.html#comment-{p.epoch}">{p.said}</a></p></div>"""
            for p in others
        )
        + "</div></div>"
    )


def popup(site: Site, posts: Sequence[Post]) -> str:
    return "".join(
        f"""<table border=0 width=100%><tr><td class="MessageCell">{p.lines}<div class="byline">{p.author} | <a href="http://z.example/{i}">Homepage</a> | {p.said} | <a href="#{p.number}" name="{p.number}">#</a></div></td></tr></table>"""
        for i, p in enumerate(posts)
    )


def tagline(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div class='commentarea'><div class='sitetable nestedlisting'>"
        + "".join(
            f"""<div class="thing id-t1_{p.number}x noncollapsed comment" id="thing_t1_{p.number}x" data-fullname="t1_{p.number}x"><div class="entry unvoted"><p class="tagline"><a class="expand">[-]</a><a href="/user/{i}" class="author may-blank">{p.author}</a> <span class="score">{i} points</span> <time title="{p.machine}" datetime="{p.machine}" class="live-timestamp">{p.said}</time></p><form><div class="usertext-body"><div class="md">{p.paragraphs}</div></div></form><ul class="flat-list buttons"><li class="first"><a href="/r/x/{p.number}x/">{w["link"]}</a></li><li><a>{w["reply"]}</a></li></ul></div><div class="child"></div></div>"""
            for i, p in enumerate(posts, 1)
        )
        + "</div></div>"
    )


def letters(site: Site, posts: Sequence[Post]) -> str:
    """Letters of a mailing list under one another."""
    return f"<h1>{site.heading}</h1>" + "".join(
        f"""<hr><h3><a name="msg{p.number}">Re: {site.heading}</a></h3><b>From:</b> {p.author}<br><b>Date:</b> {p.said}<br><pre>{chr(10).join(p.text)}</pre>"""
        for p in posts
    )


def mobile(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        f"<div id='root'><h3>{site.heading}</h3><div>"
        + "".join(
            f"""<div id="{p.number}{p.epoch}"><div><h3><a class="bz" href="/profile.php?id={p.number}">{p.author}</a></h3><div class="ca">{p.lines}</div><div class="cb"><span><a href="/a/like">J'aime</a></span> · <a href="/comment/{p.number}">{w["reply"]}</a> · <abbr class="cc cd">{p.said}</abbr></div></div></div>"""
            for p in posts
        )
        + "</div></div>"
    )


def lettered(site: Site, posts: Sequence[Post]) -> str:
    """Numbered reactions of a newspaper, name and date on one line."""
    first, *others = posts
    return (
        f"""<div id="article_holder"><h1 class="page_title">{first.title}</h1><div id="article_body"><span class="story_author">{first.author}</span><span class="story_date">{first.said}</span><div class="story_text">{first.paragraphs}</div></div></div><div id="comment_list">"""
        + "".join(
            f"""<div class="comment_holder"><div class="comment_header">{i} - {p.author}</div><div class="comment_meta">{p.said}</div><div class="comment_text">{p.lines}</div><div class="rate"><a>+</a> {i * 3 % 7} <a>-</a></div></div>"""
            for i, p in enumerate(others, 1)
        )
        + "</div>"
    )


def rounded(site: Site, posts: Sequence[Post]) -> str:
    first, *others = posts
    return (
        f"""<div class="item-page"><h2>{first.title}</h2><dl class="article-info"><dd class="createdby">{site.words["by"]} {first.author}</dd><dd class="published">{site.words["posted"]} {first.said}</dd></dl>{first.paragraphs}</div><div id="jc"><div id="comments-list" class="comments-list">"""
        + "".join(
            f"""<div class="{("even", "odd")[i % 2]}" id="comment-item-{p.number}"><div class="rbox"><div class="rbox_m"><div class="comment-box"><a class="comment-anchor" href="/x#comment-{p.number}" id="comment-{p.number}">#{i}</a> <span class="comment-author">{p.author}</span> <span class="comment-date">{p.said}</span><div class="comment-body" id="comment-body-{p.number}">{p.lines}</div></div></div></div></div>"""
            for i, p in enumerate(others, 1)
        )
        + "</div></div>"
    )


def semantic(site: Site, posts: Sequence[Post]) -> str:
    """Elements of HTML 5 and no class."""
    return (
        "<main><section>"
        + "".join(
            f"""<section><header><h4>{p.title}</h4><p>{p.author}, <time>{p.said}</time></p></header>{p.paragraphs}<footer><a href="/e/{p.number}">{site.words["link"]}</a></footer></section>"""
            for p in posts
        )
        + "</section></main>"
    )


def inline(site: Site, posts: Sequence[Post]) -> str:
    """Name, date and text in one paragraph."""
    return (
        f"<h2>{site.heading}</h2><div class='avis'>"
        + "".join(f"<p><b>{p.author}</b> ({p.said}) : {' '.join(p.text)}</p>" for p in posts)
        + "</div>"
    )


def listed(site: Site, posts: Sequence[Post]) -> str:
    return (
        "<ul class='messages'>"
        + "".join(
            f"""<li><span>{p.said}</span><br><strong>{p.author}</strong><br>{p.lines}</li>""" for p in posts
        )
        + "</ul>"
    )


ARTICLES: frozenset[Layout] = frozenset({over, pad, lettered, rounded})
MACHINE: frozenset[Layout] = frozenset({board, tagline})
UNSIGNED: frozenset[Layout] = frozenset({sky})
LAYOUTS: tuple[Layout, ...] = (
    flux, bulletin, board, over, sky, pad, popup, tagline, letters, mobile, lettered, rounded, semantic, inline, listed,
)  # fmt: skip
