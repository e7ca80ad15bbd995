"""Which file of an export holds the chat, and what the chat is called, by the names that phones give to files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from diatrace.errors import SourceError

UNNAMED: Final = "chat"
"""The thread of a chat whose file does not tell its name: one word for all, so that two exports of it still meet."""

_APP: Final = r"(?:WhatsApp|واتساب|واتس ?اب|واتساپ|ватсап)"
_WITH: Final = (
    r"with|mit|avec|con|com|med|met|amb|dengan|cu|sa|s|z|ze|ar|su|me|na|kun|koos|kanssa"
    r"|με|с|з|із|со|עם|مع|با|کے ساتھ|กับ|với"
)
_KIND_OF_PERSON: Final = (
    r"(?:uživatelem|užívateľom|kontaktem|kontaktom|контактом|користувачем|korisnikom|użytkownikiem|\+)"
)
_BEFORE: Final = re.compile(
    rf"^.{{0,40}}?{_APP}.{{0,30}}?(?:\s(?:{_WITH})\s(?:{_KIND_OF_PERSON}\s)?|\s?[-–:]\s)(?P<name>.+)$",
    re.IGNORECASE,
)
_AFTER: Final = (
    re.compile(
        rf"^(?P<name>.+?)\s?(?:ile|के साथ|کے ساتھ|님과의|님과|との|さんとの|সাথে|এর সাথে)\s?{_APP}.*$",
        re.IGNORECASE,
    ),
    re.compile(rf"^[与與和跟]\s?(?P<name>.+?)\s?的\s?{_APP}.*$", re.IGNORECASE),
    re.compile(rf"^{_APP}\s?(?P<name>.+?)(?:さん)?との(?:トーク|チャット).*$", re.IGNORECASE),
)
_COPY: Final = re.compile(
    r"(?:\s*[(\[]\d{1,3}[)\]]|\s-\s(?:copy|copie|kopie|copia|cópia)|\s(?:copy|copie|kopie))+$", re.IGNORECASE
)
_PLAIN: Final = re.compile(r"^_?chat(?:[ _-]?\d+|\s*\(\d+\))*\.txt$", re.IGNORECASE)


def is_chat_file(name: str) -> bool:
    """Say whether a file is named as WhatsApp names a chat."""
    base = PurePosixPath(name).name
    return base.startswith("_chat") or bool(_named(base)) or bool(re.search(_APP, base, re.IGNORECASE))


def chat_file(names: Sequence[str], path: Path) -> str:
    """Return the name of the one text file that is a chat; raise SourceError where there is none, or several."""
    texts = [name for name in names if name.lower().endswith(".txt")]
    for likely in (_PLAIN.match, _named, str):
        found = [name for name in texts if likely(PurePosixPath(name).name)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise SourceError(
                f"{path.name} holds {len(found)} text files that may be chats",
                where=str(path),
                hint="unpack it and add the chats one by one",
            )
    raise SourceError(
        f"{path.name} holds no text file", where=str(path), hint="a chat export holds _chat.txt or the like"
    )


def thread_of(path: Path, member: str) -> str:
    """Return the chat's name as told by the file, the zip or the folder it lies in; UNNAMED where none tells."""
    for name in (
        PurePosixPath(member).name,
        PurePosixPath(member).parent.name,
        path.name,
        path.absolute().parent.name,
    ):
        if found := _named(name):
            return found
    return UNNAMED


def _named(name: str) -> str:
    """Return the chat's name out of a file's, empty where it is not one of WhatsApp's patterns."""
    stem = unicodedata.normalize("NFC", re.sub(r"\.(?:txt|zip)$", "", unquote(name), flags=re.IGNORECASE))
    stem = _COPY.sub("", " ".join(stem.replace("\u200e", "").replace("\u200f", "").split()))
    for pattern in (_BEFORE, *_AFTER):
        if found := pattern.match(stem):
            return found["name"].strip()
    return ""
