"""The methods page: how a corpus came about, in words and figures, as one file that needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

from diatrace.message import LANGUAGES
from diatrace.publication import html
from diatrace.publication.contract import Release
from diatrace.publication.figures import Figures, figures
from diatrace.publication.gate import Opening
from diatrace.publication.page_gathering import dates, proposals, question, sources, study, web
from diatrace.publication.page_result import corpus, gate, limits
from diatrace.publication.page_review import agreement, missed, review
from diatrace.publication.words import Html, Words

_PARTS = (study, sources, web, dates, question, proposals, review, agreement, missed, corpus, gate, limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsParams(Opening):
    """How the page is written."""

    language: str = field(default="en", metadata={"choices": LANGUAGES, "help": "language of the page"})


class Methods:
    """The methods page: sources, dates, question, proposals, decisions, agreement, what was missed, limits.

    Of a corpus of sites it tells the boundaries, pages, links and crawls it stands on, in place of dates.

    One HTML file without script or anything to fetch; it prints well. It is generated from the record: every figure on
    it is counted. No text of a trace is on it.
    """

    name: ClassVar[str] = "methods"
    title: ClassVar[str] = "Methods page"
    suffix: ClassVar[str] = ".methods.html"
    units: ClassVar[tuple[str, ...]] = ("trace", "site")
    params: ClassVar[type[Opening]] = MethodsParams

    def run(self, release: Release, out: Path, params: MethodsParams) -> Path:
        """Write the page."""
        out.write_bytes(render(figures(release), params.language).encode())
        return out


def render(found: Figures, language: str) -> str:
    """Return the page that tells these figures."""
    words = Words(language, found.unit)
    title = escape(found.study["title"])
    style = files(__package__).joinpath("methods.css").read_text(encoding="utf-8")
    return html.joined(
        "<!doctype html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f'<meta name="referrer" content="no-referrer"><title>{title} · {words("page")}</title>',
        f"<style>{style}</style></head>",
        "<body>",
        _header(found, words, title),
        "<main>",
        *(part(found, words) for part in _PARTS),
        "</main>",
        f'<footer class="note">{words("made", made_with=found.diatrace)}</footer>',
        "</body></html>\n",
    )


def _header(found: Figures, words: Words, title: str) -> Html:
    lead = words("lead", corpus=found.corpus["corpus"], day=words.day(found.corpus["frozen_at"]))
    return html.joined(
        "<header>",
        f'<p class="label">{words("page")}</p>',
        f'<h1 dir="auto">{title}</h1>',
        html.paragraph(lead, kind="lead"),
        html.paragraph(_status(found, words)),
        _numbers(found, words),
        "</header>",
    )


def _status(found: Figures, words: Words) -> Html:
    if found.corpus["complete"]:
        return words("complete")
    return words.count("partial", found.unread, total=found.corpus["candidates"])


def _numbers(found: Figures, words: Words) -> Html:
    candidates, members = found.corpus["candidates"], found.corpus["members"]
    shown = [
        (words.number(candidates), words("figure.candidates")),
        (words.number(candidates - found.unread), words("figure.decided")),
        (words.number(members), words("figure.members")),
        (words.number(len(found.people)), words.count("figure.people", len(found.people))),
        (words.hours(found.seconds) if found.timed else Html("\u2014"), words("figure.time")),
    ]
    cells = (f'<div class="figure"><b>{number}</b><span>{label}</span></div>' for number, label in shown)
    return Html(f'<div class="figures">{"".join(cells)}</div>')
