"""The methods page on what came out: the corpus, what the gate withheld, the limits of it all."""

from __future__ import annotations

from collections.abc import Iterator

from diatrace.model import VERDICTS
from diatrace.publication import html
from diatrace.publication.figures import Figures
from diatrace.publication.words import Html, Words


def corpus(found: Figures, words: Words) -> Html:
    """Return what was settled, the digest, and how to check and rebuild."""
    facts = found.corpus
    label, bundle = facts["corpus"], f"{facts['name']}-v{facts['version']}.bundle.zip"
    again = [f"diatrace corpus rebuild {bundle} --out FOLDER"] if found.unit == "trace" else []
    return html.section(
        "corpus",
        words("corpus"),
        _verdicts(found, words),
        html.paragraph(words("corpus.digest")),
        Html(f'<code class="digest">{facts["digest"]}</code>'),
        html.paragraph(words("corpus.verify")),
        html.command(f"diatrace corpus verify STUDY {label}", *again),
    )


def _verdicts(found: Figures, words: Words) -> Html:
    settled = {each: int(found.corpus["verdicts"][each]) for each in (*VERDICTS, "open")}
    rows = [
        [
            words(f"verdict.{each}"),
            words.number(count),
            words.share(count / found.corpus["candidates"]),
            words("yes" if each in found.corpus["include"] else "no"),
        ]
        for each, count in settled.items()
    ]
    untouched = found.corpus["candidates"] - sum(settled.values())
    share = words.share(max(untouched, 0) / found.corpus["candidates"])
    rows.append([words("corpus.unread"), words.number(max(untouched, 0)), share, words("no")])
    heading = [words("corpus.verdict"), words("review.traces"), words("share"), words("corpus.taken")]
    return html.table(words("corpus.caption"), heading, rows, numbers=(1, 2))


def gate(found: Figures, words: Words) -> Html:
    """Return what the gate met in this publication and what became of it."""
    report = found.report
    rows = [
        [words(f"met.{kind}"), words.number(count), words("gate.withheld")]
        for kind, count in report.withheld.items()
    ]
    rows += [
        [words(f"met.{kind}"), words.number(count), words("gate.passed")]
        for kind, count in report.passed.items()
    ]
    heading = [words("gate.what"), words("gate.number"), words("gate.fate")]
    reason = report.opening.reason
    return html.section(
        "gate",
        words("gate"),
        html.paragraph(words("gate.intro", n=report.members))
        if rows
        else html.paragraph(words("gate.nothing")),
        html.table(words("gate.caption"), heading, rows, numbers=(1,)) if rows else "",
        html.paragraph(words("gate.reason", reason=reason)) if reason else "",
        html.paragraph(words("gate.pseudonyms")),
    )


def limits(found: Figures, words: Words) -> Html:
    """Return what this corpus cannot bear, as far as the record knows."""
    return html.section("limits", words("limits"), html.bullets([*_limits(found, words)]))


def _limits(found: Figures, words: Words) -> Iterator[Html]:
    yield words("limit.sources")
    yield from _of_review(found, words)
    yield from _of_members(found, words)
    if unreadable := sum(each["unreadable"] for each in found.sources):
        yield words.count("limit.unreadable", unreadable)
    yield words("limit.identifiers")
    yield words("limit.erasure", day=words.day(found.study["retain_until"]))


def _of_review(found: Figures, words: Words) -> Iterator[Html]:
    if found.unread > 0:
        yield words("limit.partial", share=words.share(found.unread / found.corpus["candidates"]))
    proof = found.advice.get("certificate")
    if not found.corpus["complete"] and (proof is None or proof["recall"] < found.advice["target"]):
        yield words("limit.certificate")
    read = sum(found.readers.values())
    if alone := found.readers.get(1, 0):
        yield words("limit.alone", share=words.share(alone / read))
    if not found.agreement["units"]:
        yield words("limit.agreement")
    elif found.blind["units"] < found.agreement["units"]:
        yield words("limit.blind")
    if saw := sum(each.saw_score for each in found.people):
        yield words("limit.score", share=words.share(saw / found.decisions))
    if from_file := found.drawn.get("file", 0):
        yield words("limit.file", share=words.share(from_file / found.decisions))


def _of_members(found: Figures, words: Words) -> Iterator[Html]:
    members = found.corpus["members"]
    if found.unit == "site":
        return
    for key, count in (
        ("undated", found.edited.undated),
        ("import", found.captured.evidence["import"]),
        ("language", found.languages.get("unsure", 0) + found.languages.get("", 0)),
    ):
        if count:
            yield words(f"limit.{key}", share=words.share(count / members))
