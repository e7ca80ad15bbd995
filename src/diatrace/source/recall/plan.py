"""What is to be recalled from a web archive, and what became of it: all of it ready for JSON."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta

import msgspec

from diatrace.errors import Misuse
from diatrace.source.crawl.plan import CrawlPlan
from diatrace.source.crawl.plan import check as check_crawl
from diatrace.source.recall.archive import Archive

_LIST_LIMIT = 32 * 1024**2
_PATIENT = 300.0  # seconds: an index takes its time over a prefix


@dataclass(frozen=True, slots=True)
class RecallPlan:
    """Which captures are wanted: of these addresses, on this day, so many days before or after.

    With `prefix`, of whatever begins with the addresses as well. The capture nearest to the day is taken of each
    address, or with `every` all whose content differs; `pages` of them at most. `delay` is in seconds between two
    requests; `patience` is how long an archive that is busy is left alone at first, where it does not say itself.
    `contact` goes into the user agent.
    """

    archive: Archive
    urls: tuple[str, ...]
    at: date
    contact: str
    days: int = 30
    prefix: bool = False
    every: bool = False
    pages: int = 1_000
    delay: float = 1.0
    allow_private: bool = False
    tries: int = 5
    patience: float = 5.0

    @property
    def begin(self) -> datetime:
        """The first moment that is wanted."""
        return datetime.combine(self.at - timedelta(self.days), time.min)

    @property
    def end(self) -> datetime:
        """The last second that is wanted."""
        return datetime.combine(self.at + timedelta(self.days), time(23, 59, 59))

    @property
    def name(self) -> str:
        """A name for what this plan wants: the same captures, the same name."""
        wanted = [
            asdict(self.archive),
            sorted(set(self.urls)),
            self.at,
            self.days,
            self.prefix,
            self.every,
            self.pages,
        ]
        digest = hashlib.sha256(msgspec.json.encode(wanted)).hexdigest()
        return f"{self.at:%Y-%m-%d}-{digest[:12]}"

    def fetching(self) -> CrawlPlan:
        """Return how addresses are fetched, as the crawler understands it."""
        return CrawlPlan(
            starts=self.urls,
            contact=self.contact,
            delay=self.delay,
            allow_private=self.allow_private,
            body_limit=_LIST_LIMIT,
            other_limit=_LIST_LIMIT,
            page_seconds=_PATIENT,
        )


def check(plan: RecallPlan) -> None:
    """Raise Misuse where a plan cannot be carried out, or does not say what it must."""
    if plan.days < 0 or plan.pages < 1:
        raise Misuse("days cannot be negative, and pages must be one at least", hint="leave them out")
    if not plan.contact:
        raise Misuse(
            "an archive is asked only with a contact, which it will see",
            hint="give an e-mail address or a web page",
        )
    try:
        _ = plan.begin, plan.end
    except OverflowError:
        raise Misuse(f"{plan.days} days lead out of the calendar", hint="give fewer days") from None
    check_crawl(plan.fetching())


@dataclass(frozen=True, slots=True)
class Progress:
    """Where it stands: captures fetched or given up, of how many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of it: captures found in the archive, taken, given up with the reasons.

    `more` says that the archive holds more than was asked for at most. `empty` are addresses of which it gives nothing,
    and why. `file` is the WARC, where anything was taken, by name.
    """

    found: int
    taken: int
    failed: int
    reasons: dict[str, int] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    more: bool = False
    file: str = ""
