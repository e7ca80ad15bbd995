"""The door: records come in with real names; rows go on with pseudonyms, identity, spans, language and forms.

Every import passes here record by record, so this file is written for speed where it does not cost clarity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from diatrace.model import Moment, Record, Span
from diatrace.privacy.identifiers import find, redact
from diatrace.privacy.key import Key
from diatrace.privacy.numbering import regions_of
from diatrace.privacy.pseudonym import Pseudonymiser
from diatrace.trace import forms as form
from diatrace.trace.columns import TIE, TRACE
from diatrace.trace.identity import Identities, content, content_digest, state
from diatrace.trace.known import Known, words
from diatrace.trace.language import Identifier

_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(slots=True)
class Admitted:
    """What one batch of records became: columns ready for a segment, raw records in row order, and counts."""

    rows: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in TRACE.names})
    ties: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in TIE.names})
    raws: list[bytes] = field(default_factory=list)
    added: int = 0
    known: int = 0
    revised: int = 0

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Traces and ties as Arrow tables."""
        return pa.table(self.rows, schema=TRACE), pa.table(self.ties, schema=TIE)


class Door:
    """Admits batches of records of one source.

    `languages` are the study's: they say which countries' telephone numbers to expect. Without an `identifier` the
    language of a text is left open. `imported_at` stands in for the capture date where the format gives none.
    """

    def __init__(
        self,
        key: Key,
        known: Known,
        *,
        source: int,
        imported_at: datetime,
        languages: Sequence[str] = (),
        identifier: Identifier | None = None,
    ) -> None:
        self._people = Pseudonymiser(key.derive("pseudonym"))
        self._identities = Identities(key.derive("identity"))
        self._known, self._source, self._identifier = known, source, identifier
        self._regions = regions_of(languages)
        self._captured = Moment(imported_at, "second", "UTC", "import")

    def admit(self, batch: Sequence[Record]) -> Admitted:
        """Admit records: new and revised ones become rows, known ones are counted."""
        out = Admitted()
        drafts = [self._draft(record) for record in batch]
        ids, states = words(draft.id for draft in drafts), words(draft.state for draft in drafts)
        fresh: dict[int, int] = {}
        held = self._known.look_up(ids)
        for draft, identity, present, before in zip(drafts, ids.tolist(), states.tolist(), held, strict=True):
            now = fresh.get(identity, before)
            if now == present:
                out.known += 1
                continue
            if now is None:
                out.added += 1
            else:
                out.revised += 1
            fresh[identity] = present
            self._known.note(identity, present)
            self._append(out, draft)
        if self._identifier is not None:
            _identify(self._identifier, out.rows)
        return out

    def _draft(self, record: Record) -> _Draft:
        """Pseudonymise and identify one record; strings that no file can hold are mended first."""
        try:
            return self._identified(record)
        except UnicodeEncodeError:
            return self._identified(_mended(record))

    def _identified(self, record: Record) -> _Draft:
        platform = record.platform
        author = self._people.actor(platform, record.author) if record.author else ""
        thread = self._people.thread(platform, record.thread) if record.thread else ""
        attributes = _encode(record.attributes) if record.attributes else b""
        said = content(
            record.kind, platform, thread, author, record.edited.at, record.title, record.text, record.url
        )
        digest = content_digest(said)
        keyed = record.kind not in _PAGES
        if record.native:
            identity = self._identities.native(platform, record.native, keyed=keyed)
        else:
            identity = self._identities.counted(said + attributes, keyed=keyed)
        return _Draft(
            identity, state(digest, attributes), digest, author, thread, attributes.decode(), record
        )

    def _append(self, out: Admitted, draft: _Draft) -> None:
        record, people = draft.record, self._people
        text = record.text
        edited, captured = record.edited, record.captured if record.captured.at else self._captured
        spans: tuple[Span, ...] = find(text, record.names, self._regions)
        reply_to = (
            self._identities.native(record.platform, record.reply_to, keyed=True) if record.reply_to else ""
        )
        forward_of = people.actor(record.platform, record.forward_of) if record.forward_of else ""
        row = (
            draft.id,
            self._source,
            record.kind,
            record.platform,
            record.title,
            text,
            draft.author,
            draft.thread,
            reply_to,
            forward_of,
            record.url,
            *_declared(record.language),
            edited.at,
            edited.precision,
            edited.zone,
            edited.evidence,
            captured.at,
            captured.precision,
            captured.zone,
            captured.evidence,
            form.forms(text, record.forms),
            spans,
            draft.attributes,
            record.where,
            draft.digest,
            draft.state,
            people.digest(record.raw),
        )
        for column, value in zip(out.rows.values(), row, strict=True):
            column.append(value)
        out.raws.append(record.raw)
        for kind, target in self._ties(record, spans, reply_to, forward_of):
            for column, value in zip(
                out.ties.values(), (draft.id, kind, draft.author, target, edited.at), strict=True
            ):
                column.append(value)

    def _ties(
        self, record: Record, spans: tuple[Span, ...], reply_to: str, forward_of: str
    ) -> Iterator[tuple[str, str]]:
        text = record.text
        for name in record.mentions or form.mentions(text, spans):
            yield "mention", self._people.actor(record.platform, name)
        if reply_to:
            yield "reply", reply_to
        if forward_of:
            yield "forward", forward_of
        links = record.links or (form.links(text) if "://" in text or "www." in text else ())
        for link in links:
            yield "link", redact(link, find(link, (), self._regions))


class _Draft(NamedTuple):
    id: str
    state: str
    digest: str
    author: str
    thread: str
    attributes: str
    record: Record


def _declared(language: str) -> tuple[str, str]:
    """Return a declared language as its short code, and its evidence; codes that declare nothing are empty."""
    code = language.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    if not (2 <= len(code) <= 3 and code.isalpha()) or code in _UNDECLARED:
        return "", ""
    return code, "declared"


_PAGES = {"page", "link"}
"""Kinds known by their address, which is no secret: they have the same identity in every study."""

_UNDECLARED = {"und", "zxx", "mul", "mis", "qme", "qst", "qht", "qam", "qct", "art", "un"}


def _identify(identifier: Identifier, rows: dict[str, list[Any]]) -> None:
    """Fill in the languages the format did not declare."""
    open_rows = [place for place, language in enumerate(rows["language"]) if not language]
    texts = [rows["text"][place] or rows["title"][place] for place in open_rows]
    for place, (language, evidence) in zip(open_rows, identifier.identify(texts), strict=True):
        rows["language"][place], rows["language_evidence"][place] = language, evidence


def _mended(record: Record) -> Record:
    """Return a record without what UTF-8 cannot hold (lone surrogates become U+FFFD)."""
    return replace(record, **{each.name: _mend(getattr(record, each.name)) for each in fields(record)})


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Moment):
        return value._replace(evidence=_mend(value.evidence))
    if isinstance(value, tuple):
        return tuple(_mend(each) for each in value)
    if isinstance(value, dict):
        return {_mend(name): _mend(each) for name, each in value.items()}
    return value
