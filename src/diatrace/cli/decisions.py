"""Questions, proposals, decisions: `diatrace question`, `propose`, `decide`, `adjudicate`, `status`, `agreement`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, QuestionName, StudyPath, Who
from diatrace.cli.output import emit, note, say, table

question_app = typer.Typer(help="Questions put to the traces.", no_args_is_help=True)

From = Annotated[
    Path,
    typer.Option(
        "--from",
        metavar="FILE.csv",
        help="Columns: trace (or site, url), verdict; also reason, note, seconds.",
    ),
]
Reviewer = Annotated[str, typer.Option(help="Who decided.")]


@question_app.command("add")
def question_add(
    study: StudyPath,
    name: QuestionName,
    criteria: Annotated[
        str, typer.Option(help="What belongs, in words; the first proposals come from them.")
    ],
    unit: Annotated[str, typer.Option(help="What is decided on: trace or site.")] = "trace",
    random_share: Annotated[float, typer.Option(help="Share of cards drawn at random.")] = 0.05,
    target: Annotated[float, typer.Option(help="Recall the stopping advice aims at.")] = 0.95,
    alpha: Annotated[float, typer.Option(help="Error of the stopping advice.")] = 0.05,
    rule: Annotated[
        str, typer.Option(help="How an item is settled: one, agreeing, adjudicated.")
    ] = "adjudicated",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Put a question to the traces of a study.

    Example: diatrace question add homes housing --criteria "Does it help somebody to find or keep a home?"
    """
    from diatrace.study import open_study  # noqa: PLC0415

    settings = {"unit": unit, "random_share": random_share, "target": target, "alpha": alpha, "rule": rule}
    with open_study(study) as opened:
        made = opened.question.add(name, criteria=criteria, who=who, **settings)
    if as_json:
        emit(asdict(made))
    else:
        say(f"asked {made.name}")
        note(f"next: diatrace propose {study} {made.name}, then diatrace serve {study}")


@question_app.command("list")
def question_list(study: StudyPath, as_json: Json = False) -> None:
    """List the questions of a study.

    Example: diatrace question list my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        rows = [asdict(each) for each in opened.question.list()]
    if as_json:
        emit(rows)
    else:
        table(rows, ["name", "criteria", "made_at", "made_by"])


def propose(
    study: StudyPath,
    name: QuestionName,
    seed: Annotated[
        int, typer.Option(min=0, help="Seed of all random choices: the same seed gives the same order.")
    ] = 0,
    top: Annotated[int, typer.Option(min=0, help="How many of the first proposals to show.")] = 10,
    as_json: Json = False,
) -> None:
    """Put the unread traces or sites in order, by what has been decided so far, and keep the order in the record.

    The question called sites, whether a site belongs to the study, need not be put before.

    Example: diatrace propose my-study housing --seed 42
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        report = opened.proposal.run(name, seed=seed, top=top)
    if as_json:
        emit(report)
        return
    changes = ", ".join(f"{count:,} {change}" for change, count in report["changes"].items())
    say(f"batch {report['batch']}: {report['items']:,} proposed")
    say(f"since the last one: {changes}")
    table(report["top"], ["rank", "trace", "score", "drawn", "title", "text"])


def decide(
    study: StudyPath,
    name: QuestionName,
    from_: From,
    reviewer: Reviewer = "owner",
    blind: Annotated[bool, typer.Option("--blind", help="The reader did not know other answers.")] = False,
    as_json: Json = False,
) -> None:
    """Read decisions from a CSV file; rows that cannot be read are named, the others are written together.

    Example: diatrace decide homes housing --from decisions.csv --reviewer Amina
    """
    _read(study, name, from_, reviewer, as_json=as_json, blind=blind)


def adjudicate(
    study: StudyPath, name: QuestionName, from_: From, reviewer: Reviewer = "owner", as_json: Json = False
) -> None:
    """Read adjudications from a CSV file: decisions of their own that settle where readers differ.

    Example: diatrace adjudicate my-study housing --from settled.csv --reviewer Amina
    """
    _read(study, name, from_, reviewer, as_json=as_json, adjudication=True)


