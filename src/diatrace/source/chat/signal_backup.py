"""Signal's own "export chat history" (main.jsonl): one frame a line, people and chats before the messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from diatrace.model import Record
from diatrace.source.chat import clock, people

Said = dict[str, Any]

_KINDS: Final = {
    "stickerMessage": "sticker",
    "contactMessage": "contact",
    "poll": "poll",
    "viewOnceMessage": "image",
}
_NAMES: Final = (
    ("nickname", "given", "family"),
    ("", "systemGivenName", "systemFamilyName"),
    ("", "profileGivenName", "profileFamilyName"),
    ("", "username", ""),
    ("", "e164", ""),
)
_PLACE_OF_MENTION: Final = "\ufffc"


@dataclass(slots=True)
class Backup:
    """Learns people and chats from frames as they come, and makes records of messages."""

    names: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)
    _me: str = ""

    def take(self, frame: Said) -> Record | None:
        """Take in one frame; return a record where it is a message."""
        if isinstance(frame.get("account"), dict):
            self._me = _name(_profile(frame["account"]))
        elif isinstance(frame.get("recipient"), dict):
            self._meet(frame["recipient"])
        elif isinstance(frame.get("chat"), dict):
            self.chats[str(frame["chat"].get("id"))] = str(frame["chat"].get("recipientId"))
        elif isinstance(frame.get("chatItem"), dict):
            return self._record(frame["chatItem"])
        return None

    def _meet(self, said: Said) -> None:
        identifier = str(said.get("id"))
        contact, group = said.get("contact"), said.get("group")
        if isinstance(contact, dict):
            self.names[identifier] = _name(contact) or identifier
            self.keys[identifier] = str(contact.get("aci") or contact.get("e164") or identifier)
        elif isinstance(group, dict):
            title = _dig(group, "snapshot", "title", "title")
            self.names[identifier] = str(title or f"group {identifier}")
            self.keys[identifier] = str(group.get("masterKey") or identifier)
        else:
            self.names[identifier] = (self._me or "self") if "self" in said else "Signal"
            self.keys[identifier] = "self" if "self" in said else identifier

    def _record(self, said: Said) -> Record:
        author, chat = str(said.get("authorId")), self.chats.get(str(said.get("chatId")), "")
        thread = self.keys.get(chat, chat)
        record = Record(
            kind="message",
            author=self.names.get(author, author),
            thread=self.names.get(chat, chat),
            edited=clock.from_epoch(said.get("dateSent"), 1000, "dateSent"),
            native=f"{thread}/{self.keys.get(author, author)}/{said.get('dateSent')}",
        )
        standard = said.get("standardMessage")
        if isinstance(standard, dict):
            self._standard(record, standard, thread)
        elif form := next((form for key, form in _KINDS.items() if key in said), ""):
            record.forms, record.text = (form,), _words_of(said)
            record.names = ((0, len(record.text)),) if form == "contact" and record.text else ()
        else:
            record.forms = ("system",)
            record.text = _deed(said)
            record.native += f"/{record.text}"
            record.attributes = {"deleted": True} if "remoteDeletedMessage" in said else None
        return record

    def _standard(self, record: Record, said: Said, thread: str) -> None:
        text, ranges = _dig(said, "text", "body"), _dig(said, "text", "bodyRanges")
        record.text = str(text or "")
        called = [each for each in ranges or () if isinstance(each, dict) and each.get("mentionAci")]
        self._mentions(record, [str(each["mentionAci"]) for each in sorted(called, key=_start)])
        record.forms = tuple(dict.fromkeys(_attached(said)))
        quote = said.get("quote")
        if isinstance(quote, dict) and quote.get("targetSentTimestamp"):
            author = str(quote.get("authorId"))
            record.reply_to = f"{thread}/{self.keys.get(author, author)}/{quote['targetSentTimestamp']}"
        reactions = [each for each in said.get("reactions") or () if isinstance(each, dict)]
        if reactions:
            emoji = [str(each.get("emoji")) for each in reactions]
            record.attributes = {"reactions": {each: emoji.count(each) for each in dict.fromkeys(emoji)}}

    def _mentions(self, record: Record, called: list[str]) -> None:
        """Put names where the text has only places for them."""
        by_key = {key: self.names[identifier] for identifier, key in self.keys.items()}
        spans: list[tuple[int, int]] = []
        for name in (by_key.get(each, each) for each in called):
            at = record.text.find(_PLACE_OF_MENTION)
            if at >= 0:
                record.text = f"{record.text[:at]}@{name}{record.text[at + 1 :]}"
                spans.append((at + 1, at + 1 + len(name)))
            record.mentions += (name,)
        record.names = people.merged(spans)


def _profile(account: Said) -> Said:
    return {
        "profileGivenName": account.get("givenName"),
        "profileFamilyName": account.get("familyName"),
        **account,
    }


def _name(said: Said) -> str:
    """Return the best name of a person: the one the user gave, the phone's, the person's own."""
    for within, given, family in _NAMES:
        source = said.get(within) if within else said
        if isinstance(source, dict):
            parts = [str(source.get(key) or "").strip() for key in (given, family) if key]
            if name := " ".join(filter(None, parts)):
                return name
    return ""


def _dig(said: Any, *keys: str) -> Any:
    for key in keys:
        said = said.get(key) if isinstance(said, dict) else None
    return said


def _start(said: Said) -> int:
    return int(str(said.get("start") or 0))


def _attached(said: Said) -> Iterator[str]:
    for each in said.get("attachments") or ():
        mime = str(_dig(each, "pointer", "contentType") or "")
        kind = mime.partition("/")[0]
        if _dig(each, "flag") == "VOICE_MESSAGE":
            yield "voice"
        else:
            yield kind if kind in {"image", "video", "audio"} else "document"


def _words_of(said: Said) -> str:
    """Return the words of a message that is none of text: a poll's question, a contact's name, a sticker's emoji."""
    name = _dig(said, "contactMessage", "contact", "name") or {}
    words = [_dig(said, "poll", "question"), _dig(said, "stickerMessage", "sticker", "emoji")]
    words += [name.get("givenName"), name.get("familyName")] if isinstance(name, dict) else []
    return " ".join(str(each) for each in words if each)


def _deed(said: Said) -> str:
    """Put in words what the program did: a deletion, a call, a change of the group."""
    if "remoteDeletedMessage" in said:
        return "This message was deleted"
    update = said.get("updateMessage")
    if not isinstance(update, dict) or not update:
        return next(
            (_plain(key) for key in said if key.endswith(("Message", "Notification", "Badge"))), "update"
        )
    key, value = next(iter(update.items()))
    told = _dig(value, "type") or ", ".join(
        _plain(str(name)) for each in _dig(value, "updates") or () if isinstance(each, dict) for name in each
    )
    return f"{_plain(key)}: {_plain(str(told))}" if told else _plain(key)


def _plain(key: str) -> str:
    """Return a programmer's name as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").lower()
