"""An invented study, held as an import would hold it: no person in it exists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import insert

from diatrace.corpus.item import Choice
from diatrace.corpus.member import digest_of
from diatrace.corpus.version import Version, freeze
from diatrace.decision import question, record
from diatrace.decision.question import Question
from diatrace.decision.record import Answer
from diatrace.model import Verdict
from diatrace.privacy.identifiers import find
from diatrace.store import canonical, event, schema, segment
from diatrace.store.folder import Folder
from diatrace.store.segment import SegmentWriter
from diatrace.trace.columns import TRACE
from diatrace.trace.identity import state

CAPTURED = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001 (stored times are naive)
ADVICE: dict[str, Any] = {"read": 4, "found": 2}


def row(text: str = "", **fields: Any) -> dict[str, Any]:
    """Return a stored trace; what is not given is that of an anonymous page."""
    made: dict[str, Any] = {
        **{each.name: "" for each in TRACE},
        "source": 1,
        "kind": "page",
        "text": text,
        "language": "en",
        "language_evidence": "declared",
        "edited": datetime(2026, 5, 3, 10),  # noqa: DTZ001
        "edited_precision": "day",
        "edited_zone": "UTC",
        "edited_evidence": "modified_gmt",
        "captured": CAPTURED,
        "captured_precision": "second",
        "captured_zone": "UTC",
        "captured_evidence": "import",
        "forms": ["text"],
        "spans": [span._asdict() for span in find(text)],
        "position": 1,
        **fields,
    }
    if made["edited"] is None:
        made |= {"edited_precision": "", "edited_zone": "", "edited_evidence": "no date found"}
    made["id"] = (
        made["id"]
        or hashlib.blake2b(repr(sorted(fields.items())).encode() + text.encode(), digest_size=8).hexdigest()
    )
    made["digest"] = digest_of(made)
    made["state"] = state(made["digest"], made["attributes"].encode())
    made["raw"] = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return made


def hold(folder: Folder, rows: Sequence[Mapping[str, Any]], *, revised: int = 0) -> None:
    """Hold traces as one more segment."""
    with folder.database.read() as connection:
        number = segment.next_number(connection)
    writer = SegmentWriter(folder.path, "trace", number, arrow=TRACE)
    writer.revised = revised
    writer.add(pa.Table.from_pylist(list(rows), schema=TRACE))
    made = writer.close()
    with folder.database.write() as connection:
        named = segment.enter(connection, [made], 1)
        event.append(connection, "diatrace", "source.segment", {"source": 1, "segments": named})


def add_source(
    folder: Folder, *, venue: str = "open", format_: str = "pages", name: str = "pages.json", read: int = 1
) -> int:
    """Enter a source."""
    facts = {
        "format": format_,
        "name": name,
        "file_digest": hashlib.sha256(name.encode()).hexdigest(),
        "file_bytes": 1000,
        "settings": "{}",
        "venue": venue,
        "basis": "consent",
    }
    counts = {"read": read, "added": read, "added_at": "2026-11-01T09:30:00.000Z", "added_by": "Salma"}
    with folder.database.write() as connection:
        made: int = connection.execute(
            insert(schema.source).values({**facts, **counts}).returning(schema.source.c.id)
        ).scalar_one()
        event.append(connection, "Salma", "source.add", {"id": made, **facts})
    return made


def decide(
    folder: Folder,
    asked: Question,
    reviewer: str,
    verdicts: Mapping[str, Verdict],
    rows: Iterable[Mapping[str, Any]],
    **more: Any,
) -> list[int]:
    """Decide on traces under a reviewer's name."""
    digests = {each["id"]: each["digest"] for each in rows}
    answers = [Answer(trace, verdict, seconds=12.0, **more) for trace, verdict in verdicts.items()]
    return record.write(folder, asked.id, reviewer, answers, digests)


def ask(folder: Folder, name: str = "housing") -> Question:
    """Put a question."""
    return question.add(folder, name, "Does it help somebody to find or keep a home?")


def freeze_all(
    folder: Folder,
    asked: Question,
    rows: Iterable[Mapping[str, Any]],
    *,
    include: tuple[Verdict, ...] = ("in",),
    rule: str = "adjudicated",
    name: str = "",
) -> Version:
    """Freeze a question over these candidates."""
    newest = {each["id"]: each["digest"] for each in rows}
    return freeze(folder, asked, list(newest.items()), ADVICE, choice=Choice(rule, include), name=name)[0]


PAGES = [
    row(
        "A room for a month: ask at the town hall.",
        title="Rooms",
        url="https://homes.example/rooms",
        platform="",
    ),
    row(
        "غرفة للإيجار لمدة شهر، اتصلوا بالبلدية.", title="غرف", url="https://homes.example/ar", language="ar"
    ),
    row(
        "Un toit pour l’hiver 🏠, sans frais.",
        title="Toits",
        url="https://homes.example/fr",
        language="fr",
        edited=None,
    ),
    row("Opening hours of the pool.", title="Pool", url="https://homes.example/pool"),
]
POSTS = [
    row(
        "=HYPERLINK(\"https://bad.example\") call me on +33 6 12 34 56 78",
        kind="post", platform="x", author="a-k3n5qwzr2m7c", url="https://x.com/nour_invented/status/1", source=2,
        attributes=canonical.text({"likes": 3, "label": "write to nour@mail.example"}),
    ),
    row(
        "<script>alert(1)</script>\u202e\0 we offer a sofa 🛋️",
        kind="post", platform="x", author="a-aaaaaaaaaaaa", source=2,
    ),
]  # fmt: skip
MESSAGES = [
    row(
        "My cousin has a free room, ring 06 12 34 56 78",
        kind="message", platform="whatsapp", author="a-bbbbbbbbbbbb", thread="t-cccccccccccc", source=3, title="Family",
    ),
]  # fmt: skip
EVERYTHING = [*PAGES, *POSTS, *MESSAGES]


def study(folder: Folder) -> Question:
    """Fill a folder with the invented study, read by two people who differ once; return its question."""
    add_source(folder, read=len(PAGES))
    add_source(folder, format_="zeeschuimer", name="x.ndjson", read=len(POSTS))
    add_source(
        folder,
        venue="closed",
        format_="whatsapp",
        name="WhatsApp Chat with Nour Invented.txt",
        read=len(MESSAGES),
    )
    hold(folder, EVERYTHING)
    asked = ask(folder)
    verdicts: dict[str, Verdict] = {each["id"]: "in" for each in EVERYTHING}
    verdicts[PAGES[3]["id"]] = "out"
    decide(
        folder,
        asked,
        "Salma Invented",
        verdicts,
        EVERYTHING,
        reason="offers a home, says nour@mail.example",
        note="ask Nour",
    )
    second: dict[str, Verdict] = {PAGES[0]["id"]: "in", PAGES[1]["id"]: "neighbour"}
    decide(folder, asked, "Idris Invented", second, EVERYTHING, blind=True)
    decide(folder, asked, "Salma Invented", {PAGES[1]["id"]: "in"}, EVERYTHING, role="adjudication")
    return asked


def frozen(folder: Folder) -> Version:
    """Fill a folder with the invented study and freeze it."""
    return freeze_all(folder, study(folder), EVERYTHING)
