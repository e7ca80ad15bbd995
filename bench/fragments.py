"""Fragments measured: planted pages of forums, blogs and newspapers in four languages, of which every date is known.

    python -m bench.fragments [--set first|second|third] [--pages N] [--seed N] [--misses]

A date is exact where the day told is the day planted; where the page itself tells only a week, a month or a year ago,
to that precision. It is wrong where another day is told. Open is what the page does not decide.
"""
# ruff: noqa: DTZ001 - planted dates are naive

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from bench.planted import layouts as first
from bench.planted import second, third
from bench.planted.layouts import EDITED, Layout, Post, Site
from bench.planted.writing import TONGUES, Tongue, back, distance, way

from diatrace.model import Moment
from diatrace.source import markup
from diatrace.source.fragments import Fragment, fragments_of


class Planted(NamedTuple):
    """What is known of one planted post; `mark` is a word of its text that no other has."""

    mark: str
    author: str
    at: datetime
    precision: str = "day"


@dataclass(frozen=True)
class Page:
    """A planted page and what is on it."""

    layout: str
    tongue: str
    html: str
    captured: datetime
    language: str
    posts: list[Planted]


def pages(number: int, seed: int, layouts: Sequence[Layout]) -> Iterator[Page]:
    """Yield planted pages: every layout in every language in turn."""
    for at in range(number):
        layout, tongue = layouts[at % len(layouts)], TONGUES[at // len(layouts) % len(TONGUES)]
        yield _Maker(layout, tongue, Random(f"{seed}-{at}")).page()


class _Maker:
    """Makes one page."""

    def __init__(self, layout: Layout, tongue: Tongue, random: Random) -> None:
        self.layout, self.tongue, self.random = layout, tongue, random
        self.write, self.language = way(tongue, random)
        self.captured = datetime(2006, 1, 1) + timedelta(minutes=random.randrange(18 * 365 * 24 * 60))
        self.planted: list[Planted] = []

    def page(self) -> Page:
        random, tongue = self.random, self.tongue
        posts = self.posts()
        if self.layout not in ARTICLES and random.random() < 0.3:
            posts.reverse()
        if self.layout.__name__ == "twentyten":
            posts[1].replies.append(posts.pop(2))
        site = Site(tongue.words, random, self.write(self.captured), tongue.sentences[0][:30])
        declared = random.random() < 0.85
        told = f" lang={self.language!r}" if declared else ""
        html = (
            f"<!DOCTYPE html><html{told}><head><title>{site.heading}</title></head>"
            f'<body><div id="wrap"><ul class="nav"><li><a href="/">A</a></li><li><a href="/faq">FAQ</a></li></ul>'
            f'{self.layout(site, posts)}<div id="copyright">&copy; 2003-{self.captured.year}</div></div></body></html>'
        )
        language = self.language if declared else ""
        return Page(self.layout.__name__, tongue.code, html, self.captured, language, self.planted)

    def posts(self) -> list[Post]:
        random = self.random
        count = random.choice((3, 4, 6, 10, 25))
        fresh = random.choice((0, 0, 0, 1, 2))  # the newest are dated by their distance
        when = self.captured - timedelta(days=random.randrange(400, 2000))
        posts = []
        for number in range(count):
            when = min(
                when + timedelta(minutes=random.randrange(9, 18_000)), self.captured - timedelta(days=8)
            )
            post = self.post(number, when)
            if number >= count - fresh:
                self.recent(post, when, count - number)
            elif self.layout in EDITED and random.random() < 0.1:
                later = when + timedelta(minutes=random.randrange(5, 8_000))
                post.edited = self.write(later)
                self.planted[-1] = self.planted[-1]._replace(at=later)
            posts.append(post)
        return posts

    def post(self, number: int, when: datetime) -> Post:
        random, tongue = self.random, self.tongue
        mark = "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        author = random.choice(tongue.names) if self.layout not in UNSIGNED else ""
        self.planted.append(Planted(mark, author, when))
        text = [
            " ".join(random.choices(tongue.sentences, k=random.choice((1, 1, 2, 4))))
            for _ in range(random.choice((1, 1, 2, 3)))
        ]
        text[0] = f"{mark} {text[0]}"
        joined = self.write(when - timedelta(days=random.randrange(1, 1500)))
        return Post(
            number * 7 + 1201, author, text, self.write(when), f"{when:%Y-%m-%dT%H:%M:%S}+00:00",
            int((when - datetime(1970, 1, 1)).total_seconds()), f"/{when:%Y/%m/%d}/", joined,
            title=" ".join(random.choice(tongue.sentences).split()[:4]),
        )  # fmt: skip

    def recent(self, post: Post, when: datetime, left: int) -> None:
        """Date a post by its distance from the capture."""
        if self.layout in MACHINE:
            post.said = distance(self.tongue, "year", max(1, (self.captured - when).days // 365))
            return
        unit = self.random.choice(("hour", "day", "day", "day", "week", "month", "year"))
        number = (
            self.random.randrange(1, 4) + left if unit in ("hour", "day") else self.random.randrange(1, 4)
        )
        post.said = distance(self.tongue, unit, number)
        at = back(self.captured, unit, number)
        self.planted[-1] = self.planted[-1]._replace(at=at, precision=PRECISIONS.get(unit, "day"))


SETS = {"first": first.LAYOUTS, "second": second.LAYOUTS, "third": third.LAYOUTS}
"""The layouts by when they were made: the rules have learnt from the first two."""

ARTICLES = first.ARTICLES | second.ARTICLES | third.ARTICLES
MACHINE = first.MACHINE | second.MACHINE | third.MACHINE
UNSIGNED = first.UNSIGNED | second.UNSIGNED | third.UNSIGNED
PRECISIONS = {"week": "month", "month": "month", "year": "year"}
_CUTS = {"day": 10, "month": 7, "year": 4}


def judge(known: Planted, told: Moment) -> str:
    """Say whether a date told is exact, wrong or open; one told less precisely than the page does is open."""
    if told.at is None:
        return "open"
    precision = told.precision if told.precision in ("month", "year") else "day"
    cut = _CUTS[precision]
    if str(told.at)[:cut] != str(known.at)[:cut]:
        near = known.precision != "day" and abs(told.at - known.at) < timedelta(days=3)
        return "exact" if near else "wrong"
    return "exact" if cut >= _CUTS[known.precision] else "open"


@dataclass
class Score:
    """What became of planted posts: counts by outcome, of authors, and of fragments that were not planted."""

    outcomes: Counter[str]
    authors: int = 0
    invented: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def posts(self) -> int:
        return sum(self.outcomes.values())

    def share(self, outcome: str) -> float:
        return self.outcomes[outcome] / max(1, self.posts)


def measured(made: Iterable[Page]) -> dict[tuple[str, str], Score]:
    """Return the scores of planted pages, by layout and language."""
    scores: dict[tuple[str, str], Score] = {}
    for page in made:
        captured = Moment(page.captured, "second", "UTC", "planted")
        found = fragments_of(
            markup.parse(page.html), "https://site.example/page?t=1", captured, page.language
        )
        score = scores.setdefault((page.layout, page.tongue), Score(Counter()))
        _compare(page, found, score)
    return scores


def _compare(page: Page, found: Sequence[Fragment], score: Score) -> None:
    for known in page.posts:
        holding = [each for each in found if known.mark in each.text]
        alone = [each for each in holding if sum(other.mark in each.text for other in page.posts) == 1]
        outcome = judge(known, alone[0].edited) if alone else "missed"
        score.outcomes[outcome] += 1
        score.authors += bool(alone) and alone[0].author == known.author
        if outcome != "exact":
            told = f"{alone[0].edited.at} {alone[0].edited.evidence}" if alone else "-"
            score.misses.append(
                f"{page.layout} {page.tongue} {outcome}: {known.at} {known.precision} | {told}"
            )
    score.invented += sum(not any(known.mark in each.text for known in page.posts) for each in found)


def total(scores: Iterable[Score]) -> Score:
    """Return several scores as one."""
    whole = Score(Counter())
    for each in scores:
        whole.outcomes += each.outcomes
        whole.authors += each.authors
        whole.invented += each.invented
        whole.misses += each.misses
    return whole


def digest(made: Iterable[Page]) -> str:
    """Return the SHA-256 of planted pages and of what is planted on them."""
    sha = hashlib.sha256()
    for page in made:
        sha.update(f"{page.html}\0{page.posts}\0".encode())
    return sha.hexdigest()


def row(name: str, score: Score) -> str:
    """Return one line of the table."""
    shares = " | ".join(f"{score.share(each):.4f}" for each in ("exact", "wrong", "open", "missed"))
    return f"| {name} | {score.posts} | {shares} | {score.authors / max(1, score.posts):.3f} | {score.invented} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1920)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="every date that is not exact")
    parser.add_argument("--quick", action="store_true", help="a tenth of the pages")
    parser.add_argument("--set", choices=SETS, default="first", help="which layouts")
    given = parser.parse_args()
    layouts = SETS[given.set]
    made = list(pages(given.pages // (10 if given.quick else 1), given.seed, layouts))
    start = time.process_time()
    scores = measured(made)
    spent = time.process_time() - start
    print(
        "| | posts | exact | wrong | open | missed | author | invented |\n|---|---|---|---|---|---|---|---|"
    )
    for at, names in ((1, [each.code for each in TONGUES]), (0, [each.__name__ for each in layouts])):
        for name in names:
            print(row(name, total(score for key, score in scores.items() if key[at] == name)))
    whole = total(scores.values())
    print(row("**all**", whole))
    print(
        f"{len(made) / spent:.0f} pages, {sum(len(each.html) for each in made) / spent / 1e6:.2f} MB a CPU second"
    )
    if given.misses:
        print("\n".join(whole.misses))


if __name__ == "__main__":
    main()
