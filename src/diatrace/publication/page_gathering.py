"""The methods page up to the first card: the study, its sources, their dates, the question, the proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from diatrace.model import VENUES
from diatrace.publication import html
from diatrace.publication.figures import Dates, Figures
from diatrace.publication.words import Html, Words, isolated

_COUNTS = ("read", "added", "known", "revised", "unreadable")
_YEARS_SHOWN = 40


def study(found: Figures, words: Words) -> Html:
    """Return what the study states of itself."""
    stated = found.study
    languages = [html.code(each) for each in stated["languages"]]
    rows = [
        (words("study.title"), _own(stated["title"])),
        (words("study.purpose"), _own(stated["purpose"])),
        (words("study.basis"), _own(stated["basis"])),
        (words("study.retention"), words.day(stated["retain_until"])),
        (words("study.languages"), words.joined(languages) or words("none")),
    ]
    return html.section("study", words("study"), html.terms(rows))


def _own(text: str) -> Html:
    return Html(f'<span dir="auto">{isolated(text)}</span>')


def sources(found: Figures, words: Words) -> Html:
    """Return the sources with what came of each."""
    names = ("number", "format", "venue", "added_at", *_COUNTS, "digest")
    rows = [_source(each, words) for each in found.sources]
    if len(rows) > 1:
        totals = (words.number(sum(each[name] for each in found.sources)) for name in _COUNTS)
        rows.append([words("sources.total"), Html(), Html(), Html(), *totals, Html()])
    heading = [words(f"sources.{name}") for name in names]
    return html.section(
        "sources",
        words("sources"),
        html.table(words("sources.caption"), heading, rows, numbers=(4, 5, 6, 7, 8)),
        html.paragraph(words("sources.note"), kind="note"),
        html.paragraph(words("sources.venues", list=_counted(found.venues, "venue", words))),
        html.paragraph(
            words(
                "sources.kinds",
                list=_counted(found.kinds, "kind", words),
                list_of_languages=_counted(found.languages, "", words),
            )
        ),
    )


def _source(row: Mapping[str, Any], words: Words) -> list[Html]:
    return [
        words.number(row["id"]),
        html.code(row["format"]),
        words(f"venue.{row['venue']}") if row["venue"] in VENUES else isolated(row["venue"]),
        words.day(row["added_at"]),
        *(words.number(row[name]) for name in _COUNTS),
        html.code(f"{row['file_digest'][:12]}…"),
    ]


def _counted(counts: Mapping[str, int], family: str, words: Words) -> Html:
    """Return counts by name in one sentence; names of a family are words of the language, others codes."""
    parts = []
    for key, count in counts.items():
        what = words.named(family, key) if family else _language(key, words)
        parts.append(words("counted", what=what, n=count))
    return words.joined(parts) or words("none")


def _language(code: str, words: Words) -> Html:
    return words("unsure") if code in ("", "unsure") else html.code(code)


_WEB = ("sites", "pages", "captures", "links", "fields", "declare", "merge", "rename", "rule", "undo")


def web(found: Figures, words: Words) -> Html:
    """Return what a corpus of sites stands on: boundaries, pages, links, crawls; nothing for traces."""
    if not found.web:
        return Html()
    rows = [[words(f"web.{each}"), words.number(found.web[each])] for each in _WEB if found.web[each]]
    return html.section(
        "web",
        words("web"),
        html.paragraph(words("web.note")),
        html.table(words("web.caption"), [words("web.what"), words("web.number")], rows, numbers=(1,)),
        _crawls(found.web["crawls"], words),
    )


def _crawls(crawls: Sequence[Mapping[str, Any]], words: Words) -> Html:
    if not crawls:
        return Html()
    names = ("crawl", "ended", "fetched", "sites_visited", "failed", "delay", "robots")
    rows = [
        [
            words.number(each["crawl"]),
            words.day(each["ended"]),
            *(words.number(each[name]) for name in ("pages", "sites", "failed")),
            words.number(each["delay"], 1),
            words("web.ignored", reason=each["robots_reason"])
            if each["robots_reason"]
            else words("web.obeyed"),
        ]
        for each in crawls
    ]
    return html.table(
        words("web.crawls"), [words(f"web.{each}") for each in names], rows, numbers=(0, 2, 3, 4, 5)
    )


def dates(found: Figures, words: Words) -> Html:
    """Return edit and capture dates, each with its range, its gaps and what it rests on; nothing for sites."""
    if found.unit == "site":
        return Html()
    heading = [words(f"dates.{name}") for name in ("which", "first", "last", "undated", "evidence")]
    members = found.corpus["members"]
    rows = [_dates(each, members, words) for each in (found.edited, found.captured)]
    imported = "import" in found.captured.evidence
    return html.section(
        "dates",
        words("dates"),
        html.paragraph(words("dates.note")),
        html.table(words("dates.caption", n=members), heading, rows, numbers=(3,)),
        html.paragraph(words("dates.import") if imported else "", kind="note"),
        _years(found.edited, words),
    )


def _dates(each: Dates, members: int, words: Words) -> list[Html]:
    ends = [words.day(*end) if end else words("none") for end in (each.first, each.last)]
    evidence = [
        words("counted", what=html.code(name), n=count) for name, count in each.evidence.most_common()
    ]
    named = words(f"dates.{each.name}")
    return [named, *ends, words.part(each.undated, members), words.joined(evidence) or words("none")]


def _years(edited: Dates, words: Words) -> Html:
    """Return the members by year, as a table with bars; nothing where all are of one year, or of very many."""
    if not 1 < len(edited.years) <= _YEARS_SHOWN:
        return Html()
    most, whole = max(edited.years.values()), sum(edited.years.values())
    rows = [
        [Html(f"{year:04d}"), words.number(count), _bar(count / most, words.share(count / whole))]
        for year, count in sorted(edited.years.items())
    ]
    heading = [words("dates.year"), words("dates.members"), words("share")]
    return html.table(words("dates.years"), heading, rows, numbers=(1,))


def _bar(length: float, told: Html) -> Html:
    return Html(
        '<span class="share"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * length:.1f}" height="6"/></svg>{told}</span>'
    )


def question(found: Figures, words: Words) -> Html:
    """Return what was asked, and how answers settle a trace."""
    include = words.joined([words(f"verdict.{each}") for each in found.corpus["include"]])
    return html.section(
        "question",
        words("question"),
        html.paragraph(words("question.intro", question=found.corpus["question"])),
        html.quoted(found.criteria),
        html.paragraph(words("question.verdicts"), words(f"rule.{found.corpus['rule']}")),
        html.paragraph(words("question.include", list=include)),
    )


def proposals(found: Figures, words: Words) -> Html:
    """Return the orders that were proposed, and how the cards that were answered had been chosen."""
    return html.section(
        "proposals",
        words("proposals"),
        html.paragraph(words("proposals.intro", share=words.share(found.settings["random_share"]))),
        _batches(found, words) if found.batches else html.paragraph(words("proposals.none")),
        _drawn(found, words),
    )


def _batches(found: Figures, words: Words) -> Html:
    heading = [
        words(f"proposals.{name}") for name in ("batch", "made_at", "method", "seed", "items", "params")
    ]
    rows = [
        [
            words.number(each["id"]),
            words.day(each["made_at"]),
            html.code(f"{each['method']} {each['version']}"),
            Html(each["seed"]),
            words.number(each["items"]),
            _params(each["params"]),
        ]
        for each in found.batches
    ]
    return html.table(words("proposals.caption"), heading, rows, numbers=(3, 4))


def _params(params: Mapping[str, Any]) -> Html:
    told = ", ".join(f"{name} {value}" for name, value in sorted(params.items()))
    return Html(f'<span class="params">{html.code(told)}</span>')


def _drawn(found: Figures, words: Words) -> Html:
    whole = sum(found.drawn.values())
    rows = [
        [words.named("drawn", each), words.number(count), words.share(count / whole)]
        for each, count in found.drawn.items()
    ]
    return html.table(
        words("drawn.caption"), [words("drawn"), words("decisions"), words("share")], rows, numbers=(1, 2)
    )
