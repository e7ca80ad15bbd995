"""Pages in the layouts of forums, blogs, newspapers and guestbooks of twenty-five years, made apart from the rules."""
# ruff: noqa: E501, ARG001 - markup reads best whole; a layout need not use all it is given

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass
class Post:
    """One planted post: what it says and how its dates are written."""

    number: int
    author: str
    text: list[str]
    said: str
    machine: str
    epoch: int
    path: str  # of its date, as in addresses: /2014/03/05/
    joined: str
    edited: str = ""
    title: str = ""
    replies: list[Post] = field(default_factory=list)

    @property
    def paragraphs(self) -> str:
        return "".join(f"<p>{each}</p>" for each in self.text)

    @property
    def lines(self) -> str:
        return "<br>\n".join(self.text)


@dataclass
class Site:
    """What the pages of one site share."""

    words: dict[str, str]
    random: Random
    now: str
    heading: str


Layout = Callable[[Site, Sequence[Post]], str]


def _quote(site: Site, post: Post) -> str:
    return f"<div class='notice edit'>{site.words['edited']} {post.edited}</div>" if post.edited else ""


def prosilver(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        f"<h2 class='topic-title'><a href='./viewtopic.php?t=9'>{site.heading}</a></h2><div class='action-bar'>{len(posts)} {w['posts']}</div>"
        + "".join(
            f"""<div id="p{p.number}" class="post has-profile bg{i % 2 + 1}"><div class="inner"><dl class="postprofile" id="profile{p.number}">
<dt><div class="avatar-container"></div><a href="./memberlist.php?mode=viewprofile&amp;u={i}" class="username">{p.author}</a></dt>
<dd class="profile-posts"><strong>{w["posts"]}:</strong> <a href="./search.php?a={i}">{i * 7}</a></dd><dd class="profile-joined"><strong>{w["joined"]}</strong> {p.joined}</dd></dl>
<div class="postbody"><div id="post_content{p.number}"><h3><a href="./viewtopic.php?p={p.number}#p{p.number}">Re: {site.heading}</a></h3><ul class="post-buttons"><li><a href="./posting.php?q={p.number}"><span>{w["quote"]}</span></a></li></ul>
<p class="author"><a href="./viewtopic.php?p={p.number}#p{p.number}"><i class="icon"></i></a> {w["by"]} <strong><a href="./memberlist.php?u={i}" class="username">{p.author}</a></strong> &raquo; {p.said}</p>
<div class="content">{p.lines}</div>{_quote(site, p)}<div id="sig{p.number}" class="signature">La vie est belle</div></div></div><div class="back2top"><a href="#top">Top</a></div></div></div><hr class="divider">"""
            for i, p in enumerate(posts, 1)
        )
        + f"<p class='right'>{site.now}</p>"
    )