def _read(study: Path, name: str, file: Path, reviewer: str, *, as_json: bool, **how: bool) -> None:
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        report = opened.decision.read(name, file, reviewer=reviewer, **how)
    if as_json:
        emit(report)
    else:
        say(f"{report['written']:,} decisions written")
        for each in report["failed"]:
            note(f"  line {each['line']}: {each['reason']}")
    if report["failed"]:
        raise typer.Exit(3 if report["written"] else 1)


def status(study: StudyPath, name: QuestionName, as_json: Json = False) -> None:
    """Show where a review stands: counts, hours, how many relevant items were probably missed.

    Example: diatrace status my-study housing
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        facts = opened.decision.status(name)
    if as_json:
        emit(facts)
        return
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in facts["verdicts"].items())
    say(f"{facts['read']:,} of {facts['total']:,} read: {verdicts}; {facts['disputed']:,} disputed")
    say(f"{facts['hours_spent']:.1f} hours spent")
    for line in _advice(facts["advice"]):
        say(line)


def _advice(advice: dict[str, Any]) -> list[str]:
    """Put both lights of the stopping advice into words."""
    light, proof = advice["estimate"], advice["certificate"]
    target = f"{advice['target']:.0%}"
    if light["state"] == "too_early":
        estimate = f"too early: {light['found']} relevant found"
    elif light["state"] == "complete":
        estimate = "everything was read"
    else:
        missed = f"about {light['missed']:.0f} missed [{light['missed_low']}, {light['missed_high']}]"
        advised = f"stopping is {'advised' if light['advised'] else 'not advised yet'} for {target}"
        estimate = f"{missed}, recall about {light['recall']:.0%}; {advised}"
    return [
        f"estimate, without guarantee: {estimate}",
        f"certificate: at least {proof['recall']:.0%} found, by {proof['draws']} random draws "
        f"(error {proof['alpha']:.0%} at most)",
    ]


def agreement(
    study: StudyPath,
    name: QuestionName,
    blind: Annotated[bool, typer.Option("--blind", help="Only blind second readings.")] = False,
    unsure_missing: Annotated[
        bool, typer.Option("--unsure-missing", help="Count 'unsure' as no answer.")
    ] = False,
    unit: Annotated[str, typer.Option(help="Of coding: document, turn, sentence or character.")] = "sentence",
    coded: Annotated[bool, typer.Option("--coded", help="Of coding: leave out what nobody coded.")] = False,
    as_json: Json = False,
) -> None:
    """Show the agreement between readers, with intervals, and every disagreement; of `coding`, code by code.

    Example: diatrace agreement my-study housing --blind
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        if name == "coding" and all(each.name != name for each in opened.question.list()):
            found = opened.code.agreement(unit=unit, uncoded=not coded, blind=blind)
            emit(found) if as_json else _show_coders(found)
            return
        facts = opened.decision.agreement(name, blind=blind, unsure=not unsure_missing)
    if as_json:
        emit(facts)
        return
    show_agreement(facts)


def _show_coders(found: dict[str, Any]) -> None:
    without = "" if found["uncoded"] else ", those nobody coded left out"
    people = ", ".join(found["raters"]) or "nobody"
    say(f"{found['texts']:,} texts read by two or more of {people}; units: {found['unit']}s{without}")
    rows = [{"code": path, **each} for path, each in [*found["codes"].items(), ("all", found["overall"])]]
    shown = [
        {
            "code": each["code"],
            "coded": each["coded"],
            "of": each["units"],
            **{
                name: _figure(each[name]["value"])
                for name in ("krippendorff_alpha", "gwet_ac1", "cohen_kappa")
            },
            "unitizing_alpha": _figure(each["unitizing_alpha"]),
        }
        for each in rows
    ]
    table(shown, list(shown[0]))


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def show_agreement(facts: dict[str, Any]) -> None:
    """Print coefficients and disagreements."""
    say(f"{facts['units']:,} items read by two or more of {', '.join(facts['raters']) or 'nobody'}")
    for name in ("krippendorff_alpha", "gwet_ac1", "cohen_kappa", "percent_agreement"):
        found = facts[name]
        if found["value"] is None:
            say(f"  {name.replace('_', ' ')}: not defined ({found['reason']})")
        else:
            say(f"  {name.replace('_', ' ')}: {found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}]")
    table(facts["disagreements"], ["trace", "readings"])
