"""`diatrace simulate` and `simulate-sites`: replay a labelled file through the real rankers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json
from diatrace.cli.output import emit, say
from diatrace.errors import Misuse


def simulate(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Table with texts and labels (also .gz).")],
    text: Annotated[str, typer.Option(help="Columns with the text, joined by commas.")] = "title,abstract",
    label: Annotated[str, typer.Option(help="Column with the label: 1 relevant, 0 not.")] = "label_included",
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of all random choices.")] = 0,
    priors: Annotated[
        str, typer.Option(help="Relevant and irrelevant rows known at the start, drawn: 1,1.")
    ] = "",
    prior_rows: Annotated[str, typer.Option(help="Rows known at the start, from 0: 183,261.")] = "",
    criteria: Annotated[
        str, typer.Option(help="Criteria in words, to start from without any known row.")
    ] = "",
    stopping: Annotated[str, typer.Option(help="Stop by a rule: poisson, certificate or cmh.")] = "",
    target: Annotated[float, typer.Option(min=0, max=1, help="Recall the rule aims at.")] = 0.95,
    random_share: Annotated[
        float, typer.Option(min=0, max=1, help="Share of readings drawn at random.")
    ] = 0.0,
    growth: Annotated[
        float, typer.Option(min=0, help="Learn again after this share of new readings; 0: after each.")
    ] = 0.0,
    as_json: Json = False,
) -> None:
    """Replay a labelled file through the ranker and measure the order, with ASReview's own metrics.

    Example: diatrace simulate Nagtegaal_2019.csv.gz --priors 1,1 --seed 42 --stopping poisson
    """
    from diatrace.decision.replaying import rule_named, simulated  # noqa: PLC0415
    from diatrace.proposal.replay import Start  # noqa: PLC0415

    drawn = _numbers(priors, "priors")
    if drawn and len(drawn) != 2:
        raise Misuse("priors are two numbers", hint="--priors 1,1: relevant, irrelevant")
    facts = simulated(
        file,
        [each.strip() for each in text.split(",") if each.strip()],
        label,
        Start(
            seed=seed,
            priors=(drawn[0], drawn[1]) if drawn else (0, 0),
            prior_rows=_numbers(prior_rows, "prior-rows"),
            criteria=criteria,
        ),
        rule=rule_named(stopping, target=target) if stopping else None,
        random_share=random_share,
        growth=growth,
    )
    if as_json:
        emit(facts)
    else:
        _show(facts)


def _numbers(text: str, name: str) -> list[int]:
    try:
        return [int(each) for each in text.split(",") if each.strip()]
    except ValueError:
        raise Misuse(f"--{name} cannot be {text!r}", hint="whole numbers joined by commas") from None


def _show(facts: dict[str, Any]) -> None:
    say(f"{facts['records']:,} records, {facts['relevant']:,} relevant, priors {facts['priors'] or 'none'}")
    say(
        f"loss {facts['loss']:.4f}   WSS@95 {facts['wss95']:.3f}   RRF@10 {facts['rrf10']:.3f}   ATD {facts['atd']:.0f}"
    )
    say(
        f"first relevant at {facts['first_hit']}; {facts['ms_per_cycle']:.1f} ms a cycle, {facts['cycles']:,} cycles"
    )
    if facts["stop"]:
        say(f"stopped after {facts['stop']['n']:,} at recall {facts['stop']['recall']:.3f}")


def simulate_sites(
    file: Annotated[
        Path, typer.Argument(metavar="NETWORK", help="A network: GEXF, GraphML, GDF, Pajek, CSV …")
    ],
    label: Annotated[str, typer.Option(metavar="FIELD=VALUE", help="Which sites belong, as country=France.")],
    seeds: Annotated[
        int, typer.Option(min=1, max=1000, help="How many runs, each from other start sites.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1001, help="Seed of the first run.")] = 0,
    starts: Annotated[int, typer.Option(min=1, help="Start sites of each run.")] = 5,
    visit: Annotated[
        str, typer.Option(help="Whose links are followed: of every reviewed site, or of those in.")
    ] = "reviewed",
    glance: Annotated[
        float, typer.Option(min=0, max=1, help="Share of a discovered site's links known before its review.")
    ] = 1.0,
    words: Annotated[
        list[str] | None,
        typer.Option("--words", metavar="FIELD", help="A field known before review, as language."),
    ] = None,
    random_share: Annotated[
        float, typer.Option(min=0, max=1, help="Share of reviews drawn at random.")
    ] = 0.0,
    growth: Annotated[
        float, typer.Option(min=0, help="Learn again after this share of new reviews; 0: after each.")
    ] = 0.05,
    as_json: Json = False,
) -> None:
    """Replay the growth of a corpus on a known network: reviews needed, against in-degree and breadth-first.

    Example: diatrace simulate-sites eurosis.gexf --label country=France --seeds 20 --seed 1
    """
    from diatrace.decision.regrowing import VISITS, Replay, regrown  # noqa: PLC0415

    if visit not in VISITS:
        raise Misuse(f"--visit cannot be {visit!r}", hint=f"known: {', '.join(VISITS)}")
    replay = Replay(seeds, seed, starts, visit, glance, random_share, growth, tuple(words or ()))
    facts = regrown(file, label, replay)
    if as_json:
        emit(facts)
    else:
        _show_growth(facts)


def _show_growth(facts: dict[str, Any]) -> None:
    say(f"{facts['sites']:,} sites, {facts['links']:,} links, {facts['relevant']:,} with {facts['label']}")
    say(
        f"{facts['reachable']:.0f} can be reached from {facts['starts']} start sites, mean of {len(facts['runs'])} runs"
    )
    for method, needed in facts["reviews"].items():
        spread = facts["spread"][method]
        say(
            f"{method:15}"
            + "".join(f"   {share} {mean:7.1f} ± {spread[share]:.1f}" for share, mean in needed.items())
        )
    for method, ratio in facts["ratio"].items():
        say(f"against {method:13}" + "".join(f"   {share} {value:.2f}" for share, value in ratio.items()))
    if facts["estimate_covers"] is not None:
        say(f"what was missed stayed within its bound in {facts['estimate_covers']:.0%} of the looks")