def subsilver(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    rows = "".join(
        f"""<tr><td width="150" align="left" valign="top" class="row{i % 2 + 1}"><span class="name"><a name="{p.number}"></a><b>{p.author}</b></span><br><span class="postdetails">Membre<br><br>{w["joined"]} {p.joined}<br>{w["posts"]}: {i * 3}<br></span></td>
<td class="row{i % 2 + 1}" width="100%" height="28" valign="top"><table width="100%"><tr><td width="100%"><a href="viewtopic.php?p={p.number}#{p.number}"><img src="icon.gif"></a><span class="postdetails">{w["posted"]}: {p.said}<span class="gen">&nbsp;</span>&nbsp; &nbsp;Sujet: {site.heading}</span></td><td><a href="posting.php?q={p.number}">{w["quote"]}</a></td></tr>
<tr><td colspan="2"><hr></td></tr><tr><td colspan="2"><span class="postbody">{p.lines}</span><span class="gensmall">{"<br><br>" + w["edited"] + " " + p.edited if p.edited else ""}</span></td></tr></table></td></tr>
<tr><td class="row{i % 2 + 1}" width="150"><span class="nav"><a href="#top">^</a></span></td><td class="row{i % 2 + 1}"><table><tr><td><a href="profile.php?u={i}"><img src=p.gif></a></td></tr></table></td></tr><tr><td class="spaceRow" colspan="2" height="1"><img src="spacer.gif"></td></tr>"""
        for i, p in enumerate(posts, 1)
    )
    return f'<a class="maintitle" href="viewtopic.php?t=1">{site.heading}</a><table class="forumline" width="100%"><tr><th>Auteur</th><th>Message</th></tr>{rows}</table><span class="gensmall">{site.now}</span>'


def vbulletin(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div id='posts'>"
        + "".join(
            f"""<div align="center"><div class="page"><div id="edit{p.number}"><table id="post{p.number}" class="tborder" cellpadding="6"><tr><td class="thead" style="font-weight:normal"><a name="post{p.number}"><img src="s.gif"></a> {p.said} </td><td class="thead" align="right">&nbsp; #<a href="showpost.php?p={p.number}" rel="nofollow" id="postcount{p.number}"><strong>{i}</strong></a></td></tr>
<tr valign="top"><td class="alt2" width="175"><div id="postmenu_{p.number}"><a class="bigusername" href="member.php?u={i}">{p.author}</a></div><div class="smallfont">Member</div><div class="smallfont">&nbsp;<br><div>{w["joined"]} {p.joined}</div><div>{w["posts"]}: {i * 11}</div></div></td>
<td class="alt1" id="td_post_{p.number}"><div class="smallfont"><strong>{site.heading}</strong></div><hr size="1"><div id="post_message_{p.number}">{p.lines}</div>{'<div class="smallfont"><hr><em>' + w["edited"] + " " + p.edited + "</em></div>" if p.edited else ""}</td></tr>
<tr><td class="alt2">&nbsp;</td><td class="alt1" align="right"><a href="newreply.php?p={p.number}">{w["quote"]}</a></td></tr></table></div></div></div>"""
            for i, p in enumerate(posts, 1)
        )
        + f"</div><div class='smallfont' align='center'>{site.now}</div>"
    )


def machines(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        f"<div id='forumposts'><h3 class='catbg'>{site.heading}</h3>"
        + "".join(
            f"""<div class="{("windowbg", "windowbg2")[i % 2]}"><div class="post_wrapper"><div class="poster"><h4><a href="index.php?action=profile;u={i}">{p.author}</a></h4><ul class="reset smalltext"><li class="membergroup">Jr. Member</li><li class="postcount">{w["posts"]}: {i}</li></ul></div>
<div class="postarea"><div class="keyinfo"><div class="messageicon"><img src="xx.gif"></div><h5 id="subject_{p.number}"><a href="index.php?topic=5.msg{p.number}#msg{p.number}" rel="nofollow">Re: {site.heading}</a></h5><div class="smalltext">&#171; <strong>{w["reply"]} #{i} {w["on"]}:</strong> {p.said} &#187;</div></div><ul class="quickbuttons"><li><a href="?quote={p.number}">{w["quote"]}</a></li></ul>
<div class="post"><div class="inner" id="msg_{p.number}">{p.lines}</div></div></div><div class="moderatorbar"><div class="smalltext modified">{w["edited"] + " " + p.edited if p.edited else ""}</div></div></div></div><hr class="post_separator">"""
            for i, p in enumerate(posts, 1)
        )
        + "</div>"
    )


def xenforo(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        f"<h1 class='p-title-value'>{site.heading}</h1><div class='block-body'>"
        + "".join(
            f"""<article class="message message--post js-post" data-author="{p.author}" data-content="post-{p.number}" id="js-post-{p.number}"><span class="u-anchorTarget" id="post-{p.number}"></span><div class="message-inner"><div class="message-cell message-cell--user"><section class="message-user"><div class="message-userDetails"><h4 class="message-name"><a href="/members/{i}/" class="username" data-user-id="{i}">{p.author}</a></h4></div><div class="message-userExtras"><dl class="pairs"><dt>{w["joined"]}</dt><dd>{p.joined}</dd></dl></div></section></div>
<div class="message-cell message-cell--main"><header class="message-attribution"><ul class="message-attribution-main"><li class="u-concealed"><a href="/threads/x.5/post-{p.number}" rel="nofollow"><time class="u-dt" dir="auto" datetime="{p.machine}" data-time="{p.epoch}" title="{p.said}">{p.said}</time></a></li></ul></header><div class="message-content"><div class="bbWrapper">{p.lines}</div>{f'<div class="message-lastEdit">{w["edited"]} {p.edited}</div>' if p.edited else ""}</div><footer><a href="#">{w["report"]}</a> <a href="#">{w["reply"]}</a></footer></div></div></article>"""
            for i, p in enumerate(posts, 1)
        )
        + "</div>"
    )


def kubrick(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div id='content' class='narrowcolumn'>"
        + "".join(
            f"""<div class="post" id="post-{p.number}"><h2><a href="https://blog.example{p.path}{p.number}/" rel="bookmark" title="x">{p.title}</a></h2><small>{p.said} <!-- by x --></small><div class="entry">{p.paragraphs}</div><p class="postmetadata">{w["posted"]} <a href="/c/vie" rel="category">Vie</a> | <a href="https://blog.example{p.path}{p.number}/#comments">{p.number % 9} {w["comments"]} &#187;</a></p></div>"""
            for p in posts
        )
        + f"</div><div id='sidebar'><ul><li><h2>{w['archive']}</h2><ul><li><a href='/2009/03/'>{posts[0].joined}</a></li><li><a href='/2009/02/'>{posts[-1].joined}</a></li></ul></li></ul></div>"
    )


def twentyten(site: Site, posts: Sequence[Post]) -> str:
    """An article, and comments in comments."""
    w = site.words
    first, *others = posts

    def comment(p: Post, depth: int) -> str:
        inner = "".join(comment(each, depth + 1) for each in p.replies)
        return f"""<li class="comment {("even", "odd alt")[p.number % 2]} thread-{("even", "odd")[p.number % 2]} depth-{depth}" id="li-comment-{p.number}"><div id="comment-{p.number}"><div class="comment-author vcard"><img class="avatar"><cite class="fn"><a href='http://ext.example/{p.number}' rel='external nofollow' class='url'>{p.author}</a></cite> <span class="says">{w["says"]} :</span></div><div class="comment-meta commentmetadata"><a href="https://blog.example{first.path}x/#comment-{p.number}">{p.said}</a></div><div class="comment-body">{p.paragraphs}</div><div class="reply"><a class="comment-reply-link" href="?replytocom={p.number}">{w["reply"]}</a></div></div>{f'<ul class="children">{inner}</ul>' if inner else ""}</li>"""

    return f"""<div id="content" role="main"><div id="post-{first.number}" class="post-{first.number} post type-post hentry"><h1 class="entry-title">{first.title}</h1><div class="entry-meta"><span class="meta-prep">{w["posted"]} {w["on"]}</span> <a href="https://blog.example{first.path}x/" title="15:32" rel="bookmark"><span class="entry-date">{first.said}</span></a> <span class="by-author"><span class="sep">{w["by"]}</span> <span class="author vcard"><a class="url fn n" href="/author/x">{first.author}</a></span></span></div><div class="entry-content">{first.paragraphs}</div></div>
<div id="comments"><h3 id="comments-title">{len(others)} {w["comments"]}</h3><ol class="commentlist">{"".join(comment(p, 1) for p in others)}</ol></div></div><div id="primary" class="widget-area"><h3>{w["recent"]}</h3><ul><li><a href="/a">Un</a> <span class="post-date">{others[0].joined if others else ""}</span></li><li><a href="/b">Deux</a> <span class="post-date">{first.joined}</span></li></ul></div>"""


def blocks(site: Site, posts: Sequence[Post]) -> str:
    first, *others = posts
    return (
        f"""<main><h1 class="wp-block-post-title">{first.title}</h1><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{first.machine}">{first.said}</time></div><div class="wp-block-post-author-name">{first.author}</div></div><div class="entry-content wp-block-post-content">{first.paragraphs}</div>
<div class="wp-block-comments"><ol class="wp-block-comment-template">"""
        + "".join(
            f"""<li id="comment-{p.number}" class="comment depth-1"><div class="wp-block-columns"><div class="wp-block-column"><div class="wp-block-comment-author-name">{p.author}</div><div class="wp-block-group"><div class="wp-block-comment-date"><time datetime="{p.machine}"><a href="#comment-{p.number}">{p.said}</a></time></div></div><div class="wp-block-comment-content">{p.paragraphs}</div><div class="wp-block-comment-reply-link"><a>{site.words["reply"]}</a></div></div></div></li>"""
            for p in others
        )
        + "</ol></div></main>"
    )


def blogger(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        "<div class='blog-posts hfeed'>"
        + "".join(
            f"""<div class="date-outer"><h2 class='date-header'><span>{p.said}</span></h2><div class="date-posts"><div class='post-outer'><div class='post hentry' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'><a name='{p.epoch}'></a><h3 class='post-title entry-title' itemprop='name'><a href='http://b.example{p.path[:9]}x{p.number}.html'>{p.title}</a></h3><div class='post-body entry-content' itemprop='description articleBody'>{p.lines}</div><div class='post-footer'><span class='post-author vcard'>{w["posted"]} {w["by"]} <span class='fn' itemprop='author' itemscope itemtype='http://schema.org/Person'><span itemprop='name'>{p.author}</span></span></span> <span class='post-timestamp'>{w["at"]} <a class='timestamp-link' href='http://b.example/x{p.number}.html' rel='bookmark' itemprop='url'><abbr class='published' itemprop='datePublished' title='{p.machine}'>{p.machine[11:16]}</abbr></a></span></div></div></div></div></div>"""
            for p in posts
        )
        + "</div>"
    )


def spip(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    first, *others = posts
    return (
        f"""<div id="contenu"><div class="cartouche"><h1 class="crayon article-titre-7">{first.title}</h1><p class="info-publi"><abbr class="published" title="{first.machine}">{first.said}</abbr>, <span class="auteurs">{w["by"]} <span class="vcard author"><a class="url fn" href="auteur3">{first.author}</a></span></span></p></div><div class="texte">{first.paragraphs}</div>
<ul class="forum">"""
        + "".join(
            f"""<li class="forum-fil"><div class="forum-message"><div class="forum-chapo"><strong class="forum-titre"><a href="#forum{p.number}" name="forum{p.number}" id="forum{p.number}">{site.heading}</a></strong><small>{p.said}, {w["by"]} <span class="forum-auteur">{p.author}</span></small></div><div class="forum-texte">{p.paragraphs}<p class="forum-repondre-message"><a href="forum?id={p.number}">{w["reply"]}</a></p></div></div></li>"""
            for p in others
        )
        + "</ul></div>"
    )


def drupal(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    first, *others = posts
    return (
        f"""<div id="node-{first.number}" class="node clear-block"><h2 class="title">{first.title}</h2><div class="meta"><span class="submitted">{w["posted"]} {w["by"]} {first.author} {w["on"]} {first.said}.</span></div><div class="content">{first.paragraphs}</div></div><div id="comments"><h2>{w["comments"]}</h2>"""
        + "".join(
            f"""<a id="comment-{p.number}"></a><div class="comment comment-published clear-block"><div class="clear-block"><span class="submitted">{p.said} &mdash; {p.author}</span><h3><a href="/node/1#comment-{p.number}" class="active">{p.text[0][:20]}</a></h3><div class="content">{p.paragraphs}</div></div><div class="links"><ul class="links"><li><a href="/comment/reply/1/{p.number}">{w["reply"]}</a></li></ul></div></div>"""
            for p in others
        )
        + "</div>"
    )


def orange(site: Site, posts: Sequence[Post]) -> str:
    """Nested tables with the age of each comment, its date only in a title."""
    return (
        f"<table class='fatitem'><tr><td class='title'><a href='http://ext.example/'>{site.heading}</a></td></tr></table><table class='comment-tree'>"
        + "".join(
            f"""<tr class="athing comtr" id="{p.number}00"><td><table border="0"><tr><td class="ind"><img src="s.gif" height="1" width="{40 * (i % 3)}"></td><td class="default"><div><span class="comhead"><a href="user?id={i}" class="hnuser">{p.author}</a> <span class="age" title="{p.machine[:19]}"><a href="item?id={p.number}00">{p.said}</a></span></span></div><br><div class="comment"><div class="commtext c00">{p.lines}</div><div class="reply"><p><u><a href="reply?id={p.number}">reply</a></u></p></div></div></td></tr></table></td></tr>"""
            for i, p in enumerate(posts, 1)
        )
        + "</table>"
    )


def guestbook(site: Site, posts: Sequence[Post]) -> str:
    return f"<center><h1>{site.heading}</h1></center>" + "".join(
        f"""<table width="80%" border="1"><tr bgcolor="#eeeeee"><td><font size="2"><b>{p.author}</b> - {p.said}</font></td></tr><tr><td><font size="2">{p.lines}</font></td></tr></table><br>"""
        for p in posts
    )


def definition(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    return (
        f"<div id='comments'><h3>{w['comments']}</h3><dl>"
        + "".join(
            f"""<dt id="c{p.number}" class="{("odd", "even")[i % 2]}"><a href="#c{p.number}" class="comment-number">{i}.</a> {w["on"]} {p.said}, {w["by"]} <a href="http://ext.example/{i}" rel="nofollow">{p.author}</a></dt><dd>{p.paragraphs}</dd>"""
            for i, p in enumerate(posts, 1)
        )
        + "</dl></div>"
    )


def bare(site: Site, posts: Sequence[Post]) -> str:
    """No class, no id."""
    return (
        f"<h1>{site.heading}</h1><div>"
        + "".join(
            f"""<div><div><b>{p.author}</b></div><div><i>{p.said}</i></div><div>{p.lines}</div></div>"""
            for p in posts
        )
        + "</div>"
    )


def utility(site: Site, posts: Sequence[Post]) -> str:
    """Class names that say nothing."""
    return (
        f'<main class="mx-auto max-w-2xl"><h1 class="text-2xl">{site.heading}</h1><div class="divide-y">'
        + "".join(
            f"""<div class="flex gap-3 py-4"><div class="w-10 h-10 rounded-full">{p.author[:1]}</div><div class="flex-1"><div class="flex items-center text-sm"><span class="font-semibold">{p.author}</span><span class="mx-1">·</span><span class="text-gray-500">{p.said}</span></div><div class="mt-1">{p.paragraphs}</div><div class="flex text-xs"><button>{site.words["reply"]}</button><button>{site.words["report"]}</button></div></div></div>"""
            for p in posts
        )
        + "</div></main>"
    )


def hashed(site: Site, posts: Sequence[Post]) -> str:
    """Class names made by a program, times in elements of its own."""
    return (
        "<div class='x1n2onr6'>"
        + "".join(
            f"""<div role="article" class="x{1000 + p.number}q"><div class="xq8finb"><a role="link" href="/people/{p.number}">{p.author}</a></div><div class="x1lliihq">{p.paragraphs}</div><div class="x78zum5"><relative-time datetime="{p.machine}">{p.said}</relative-time> <span>{site.words["reply"]}</span></div></div>"""
            for p in posts
        )
        + "</div>"
    )


def indie(site: Site, posts: Sequence[Post]) -> str:
    return (
        "<main class='h-feed'>"
        + "".join(
            f"""<article class="h-entry"><h2 class="p-name"><a class="u-url" href="{p.path}note-{p.number}">{p.title}</a></h2><div class="e-content">{p.paragraphs}</div><footer><a class="p-author h-card" href="/">{p.author}</a> <time class="dt-published" datetime="{p.machine}">{p.said}</time></footer></article>"""
            for p in posts
        )
        + "</main>"
    )


def micro(site: Site, posts: Sequence[Post]) -> str:
    first, *others = posts
    return (
        f"""<article itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="datePublished" content="{first.machine}"><h1 itemprop="headline">{first.title}</h1><p>{site.words["by"]} <span itemprop="author">{first.author}</span></p><div itemprop="articleBody">{first.paragraphs}</div>
<section>"""
        + "".join(
            f"""<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="c-{p.number}"><span itemprop="author" itemscope><b itemprop="name">{p.author}</b></span> <meta itemprop="dateCreated" content="{p.machine}"><div itemprop="text">{p.paragraphs}</div></div>"""
            for p in others
        )
        + "</section></article>"
    )


def newspaper(site: Site, posts: Sequence[Post]) -> str:
    w = site.words
    first, *others = posts
    return (
        f"""<div class="article"><h1>{first.title}</h1><div class="signature">{first.author} | {w["posted"]} {w["on"]} {first.said}</div><div class="corps">{first.paragraphs}</div></div><div class="reactions"><h2>{len(others)} {w["comments"]}</h2>"""
        + "".join(
            f"""<div class="reaction" id="r{p.number}"><p class="qui"><strong>{p.author}</strong> <span class="quand">{p.said}</span></p><p class="quoi">{" ".join(p.text)}</p><p class="outils"><a href="#r{p.number}">{w["reply"]}</a> | <a href="/abus/{p.number}">{w["report"]}</a></p></div>"""
            for p in others
        )
        + f"</div><div class='pied'>{site.now}</div>"
    )


def footed(site: Site, posts: Sequence[Post]) -> str:
    """The date under the text."""
    w = site.words
    return (
        "<div id='main'>"
        + "".join(
            f"""<div class="billet"><h3>{p.title}</h3><div>{p.paragraphs}</div><p class="pied">{w["posted"]} {w["by"]} {p.author} {w["on"]} {p.said} | <a href="/b/{p.number}.html">{w["link"]}</a> | <a href="/b/{p.number}.html#c">{w["comments"]} ({p.number % 5})</a></p></div>"""
            for p in posts
        )
        + "</div>"
    )


def running(site: Site, posts: Sequence[Post]) -> str:
    """Headings, dates and paragraphs one after the other, in nothing."""
    return (
        f"<div id='page'><h1>{site.heading}</h1>"
        + "".join(f"<h2>{p.title}</h2><p><em>{p.said}</em></p>{p.paragraphs}" for p in posts)
        + "</div>"
    )


def twin(site: Site, posts: Sequence[Post]) -> str:
    """A row for who and when, a row for what."""
    rows = "".join(
        f"<tr><th align=left>{p.author}</th><td align=right><small>{p.said}</small></td></tr><tr><td colspan=2>{p.lines}</td></tr>"
        for p in posts
    )
    return f"<h2>{site.heading}</h2><table>{rows}</table>"


def federated(site: Site, posts: Sequence[Post]) -> str:
    return (
        "<div class='activity-stream'>"
        + "".join(
            f"""<div class="entry"><div class="status"><div class="status__info"><a class="status__relative-time u-url u-uid" rel="noopener" href="https://m.example/@{i}/{p.epoch}"><time class="dt-published" datetime="{p.machine}" title="{p.said}">{p.said}</time></a><a class="p-author h-card" href="https://m.example/@{i}"><bdi><strong class="p-name">{p.author}</strong></bdi> <span>@u{i}</span></a></div><div class="status__content e-content">{p.paragraphs}</div></div></div>"""
            for i, p in enumerate(posts, 1)
        )
        + "</div>"
    )


LAYOUTS: tuple[Layout, ...] = (
    prosilver, subsilver, vbulletin, machines, xenforo, kubrick, twentyten, blocks, blogger, spip, drupal, orange,
    guestbook, definition, bare, utility, hashed, indie, micro, newspaper, footed, running, twin, federated,
)  # fmt: skip
"""Every layout; those with one article and its comments are in ARTICLES."""

ARTICLES: frozenset[Layout] = frozenset({twentyten, blocks, spip, drupal, micro, newspaper})
MACHINE: frozenset[Layout] = frozenset({xenforo, blocks, hashed, indie, micro, federated, orange, blogger})
"""Layouts in which each date also stands in an attribute."""
UNSIGNED: frozenset[Layout] = frozenset({kubrick, running})
"""Layouts without the names of authors."""

EDITED: frozenset[Layout] = frozenset({prosilver, subsilver, vbulletin, machines})
"""Layouts that tell when a post was last edited."""
