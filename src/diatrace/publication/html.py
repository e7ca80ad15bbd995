"""Pieces of an HTML page: headings, tables, lists of terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from diatrace.publication.words import Html, isolated


def joined(*parts: str) -> Html:
    """Return pieces of HTML one after another."""
    return Html("\n".join(part for part in parts if part))


def section(name: str, heading: Html, *parts: str) -> Html:
    """Return a section under its heading."""
    return joined(
        f'<section aria-labelledby="{name}">', f'<h2 id="{name}">{heading}</h2>', *parts, "</section>"
    )


def paragraph(*sentences: str, kind: str = "") -> Html:
    """Return sentences as a paragraph; nothing where there are none."""
    text = " ".join(each for each in sentences if each)
    return Html(f"<p{_kind(kind)}>{text}</p>" if text else "")


def terms(rows: Iterable[tuple[Html, Html]]) -> Html:
    """Return a list of terms and what they are."""
    return Html(
        "<dl>" + "".join(f"<div><dt>{term}</dt><dd>{value}</dd></div>" for term, value in rows) + "</dl>"
    )


def table(
    caption: Html, heading: Sequence[Html], rows: Sequence[Sequence[Html]], *, numbers: Sequence[int] = ()
) -> Html:
    """Return a table; `numbers` are the columns set as figures. A wide one scrolls by itself, by keyboard too."""
    kinds = [_kind("number") if place in numbers else "" for place in range(len(heading))]
    head = "".join(f'<th scope="col"{kind}>{cell}</th>' for kind, cell in zip(kinds, heading, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in rows
    )
    return Html(
        f'<div class="wide" role="region" tabindex="0" aria-label="{_plain(caption)}">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def bullets(parts: Sequence[Html]) -> Html:
    """Return a list; nothing where it is empty."""
    return Html("<ul>" + "".join(f"<li>{each}</li>" for each in parts) + "</ul>" if parts else "")


def quoted(text: str) -> Html:
    """Return somebody's words, paragraph by paragraph, in their own direction."""
    lines = [each for each in text.split("\n") if each.strip()]
    return Html(
        '<blockquote dir="auto">' + "".join(f"<p>{escape(each)}</p>" for each in lines) + "</blockquote>"
    )


def code(text: str) -> Html:
    """Return a name or a digest as it is written."""
    return Html(f"<code>{isolated(text)}</code>")


def command(*lines: str) -> Html:
    """Return lines to type."""
    return Html(f"<pre><code>{escape(chr(10).join(lines))}</code></pre>")


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _plain(html: Html) -> str:
    return html.replace("<bdi>", "").replace("</bdi>", "").replace('"', "&quot;")
