"""Which column of a table is what: proposed from the names and the values, then as a person says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from diatrace.errors import AnswerNeeded, Misuse, SourceError
from diatrace.trace import dates
from diatrace.trace.anydate import simplified

FIELDS: Final = (
    "text", "title", "author", "date", "url", "id", "thread", "reply_to", "language", "captured",
    "mentions", "links", "forward_of", "kind", "platform",
)  # fmt: skip
"""What a column may become; `attribute.NAME` keeps any other one."""

PERSONAL: Final = ("author", "thread", "mentions", "forward_of")
"""Fields that hold people: they become pseudonyms at the door."""

_ALIASES: Final = {
    "body": "text", "content": "text", "message": "text", "subject": "title", "user": "author",
    "username": "author", "timestamp": "date", "edited": "date", "edit_date": "date",
    "created_at": "date", "published": "date", "link": "url", "native": "id", "conversation": "thread",
    "thread_id": "thread", "chat": "thread", "in_reply_to": "reply_to", "parent": "reply_to",
    "lang": "language", "capture": "captured", "capture_date": "captured", "collected": "captured",
    "forwarded_from": "forward_of",
}  # fmt: skip
"""Other names a person may give to a field."""

_NAMES: Final = {
    "text": "text body full_text content message tweet post comment texte contenu publication "
    "commentaire نص النص محتوى المحتوى رسالة الرسالة تغريدة منشور تعليق متن texto "
    "contenido mensaje tuit comentario inhalt nachricht beitrag kommentar текст "
    "текст_сообщения metin tweet_text post_text message_text text_content comment_text "
    "body_text selftext caption abstract resume verbatim answer response reponse "
    "respuesta antwort description",
    "title": "title subject titre objet titulo titel headline عنوان العنوان заголовок baslik "
    "post_title page_title",
    "author": "author_username username screen_name user_name user_screen_name handle author user "
    "account auteur utilisateur autor usuario benutzer verfasser author_handle "
    "user_username author_id user_id poster sender from expediteur كاتب الكاتب مستخدم "
    "المستخدم المؤلف автор yazar kullanici",
    "date": "created_at timestamp date datetime published_at published publication_date pub_date "
    "posted_at post_date date_created created created_utc creation_date date_time time "
    "sent_at date_publication date_heure date_de_publication fecha fecha_de_publicacion "
    "datum zeit zeitpunkt تاريخ التاريخ وقت дата tarih unix_timestamp updated_at "
    "last_updated modified",
    "url": "url permalink link uri post_url tweet_url page_url lien adresse adresse_web enlace "
    "رابط الرابط ссылка",
    "id": "id post_id tweet_id message_id status_id comment_id item_id id_str uuid guid "
    "unique_id identifier identifiant معرف",
    "thread": "thread_id thread conversation_id conversation chat chat_id discussion_id discussion "
    "fil channel canal محادثة",
    "reply_to": "reply_to in_reply_to reply_to_id in_reply_to_id in_reply_to_status_id "
    "in_reply_to_status_id_str parent_id replied_to reponse_a",
    "language": "language lang langue sprache idioma لغة اللغة язык dil language_code lang_code",
    "captured": "captured_at captured collected_at collected crawled_at crawled retrieved_at "
    "scraped_at fetched_at fetch_time capture_date timestamp_collected date_de_collecte "
    "date_collecte accessed_at",
    "mentions": "mentions mentioned_users user_mentions mentionnes",
    "links": "links urls outlinks expanded_urls liens",
    "forward_of": "forward_of forwarded_from retweeted_user retweet_of forward_from",
    "kind": "kind",
    "platform": "platform plateforme plattform plataforma منصة",
}
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART: Final = re.compile(r"[\W_]+")
_SERIAL: Final = re.compile(r"(?!.*://)\D*(\d{1,18})\D*")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns become which fields (several are joined) and which are kept as attributes; JSON-ready."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def all(self) -> list[str]:
        """Every column that is read, once."""
        return list(
            dict.fromkeys(
                [*(name for names in self.fields.values() for name in names), *self.attributes.values()]
            )
        )


def plain_name(name: str) -> str:
    """Return a column's name without case, accents and marks, its words joined by underscores."""
    return _APART.sub("_", simplified(_CAMEL.sub("_", name))).strip("_")


_KNOWN: Final = {
    known: {plain_name(name): place for place, name in enumerate(names.split(" "))}
    for known, names in _NAMES.items()
}


def propose(samples: Mapping[str, Sequence[str]]) -> Columns:
    """Propose what each column is, from its name first and from its values where no name tells."""
    free = {name: [text for text in texts if text.strip()] for name, texts in samples.items()}
    found: dict[str, list[str]] = {}
    for known, names in _KNOWN.items():
        ranked = sorted((names[plain_name(name)], name) for name in free if plain_name(name) in names)
        chosen = next((name for _rank, name in ranked if free[name]), None)
        if chosen is not None:
            found[known] = [chosen]
            del free[chosen]
    for known, guess in (("text", _wordy), ("date", _dated), ("url", _addressed), ("id", _numbered)):
        chosen = guess(free) if known not in found else None
        if chosen is not None:
            found[known] = [chosen]
            del free[chosen]
    if "text" not in found and "title" in found:
        found["text"] = found.pop("title")
    return Columns({known: found[known] for known in FIELDS if known in found})


