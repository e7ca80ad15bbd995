"""The methods page on what people did: decisions, agreement, and what they probably missed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from diatrace.model import VERDICTS
from diatrace.publication import html
from diatrace.publication.figures import Figures, Person
from diatrace.publication.words import Html, Words, isolated


def review(found: Figures, words: Words) -> Html:
    """Return who decided what, for how long, seeing what."""
    total = sum(each.readings + each.adjudications - each.covered + each.taken_back for each in found.people)
    covered = sum(each.covered for each in found.people)
    return html.section(
        "review",
        words("review"),
        html.paragraph(words.count("review.intro", found.decisions)),
        _people(found, words),
        html.paragraph(
            words("review.clock", timed=found.timed, total=total),
            words("review.pace", n=words.hours(100 * found.seconds / found.timed)) if found.timed else "",
            words.count("review.covered", covered) if covered else "",
        ),
        _readers(found, words),
        html.paragraph(
            words.count("review.adjudicated", found.adjudicated)
            if found.adjudicated or found.disputed
            else "",
            words.count("review.disputed", found.disputed) if found.disputed else "",
        ),
    )


def _people(found: Figures, words: Words) -> Html:
    heading = [
        words("review.person"),
        words("review.readings"),
        words("review.adjudications"),
        *(words(f"verdict.{each}") for each in VERDICTS),
        *(words(f"review.{name}") for name in ("blind", "saw", "taken_back", "time")),
    ]
    rows = [_person(each, words) for each in found.people]
    return html.table(words("review.caption"), heading, rows, numbers=range(1, len(heading)))


def _person(each: Person, words: Words) -> list[Html]:
    whole = each.readings + each.adjudications
    return [
        isolated(each.name),
        words.number(each.readings),
        words.number(each.adjudications),
        *(words.number(each.verdicts[verdict]) for verdict in VERDICTS),
        words.part(each.blind, whole),
        words.part(each.saw_score, whole),
        words.number(each.taken_back),
        words.hours(each.seconds) if each.timed else words("untimed"),
    ]


def _readers(found: Figures, words: Words) -> Html:
    whole = sum(found.readers.values())
    rows = [
        [words.number(number), words.number(count), words.share(count / whole)]
        for number, count in found.readers.items()
    ]
    heading = [words("review.readers"), words("review.traces"), words("share")]
    return html.table(words("review.readers.caption"), heading, rows, numbers=(0, 1, 2))


_MEASURES = ("percent_agreement", "krippendorff_alpha", "gwet_ac1", "cohen_kappa", "fleiss_kappa")


def agreement(found: Figures, words: Words) -> Html:
    """Return how far readers agreed, over all shared readings and over blind ones."""
    if not found.agreement["units"]:
        return html.section("agreement", words("agreement"), html.paragraph(words("agreement.none")))
    kinds = [found.agreement, *([found.blind] if found.blind["units"] else [])]
    heading = [words("agreement.measure"), words("agreement.all")]
    if len(kinds) > 1:
        heading.append(words("agreement.blind"))
    rows = [[words("agreement.units"), *(words.number(each["units"]) for each in kinds)]]
    rows += [
        [words(f"measure.{name}"), *(_coefficient(each[name], words) for each in kinds)] for name in _MEASURES
    ]
    return html.section(
        "agreement",
        words("agreement"),
        html.paragraph(words("agreement.intro", level=words.share(0.95))),
        html.table(words("agreement.caption"), heading, rows, numbers=range(1, len(heading))),
        _by_answer(found.agreement, words),
        html.paragraph(words("agreement.note"), kind="note"),
    )


def _coefficient(value: Mapping[str, Any], words: Words) -> Html:
    """Return a coefficient with its interval; a dash where it is not defined."""
    if value["value"] is None or not math.isfinite(value["value"]):
        return Html("\u2014")
    return Html(
        f"{words.number(value['value'], 2)} <small>{words.interval(value['low'], value['high'])}</small>"
    )


def _by_answer(shared: Mapping[str, Any], words: Words) -> Html:
    rows = [
        [words(f"verdict.{answer}"), words.share(share), _share(shared["specific_agreement"][answer], words)]
        for answer, share in shared["prevalence"].items()
    ]
    heading = [words(f"agreement.{name}") for name in ("answer", "prevalence", "specific")]
    return html.table(words("agreement.answers"), heading, rows, numbers=(1, 2))


def _share(share: float, words: Words) -> Html:
    return words.share(share) if math.isfinite(share) else Html("\u2014")


def missed(found: Figures, words: Words) -> Html:
    """Return both lights of the stopping advice, as it stood at freezing."""
    advice = found.advice
    if not {"estimate", "certificate"} <= advice.keys():
        return html.section("missed", words("missed"), html.paragraph(words("missed.absent")))
    target = words.share(advice["target"])
    p = advice["cmh_p_value"]
    written = words.number(p, 3) if p >= 0.001 else words.number(0.001, 3)
    return html.section(
        "missed",
        words("missed"),
        html.paragraph(words("missed.intro", read=advice["read"], total=advice["total"], target=target)),
        '<div class="lights">',
        _estimate(advice, words),
        _certificate(advice, words),
        "</div>",
        html.paragraph(
            words(
                "missed.cmh", p=Html(f"\u00a0{'=' if p >= 0.001 else '&lt;'}\u00a0{written}"), target=target
            ),
            kind="note",
        ),
    )


def _light(kind: str, label: Html, headline: Html, *parts: str) -> Html:
    return html.joined(
        f'<div class="light {kind}"><p class="label">{label}</p>',
        f"<p><b>{headline}</b></p>",
        *parts,
        "</div>",
    )


def _estimate(advice: Mapping[str, Any], words: Words) -> Html:
    light = advice["estimate"]
    label = words("estimate")
    if light["state"] == "too_early":
        few = words("estimate.few", found=light["found"])
        return _light("guess", label, words("estimate.too_early"), html.paragraph(few))
    if light["state"] == "complete":
        return _light("guess", label, words("estimate.complete"), html.paragraph(words("estimate.all")))
    low, high = light["recall_low"], light["recall_high"]
    said = words(
        "estimate.missed",
        found=light["found"],
        missed=words.number(light["missed"], 1),
        low=light["missed_low"],
        high=light["missed_high"],
        level=words.share(1 - advice["certificate"]["alpha"]),
    )
    advised = words("estimate.advised" if light["advised"] else "estimate.advised_not")
    return _light(
        "guess",
        label,
        words("estimate.estimated", low=words.share(low), high=words.share(high)),
        _interval(low, high, light["recall"], advice["target"], words),
        html.paragraph(said),
        html.paragraph(words("estimate.caveat"), advised),
    )


def _certificate(advice: Mapping[str, Any], words: Words) -> Html:
    light = advice["certificate"]
    label, recall = words("certificate"), light["recall"]
    if not light["draws"] and recall < 1:
        return _light(
            "proof", label, words("certificate.nothing"), html.paragraph(words("certificate.draws"))
        )
    text = words(
        "certificate.text",
        draws=light["draws"],
        hits=light["hits"],
        most=light["most"],
        found=light["found"],
        level=words.share(1 - light["alpha"]),
    )
    return _light(
        "proof",
        label,
        words("certificate.recall", recall=words.share(recall)),
        _interval(recall, 1.0, None, advice["target"], words),
        html.paragraph(text),
    )


def _interval(low: float, high: float, point: float | None, target: float, words: Words) -> Html:
    """Return an interval on the line from nothing to all, with the target across it."""
    told = words("missed.bar", low=words.share(low), high=words.share(high), target=words.share(target))
    plain = told.replace("<bdi>", "").replace("</bdi>", "")
    ends = f'x1="{300 * low:.1f}" x2="{300 * high:.1f}" y1="9" y2="9"'
    across = f'x1="{300 * target:.1f}" x2="{300 * target:.1f}" y1="0" y2="18"'
    dot = "" if point is None else f'<circle class="point" cx="{300 * point:.1f}" cy="9" r="4.5"/>'
    return Html(
        f'<svg class="bar" viewBox="0 0 300 18" preserveAspectRatio="xMinYMid" role="img" aria-label="{plain}">'
        f'<line class="track" x1="0" x2="300" y1="9" y2="9" stroke-width="2"/>'
        f'<line class="span" {ends} stroke-width="5" stroke-linecap="round"/>{dot}'
        f'<line class="target" {across} stroke-width="1.5"/></svg>'
    )
