"""The demo: a study of real pages for newcomers, its first decisions made by a clearly labelled script."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from diatrace.study import Study, create, open_study

QUESTION = "housing"
CRITERIA = (
    "Does this page help somebody to find, rent, pay for or keep a home? "
    "Wohnung suchen, Wohnung mieten, Mietvertrag, Miete, Kaution, Wohngemeinschaft, Sozialwohnung, Wohnungsverlust."
)
SCRIPT = "demo script"
FIRST = 40
"""Decisions the script makes before a person takes over."""

Say = Callable[[str], None]


def make(path: Path) -> Study:
    """Make the demo study, or go on where it stands: pages, a question, the script's first decisions, proposals."""
    study = open_study(path) if (path / "study.toml").is_file() else _state(path)
    if not study.source.list():
        _gather(study)
    if not study.question.list():
        study.question.add(QUESTION, criteria=CRITERIA, who="demo")
    if not study.proposal.list(QUESTION):
        decide(study, FIRST - study.decision.status(QUESTION)["read"])
        study.proposal.run(QUESTION, who="demo")
    return study


def _state(path: Path) -> Study:
    return create(
        path,
        title="Pages for newcomers (demo)",
        purpose="To see how Diatrace works: which pages of a local information app help people to find a home?",
        basis="Published under CC BY 4.0 by Integreat, Tür an Tür; no personal data is sought",
        retain_until="2099-12-31",
        languages=("de", "en"),
    )


def _gather(study: Study) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "integreat_pages_lkaugsburg_de.json"
        file.write_bytes(gzip.decompress(files(__package__).joinpath("pages.json.gz").read_bytes()))
        study.source.add(file, as_="pages", who="demo")


def decide(study: Study, count: int) -> int:
    """Let the script answer on the next `count` cards, as a reviewer would; return how many there were.

    It answers by the site's own sections: in for the pages under housing, neighbour for pages that speak of homes
    elsewhere, out for the rest. It stands in for a person, and is named as what it is.
    """
    desk = study.decision.desk(QUESTION)
    done = 0
    while done < count and (cards := desk.hand(SCRIPT, count=1)):
        if done % 10 == 0:
            desk.learn()
        card = cards[0]
        verdict, reason = answer_of(card.trace.url, card.trace.text)
        study.decision.answer(QUESTION, SCRIPT, card, verdict, reason=reason)
        done += 1
    return done


def answer_of(url: str, text: str) -> tuple[str, str]:
    """Return the script's verdict on a page, and its reason."""
    if "/wohnen/" in url:
        return "in", "script: the site files it under housing"
    if any(word in text for word in ("Wohnung", "Miete", "Unterkunft")):
        return "neighbour", "script: it speaks of homes, but is filed elsewhere"
    return "out", "script: it says nothing of homes"


def finish(study: Study, say: Say) -> dict[str, Any]:
    """Run through: the script reads on until the advice says stop, freezes the corpus, writes a methods page."""
    while not study.decision.status(QUESTION)["advice"]["estimate"]["advised"] and decide(study, 20):
        pass
    facts = study.decision.status(QUESTION)
    say(f"read {facts['read']} of {facts['total']} pages, {facts['verdicts']['in']} in")
    frozen = study.corpus.freeze(QUESTION, who=SCRIPT)
    say(
        f"frozen {frozen['corpus']} ({frozen['status']}, {frozen['members']} pages), digest {frozen['digest']}"
    )
    page = study.publication.write(
        frozen["corpus"], "methods", out=study.path / "publication", force=True, who="demo", reviewers="name"
    )
    say(f"methods page: {page['out']}")
    return {"study": str(study.path), "corpus": frozen, "methods": page["out"], "read": facts["read"]}
