"""Sources of a study."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from aiohttp.abc import AbstractResolver
from sqlalchemy import select

from diatrace import registry
from diatrace.errors import Misuse
from diatrace.privacy.seal import unseal
from diatrace.run import listed, running
from diatrace.source import intake
from diatrace.source.recall import RecallPlan, archive_of, check, recall
from diatrace.store import canonical
from diatrace.store.folder import Folder
from diatrace.store.schema import source, unreadable
from diatrace.store.segment import FOLDERS

_ASKING = ("recall", "crawl")
"""Kinds of runs that ask other people's machines, and say who does."""


class Sources:
    """Where the traces come from."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def formats(self) -> list[str]:
        """Return the names of the formats that can be read."""
        return registry.names("source")

    def describe(self, name: str) -> dict[str, Any]:
        """Return a format's title, documentation and parameters."""
        return registry.describe("source", name)

    def preview(self, path: str | Path, *, as_: str = "", **params: Any) -> dict[str, Any]:
        """Show what `add` would do, and write nothing: what is kept, pseudonymised, left out; first traces; faults."""
        return intake.preview(self._folder, Path(path), as_, params)

    def add(
        self,
        path: str | Path,
        *,
        as_: str = "",
        venue: str = "",
        basis: str = "",
        who: str = "owner",
        languages: bool = True,
        **params: Any,
    ) -> dict[str, Any]:
        """Import a file or folder; return counts (read, added, known, revised, unreadable) and the faults met.

        `as_` names the format where it is not recognised; `params` are the format's own (see `describe`), such as
        `map={"text": "message"}` for tables. The same file twice adds nothing. `languages=False` leaves languages open.
        """
        return intake.take_in(
            self._folder, Path(path), as_, params, venue=venue, basis=basis, who=who, languages=languages
        )

    def recall(
        self,
        urls: Iterable[str],
        *,
        archive: str,
        at: str | date,
        contact: str = "",
        days: int = 30,
        who: str = "owner",
        basis: str = "",
        resolver: Callable[[], AbstractResolver] | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        """Fetch what a web archive captured of some addresses around a day, and import it; return both outcomes.

        `archive` is a known name or the address of a collection; `options` are those of `RecallPlan` (prefix, every,
        pages, delay, allow_private). `contact` is that of the last recall or crawl where none is given. The captures
        are kept as WARC among the blobs of the study; the same recall again fetches only what is not there yet.
        """
        contact = contact or self._contact()
        plan = RecallPlan(archive_of(archive), tuple(urls), _day(at), contact, days, **options)
        check(plan)
        told = {"archive": archive, "urls": list(plan.urls), "at": plan.at.isoformat(), "days": days}
        told |= {"contact": contact, **options}
        folder = self._folder.path / "blob" / f"recall-{plan.name}"
        with running(self._folder.database, "recall", told, alone=True) as run:
            summary = recall(
                folder, plan, on_progress=lambda now: run.progress(now.done, now.total), resolver=resolver
            )
            run.result = asdict(summary)
        if not summary.file:
            return {**run.result, "source": None}
        return {**run.result, "source": self.add(folder / summary.file, as_="warc", who=who, basis=basis)}

    def _contact(self) -> str:
        """Return the contact that was given last; nothing where none was."""
        asked = (each["params"] for each in listed(self._folder.database) if each["kind"] in _ASKING)
        given = (each.get("plan", each).get("contact", "") for each in asked)
        return next(filter(None, given), "")

    def unreadable(self, number: int, *, raw: bool = False) -> list[dict[str, Any]]:
        """Return the records of a source that could not be read: where, why, and with `raw` the record itself."""
        query = select(unreadable).where(unreadable.c.source == number).order_by(unreadable.c.id)
        with self._folder.database.read() as connection:
            rows = connection.execute(query).mappings().all()
        open_raw = self._opener() if raw and rows else None
        return [
            {"where": row["place"], "reason": row["reason"], **({"raw": open_raw(row)} if open_raw else {})}
            for row in rows
        ]

    def _opener(self) -> Callable[[Any], bytes]:
        sealed_with = self._folder.key().derive("seal")
        folder = self._folder.path / FOLDERS["unreadable"]
        return lambda row: unseal(folder / row["segment"], row["position"], sealed_with)

    def list(self) -> list[dict[str, Any]]:
        """Return what has been added, oldest first."""
        with self._folder.database.read() as connection:
            rows = connection.execute(select(source).order_by(source.c.id)).mappings().all()
        return [{**row, "settings": canonical.value(row["settings"])} for row in rows]


def _day(text: str | date) -> date:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{text!r} is no day", hint="write it as 2015-06-01") from None
