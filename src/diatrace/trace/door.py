"""The door: records come in with real names; rows go on with pseudonyms, identity, spans, language and forms.

Every import passes here record by record, so this file is written for speed where it does not cost clarity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import msgspec
import pyarrow as pa

from diatrace.model import Link, Moment, Record, Span
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


_MANY = 2**31 - 1
"""Occurrences that one row can stand for."""

_BARE = ("", "", "", "")
"""A tie without what stands around it."""

Rows: TypeAlias = dict[str, Sequence[Any]]
"""Columns by name, all of one length."""


@dataclass(slots=True)
class Admitted:
    """What one batch of records became: columns of traces and of ties, raw records in row order, and counts."""

    traces: Rows
    ties: Rows
    raws: list[bytes]
    added: int
    known: int
    revised: int

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Traces and ties as Arrow tables."""
        return pa.table(self.traces, schema=TRACE), pa.table(self.ties, schema=TIE)


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
        drafts = self._told_apart([self._draft(record) for record in batch])
        ids, states = words(draft.id for draft in drafts), words(draft.state for draft in drafts)
        held = self._known.look_up(ids)
        fresh: dict[int, int] = {}
        entering: list[_Draft] = []
        revised = 0
        for draft, identity, present, before in zip(drafts, ids.tolist(), states.tolist(), held, strict=True):
            now = fresh.get(identity, before)
            if now != present:
                revised += now is not None
                fresh[identity] = present
                self._known.note(identity, present)
                entering.append(draft)
        spans = [find(draft.record.text, draft.record.names, self._regions) for draft in entering]
        return Admitted(
            traces=self._traces(entering, spans),
            ties=_columns(TIE.names, list(self._ties(entering, spans))),
            raws=[draft.record.raw for draft in entering],
            added=len(entering) - revised,
            known=len(batch) - len(entering),
            revised=revised,
        )

    def _told_apart(self, drafts: list[_Draft]) -> list[_Draft]:
        """Give each repeat of an equal record that is known by what it says an identity of its own."""
        places = [place for place, draft in enumerate(drafts) if draft.said]
        met = self._identities.repeats(words(drafts[place].id for place in places))
        for place, repeat in zip(places, met, strict=True):
            if repeat:
                draft = drafts[place]
                keyed = draft.record.kind not in _PAGES
                drafts[place] = draft._replace(id=self._identities.of(draft.said, repeat=repeat, keyed=keyed))
        return drafts

    def _draft(self, record: Record) -> _Draft:
        """Pseudonymise and identify one record; strings that no file can hold are mended first."""
        try:
            _check_aside(record)
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
        known_by = b"" if record.native else said + attributes
        return _Draft(
            self._identities.of(known_by, keyed=keyed)
            if known_by
            else self._identities.native(platform, record.native, keyed=keyed),
            known_by,
            state(digest, attributes + _listed(record)),
            digest,
            author,
            thread,
            self._identities.native(platform, record.reply_to, keyed=keyed) if record.reply_to else "",
            self._people.actor(platform, record.forward_of) if record.forward_of else "",
            attributes.decode(),
            record,
        )

    def _traces(self, drafts: Sequence[_Draft], spans: Sequence[tuple[Span, ...]]) -> Rows:
        """Return the columns of new rows; built column by column, which is several times faster than row by row."""
        records = [draft.record for draft in drafts]
        languages = [_declared(record.language) if record.language else ("", "") for record in records]
        if self._identifier is not None:
            _identify(self._identifier, records, languages)
        edited = [record.edited for record in records]
        captured = [record.captured if record.captured.at else self._captured for record in records]
        return {
            "id": [draft.id for draft in drafts],
            "source": [self._source] * len(drafts),
            "kind": [record.kind for record in records],
            "platform": [record.platform for record in records],
            "title": [record.title for record in records],
            "text": [record.text for record in records],
            "author": [draft.author for draft in drafts],
            "thread": [draft.thread for draft in drafts],
            "reply_to": [draft.reply_to for draft in drafts],
            "forward_of": [draft.forward_of for draft in drafts],
            "url": [record.url for record in records],
            **_columns(("language", "language_evidence"), languages),
            **_columns(_moment("edited"), edited),
            **_columns(_moment("captured"), captured),
            "forms": [form.forms(record.text, record.forms) for record in records],
            "spans": spans,
            "attributes": [draft.attributes for draft in drafts],
            "position": [record.where for record in records],
            "digest": [draft.digest for draft in drafts],
            "state": [draft.state for draft in drafts],
            "raw": [self._people.digest(record.raw) for record in records],
        }

    def _ties(self, drafts: Sequence[_Draft], spans: Sequence[tuple[Span, ...]]) -> Iterator[tuple[Any, ...]]:
        for draft, found in zip(drafts, spans, strict=True):
            record = draft.record
            if record.kind == "site":  # a list says itself what it links to
                yield from self._occurrences(draft, record.occurrences)
                continue
            at, rest = record.edited.at, (*_BARE, record.where, 1)
            for name in record.mentions or form.mentions(record.text, found):
                yield draft.id, "mention", draft.author, self._people.actor(record.platform, name), at, *rest
            if draft.reply_to:
                yield draft.id, "reply", draft.author, draft.reply_to, at, *rest
            if draft.forward_of:
                yield draft.id, "forward", draft.author, draft.forward_of, at, *rest
            if record.occurrences:
                yield from self._occurrences(draft, record.occurrences)
                continue
            for link in record.links or form.links(record.text):
                yield draft.id, "link", draft.author, self._redacted(link), at, *rest

    def _occurrences(self, draft: _Draft, links: Sequence[Link]) -> Iterator[tuple[Any, ...]]:
        at = draft.record.edited.at
        for each in links:
            said = (
                self._redacted(each.address),
                at,
                self._redacted(each.anchor),
                self._redacted(each.context),
            )
            yield (
                draft.id,
                each.kind,
                draft.author,
                *said,
                each.place,
                each.rel,
                draft.record.where,
                min(max(each.count, 1), _MANY),
            )

    def _redacted(self, text: str) -> str:
        return redact(text, find(text, (), self._regions)) if text else ""