def wishes(given: str | Mapping[str, str] | Iterable[str]) -> dict[str, str]:
    """Read a mapping that a person gives (JSON, a dictionary, pairs `field=column`); raise Misuse otherwise."""
    if isinstance(given, str):
        text = given.strip()
        if not text.startswith("{"):
            return wishes([part for part in text.splitlines() if part.strip()])
        try:
            given = json.loads(text)
        except ValueError as error:
            raise Misuse(f"the mapping is not JSON: {error}", hint='{"text": "body"}') from None
    if isinstance(given, Mapping):
        return {_field(str(name)): str(column or "") for name, column in given.items()}
    pairs = [str(pair).partition("=") for pair in given]
    if any(not mark for _name, mark, _column in pairs):
        raise Misuse("a mapping is written field=column", hint="--map text=body")
    return {_field(name.strip()): column.strip() for name, _mark, column in pairs}


def apply(proposed: Columns, wanted: Mapping[str, str], header: Sequence[str]) -> Columns:
    """Return the proposal as a person changed it; raise SourceError for a column that is not there."""
    fields, attributes = dict(proposed.fields), dict(proposed.attributes)
    for name, value in wanted.items():
        columns = list(_columns(value, header)) if value else []
        if name.startswith("attribute."):
            attributes[name.removeprefix("attribute.")] = columns[0] if columns else ""
        else:
            fields[name] = columns
    asked = {column for name in wanted for column in fields.get(name, ())}
    kept = {
        name: columns if name in wanted else [column for column in columns if column not in asked]
        for name, columns in fields.items()
    }
    return Columns(
        {name: kept[name] for name in FIELDS if kept.get(name)},
        {name: column for name, column in attributes.items() if column},
    )


def need_text(columns: Columns, samples: Mapping[str, Sequence[str]]) -> None:
    """Ask which column holds the text where none could be proposed."""
    if "text" in columns.fields or "title" in columns.fields:
        return
    shown = {name: next((text[:60] for text in texts if text), "") for name, texts in samples.items()}
    raise AnswerNeeded(
        f"no column looks like a text among: {', '.join([*shown][:12])}{' …' if len(shown) > 12 else ''}",
        question="Which column holds the text?",
        choices=shown,
        param="map.text",
        hint="--map text=COLUMN",
    )


def counts_up(values: Iterable[str]) -> bool:
    """Say whether identifiers only number the rows of their own file (1, 2, 3 …; r-1, r-2 …).

    Such numbers return in every other file; what a platform gives out (long, scattered, random) does not.
    """
    texts = list(dict.fromkeys(text for text in values if text))
    numbers = {int(found[1]) for text in texts if (found := _SERIAL.fullmatch(text))}
    if len(numbers) < 0.9 * len(texts) or not numbers:
        return all(len(text) < 12 for text in texts)
    dense = len(numbers) > 1 and max(numbers) - min(numbers) < 1000 * len(numbers)
    return dense or max(numbers) < 10**7


def _field(name: str) -> str:
    known = _ALIASES.get(name, name)
    if known not in FIELDS and not (known.startswith("attribute.") and known != "attribute."):
        raise Misuse(f"a column cannot become {name!r}", hint=f"known: {', '.join(FIELDS)}, attribute.NAME")
    return known


def _columns(value: str, header: Sequence[str]) -> Iterator[str]:
    """Find the columns that are meant: one by its whole name, or several parted by commas."""
    loosely = {plain_name(name): name for name in reversed(header)}
    for part in [value] if value in header or plain_name(value) in loosely else value.split(","):
        name = part if part in header else loosely.get(plain_name(part.strip()))
        if name is None:
            raise SourceError(f"there is no column {part.strip()!r}", hint=f"columns: {', '.join(header)}")
        yield name


def _wordy(free: Mapping[str, Sequence[str]]) -> str | None:
    """Return the column of sentences: several words, hardly ever the same, the longest of its kind."""
    worth = {}
    for name, texts in free.items():
        several = sum(len(text.split()) > 2 for text in texts)
        length = sum(map(len, texts)) / len(texts) if texts else 0
        if texts and several > 0.5 * len(texts) and len(set(texts)) > 0.5 * len(texts) and length > 15:
            worth[name] = length * len(set(texts)) / len(texts)
    return max(worth, key=lambda name: worth[name], default=None)


def _dated(free: Mapping[str, Sequence[str]]) -> str | None:
    return _only(name for name, texts in free.items() if dates.looks_dated(texts[:200]))


def _addressed(free: Mapping[str, Sequence[str]]) -> str | None:
    return _only(
        name
        for name, texts in free.items()
        if texts and sum(text.startswith(("http://", "https://")) for text in texts) > 0.9 * len(texts)
    )


def _numbered(free: Mapping[str, Sequence[str]]) -> str | None:
    """Return the first column that is called an identifier and never repeats one."""
    named = (name for name in free if plain_name(name).split("_")[-1] in {"id", "ids", "key", "nr", "no"})
    return next((name for name in named if free[name] and len(set(free[name])) == len(free[name])), None)


def _only(names: Iterator[str]) -> str | None:
    found = list(names)
    return found[0] if len(found) == 1 else None