class _Draft(NamedTuple):
    id: str
    said: bytes  # what it is known by, where its platform does not name it
    state: str
    digest: str
    author: str
    thread: str
    reply_to: str
    forward_of: str
    attributes: str
    record: Record


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Rows:
    """Turn rows into columns."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _moment(name: str) -> tuple[str, ...]:
    return (name, f"{name}_precision", f"{name}_zone", f"{name}_evidence")


def _declared(language: str) -> tuple[str, str]:
    """Return a declared language as its short code, and its evidence; codes that declare nothing are empty."""
    code = language.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    if not (2 <= len(code) <= 3 and code.isalpha()) or code in _UNDECLARED:
        return "", ""
    return code, "declared"


_PAGES = {"page", "link", "site"}
"""Kinds known by their address, which is no secret: they have the same identity in every study."""


def _listed(record: Record) -> bytes:
    """Return the links of a list, which are all it says: where they change it is another state of the list."""
    return _encode([*map(list, record.occurrences)]) if record.kind == "site" else b""


_UNDECLARED = {"und", "zxx", "mul", "mis", "qme", "qst", "qht", "qam", "qct", "art", "un"}


def _identify(identifier: Identifier, records: Sequence[Record], languages: list[tuple[str, str]]) -> None:
    """Fill in the languages the format did not declare."""
    open_rows = [place for place, (language, _) in enumerate(languages) if not language]
    texts = [records[place].text or records[place].title for place in open_rows]
    for place, found in zip(open_rows, identifier.identify(texts), strict=True):
        languages[place] = found


def _check_aside(record: Record) -> None:
    """Raise UnicodeEncodeError where UTF-8 cannot hold what is kept of a record besides what identifies it."""
    aside = (
        record.edited.evidence,
        record.captured.evidence,
        record.language,
        *record.mentions,
        *record.links,
    )
    "".join((*aside, *chain.from_iterable(each[:-1] for each in record.occurrences))).encode()


def _mended(record: Record) -> Record:
    """Return a record without what UTF-8 cannot hold (lone surrogates become U+FFFD)."""
    return replace(record, **{each.name: _mend(getattr(record, each.name)) for each in fields(record)})


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, (Moment, Link)):
        return type(value)(*map(_mend, value))
    if isinstance(value, tuple):
        return tuple(_mend(each) for each in value)
    if isinstance(value, dict):
        return {_mend(name): _mend(each) for name, each in value.items()}
    return value
